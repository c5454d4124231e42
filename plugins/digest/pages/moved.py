"""Pages at addresses that tags had before they were renamed: each leads to the tag of today."""

from __future__ import annotations

from collections.abc import Iterator

from digest.pages import addresses
from digest.pages.catalogue import Catalogue, tag_link
from digest.pages.library import Library
from digest.pages.values import Link, MovedPage
from digest.slugs import slugify


def plan_moved(all_items: Catalogue, library: Library) -> Iterator[MovedPage]:
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
                yield _moved(addresses.tag(old), library.language, every, library)
            for code in ("", *languages) if languages else ():
                language = library.interface(code) if code else library.language
                here = tag_link(tag, language)
                link = Link(here.text, addresses.tag(tag.id, code), here.language)
                yield _moved(addresses.tag(old, code), language, link, library)


def _moved(address: str, language: str, link: Link, library: Library) -> MovedPage:
    title = library.words[language]["moved"]
    return MovedPage(address=address, language=language, title=title, link=link, listed=False)
