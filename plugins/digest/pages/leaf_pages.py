"""The pages of content/pages, such as an imprint, and the one for addresses without a page."""

from __future__ import annotations

from digest.article import Leaf
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.records import Record
from digest.pages.texts import Texts
from digest.pages.values import LeafPage, Link, MissingPage


class LeafText:
    """A page of content/pages with its text."""

    __slots__ = ("leaf", "record", "signature", "texts")

    def __init__(self, record: Record, texts: Texts) -> None:
        assert isinstance(record.said, Leaf)
        self.leaf, self.record, self.texts = record.said, record, texts
        self.signature = record.shown + record.html


def plan_leaf(address: str, record: Record, texts: Texts) -> Planned:
    """Plan the page of a file of content/pages."""
    text = LeafText(record, texts)
    return Planned(address, leaf_page, (text,), listed=True, origin=f"content/{record.place}")


def link(planned: Planned) -> Link:
    """The link to such a page."""
    (text,) = planned.arguments
    assert isinstance(text, LeafText)
    return Link(text.leaf.title, planned.address, text.leaf.language)


def leaf_page(frame: Frame, address: str, text: LeafText) -> LeafPage:
    """The page of a file of content/pages."""
    leaf = text.leaf
    return LeafPage(
        address=address,
        language=frame.interface(leaf.language),
        title=leaf.title,
        title_language=leaf.language,
        description=leaf.summary,
        body=text.texts.shown(text.record, "full"),
    )


def missing_page(frame: Frame, address: str, topics: tuple[Link, ...]) -> MissingPage:
    """404.html."""
    title = frame.words[frame.language]["missing_title"]
    return MissingPage(address=address, language=frame.language, title=title, topics=topics)
