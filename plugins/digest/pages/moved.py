"""Pages at addresses that tags and stories had before: each leads to the address of today."""

from __future__ import annotations

from collections.abc import Iterator

from digest.pages import addresses
from digest.pages.catalogue import Catalogue, tag_link
from digest.pages.library import Frame, Library
from digest.pages.planned import Planned
from digest.pages.telling import Stories
from digest.pages.values import Link, MovedPage
from digest.slugs import slugify


def plan_moved_tags(all_items: Catalogue, library: Library) -> Iterator[Planned]:
    """Plan a page for each former name of a tag, and one for each language its list has.

    A tag that no article carries has no page: from there the way leads to all tags.
    """
    frame = library.frame
    for tag in library.vocabulary.tags.values():
        for old in dict.fromkeys(map(slugify, tag.former)):
            if old == tag.id:
                continue
            origin = f"content/tags.yaml (former: {old})"
            languages = sorted({item.language for item in all_items.by_tag.get(tag.id, ())})
            if not languages:
                words = frame.words[frame.language]
                every = Link(words["tags"], addresses.TAGS)
                yield _moved(addresses.tag(old), frame.language, every, origin)
            for code in ("", *languages) if languages else ():
                language = frame.interface(code) if code else frame.language
                here = tag_link(tag, language)
                link = Link(here.text, addresses.tag(tag.id, code), here.language)
                yield _moved(addresses.tag(old, code), language, link, origin)


def plan_moved_stories(told: Stories, frame: Frame) -> Iterator[Planned]:
    """Plan a page for each former address of a story; of one that is no more, it leads to the
    article that is left."""
    for address, link in told.moved.items():
        old = address.rstrip("/").rpartition("/")[2]
        yield _moved(address, frame.language, link, f"content/stories.yaml (formerly {old})")


def _moved(address: str, language: str, link: Link, origin: str) -> Planned:
    return Planned(address, moved, (language, link), origin=origin)


def moved(frame: Frame, address: str, language: str, link: Link) -> MovedPage:
    """A page at an old address that leads to where a link leads."""
    title = frame.words[language]["moved"]
    return MovedPage(address=address, language=language, title=title, link=link)
