"""The index of all tags: under their labels, and under every other name they have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from digest.pages import addresses
from digest.pages.alphabet import initial, script, script_name, sort_key
from digest.pages.catalogue import Catalogue, tag_link, tag_signature
from digest.pages.interface import Words
from digest.pages.library import Frame
from digest.pages.planned import Planned, digest
from digest.pages.values import Alphabet, Group, Link, SeeAlso, SeeGroup, TagIndexPage
from digest.slugs import same_name
from digest.vocabulary import Tag


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a tag and, where that is known, the language it is in."""

    text: str
    language: str
    tag: Tag


def plan_tag_index(all_items: Catalogue) -> Planned:
    """Plan the index of all tags."""
    tags = tuple((tag, len(all_items.by_tag[id_])) for id_, tag in sorted(all_items.tags.items()))
    return Planned(addresses.TAGS, tag_index, (Counted(tags),), listed=True)


class Counted:
    """All tags, each with the number of its articles."""

    __slots__ = ("signature", "tags")

    def __init__(self, tags: tuple[tuple[Tag, int], ...]) -> None:
        self.tags = tags
        self.signature = digest(tuple((tag_signature(tag), count) for tag, count in tags))


def tag_index(frame: Frame, address: str, counted: Counted) -> TagIndexPage:
    """The index: labels for the page's readers from A to Z, then all names by script."""
    language = frame.language
    words = frame.words[language]
    names = [name for tag, _ in counted.tags for name in _other_names(tag, language)]
    first = _first_script(counted, language)
    return TagIndexPage(
        address=address,
        language=language,
        title=words["tags"],
        groups=_register(counted, language, first, words),
        alphabets=_alphabets(names, language, first, words),
    )


def _first_script(counted: Counted, language: str) -> str:
    """The script of most labels: the one that the page's readers read."""
    counts = Counter(script(tag.label(language)) for tag, _ in counted.tags)
    del counts[""]
    return max(counts, key=lambda code: (counts[code], code), default="")


def _order(text: str, first: str) -> tuple[bool, bool, str, str, str]:
    """The readers' own script first, what has no letters last."""
    code = script(text)
    return (code == "", code != first, code, initial(text), sort_key(text))


def _heading(text: str, language: str, words: Words) -> str:
    """A letter, or else the script."""
    code = script(text)
    return initial(text) or (script_name(code, language) if code else words["signs"])


def _register(counted: Counted, language: str, first: str, words: Words) -> tuple[Group, ...]:
    links = sorted(
        (tag_link(tag, language, count) for tag, count in counted.tags),
        key=lambda link: (_order(link.text, first), link.address),
    )
    groups = groupby(links, key=lambda link: _heading(link.text, language, words))
    return tuple(Group(heading, tuple(group)) for heading, group in groups)


def _other_names(tag: Tag, language: str) -> Iterable[_Name]:
    """Every name of a tag but the one it is listed under, each once.

    An alias is taken to be in the language of the label that is written in its script: a
    guess that gives it its font and direction, and no more than that.
    """
    seen = {same_name(tag.label(language))}
    by_script: dict[str, str] = {}
    for code, label in tag.labels.items():
        by_script.setdefault(script(label), code)
    own = script(tag.label(language))
    labels = [(label, code) for code, label in tag.labels.items()]
    aliases = [
        (alias, "" if script(alias) == own else by_script.get(script(alias), ""))
        for alias in tag.aliases
    ]
    for text, code in (*labels, *aliases):
        if same_name(text) not in seen:
            seen.add(same_name(text))
            yield _Name(text, "" if code == language else code, tag)


def _alphabets(
    names: Iterable[_Name], language: str, first: str, words: Words
) -> tuple[Alphabet, ...]:
    ordered = sorted(names, key=lambda name: (_order(name.text, first), name.tag.id))
    found = []
    for code, group in groupby(ordered, key=lambda name: script(name.text)):
        inside = list(group)
        found.append(
            Alphabet(
                heading=script_name(code, language) if code else words["signs"],
                language="" if code == first else _usual_language(inside),
                count=len(inside),
                groups=tuple(
                    SeeGroup(letter, _merged(list(below), language))
                    for letter, below in groupby(inside, key=lambda name: initial(name.text))
                ),
            )
        )
    return tuple(found)


def _usual_language(names: Sequence[_Name]) -> str:
    counts = Counter(name.language for name in names if name.language)
    return max(counts, key=lambda code: (counts[code], code), default="")


def _merged(names: Sequence[_Name], language: str) -> tuple[SeeAlso, ...]:
    """The names below a letter, those of one tag together at the place of the first."""
    by_tag: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        by_tag[name.tag.id].append(name)
    return tuple(
        SeeAlso(
            tuple(Link(name.text, "", name.language) for name in group),
            tag_link(group[0].tag, language),
        )
        for group in by_tag.values()
    )
