"""Pages at addresses that tags and stories had before: each leads to the address of today."""

from __future__ import annotations

from collections.abc import Iterator

from digest.pages import addresses
from digest.pages.catalogue import Catalogue, tag_link
from digest.pages.library import Library
from digest.pages.telling import Stories
from digest.pages.values import Link, MovedPage
from digest.slugs import slugify


def plan_moved_tags(all_items: Catalogue, library: Library) -> Iterator[MovedPage]:
    """Plan a page for each former name of a tag, and one for each language its list has.

    A tag that no article carries has no page: from there the way leads to all tags.
    """
    for tag in library.vocabulary.tags.values():
        languages = sorted({item.language for item in all_items.by_tag.get(tag.id, ())})
        for old in dict.fromkeys(map(slugify, tag.former)):
            if old == tag.id:
                continue
            if not languages:
                words = library.words[library.language]
                every = Link(words["tags"], addresses.TAGS)
                yield moved(addresses.tag(old), library.language, every, library)
            for code in ("", *languages) if languages else ():
                language = library.interface(code) if code else library.language
                here = tag_link(tag, language)
                link = Link(here.text, addresses.tag(tag.id, code), here.language)
                yield moved(addresses.tag(old, code), language, link, library)


def moved(address: str, language: str, link: Link, library: Library) -> MovedPage:
    """A page at an old address that leads to where a link leads."""
    title = library.words[language]["moved"]
    return MovedPage(address=address, language=language, title=title, link=link, listed=False)


def plan_moved_stories(told: Stories, library: Library) -> Iterator[MovedPage]:
    """Plan a page for each former address of a story; of one that is no more, it leads to the
    article that is left."""
    for address, link in told.moved.items():
        yield moved(address, library.language, link, library)
