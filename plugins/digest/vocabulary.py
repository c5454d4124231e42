"""The tag vocabulary, content/tags.yaml: one tag for all languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digest.languages import has_names, territory_name
from digest.problems import DigestError, Problem
from digest.slugs import same_name, slugify
from digest.strictyaml import Fields, claim, load_mapping, read_text, unknown_keys

FILE = "content/tags.yaml"
# Languages whose names of countries are always known, whatever languages a site has.
LABEL_LANGUAGES = ("en", "de", "fr", "es", "ar", "ja")

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = ("territory", "labels", "aliases", "broader", "case", "former")


@dataclass(frozen=True, slots=True)
class Tag:
    """One subject. `labels` maps a language to the name shown there.

    A tag that the vocabulary does not know has no labels: its `name` is as written. A
    `territory` has a name in every language that CLDR knows. With `case` "kept", its names are
    only meant with the capitals that they have. `former` are ids that it had, and names of
    tags that became this one: articles may still say them, and their pages lead here. No
    text is searched for them.
    """

    id: str
    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    territory: str = ""
    case: str = ""

    @property
    def known(self) -> bool:
        return bool(self.labels)

    def label(self, language: str) -> str:
        """The name to show to a reader of a language, English or any where it has none."""
        found = self.labels.get(language) or self.labels.get(language.split("-")[0])
        if not found and self.territory and has_names(language):
            found = territory_name(self.territory, language)
        return found or self.name

    def label_language(self, language: str) -> str:
        """The language that `label` is in, empty where that is not known."""
        base = language.split("-")[0]
        if language in self.labels or base in self.labels:
            return language
        if self.territory and has_names(language) and territory_name(self.territory, language):
            return language
        return next((code for code, text in self.labels.items() if text == self.name), "")

    def names(self) -> Iterable[str]:
        """All labels and aliases, and the id."""
        return (self.id, *self.labels.values(), *self.aliases)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All known tags by id, and ids by every name (as `same_name` makes it)."""

    tags: Mapping[str, Tag] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Tag:
        """The tag that has, or had, this name; an unknown tag if there is none."""
        return self.knows(name) or Tag(slugify(name), name)

    def knows(self, name: str) -> Tag | None:
        """The tag that has this id, label or alias, or had it, or None."""
        return self.tags.get(name) or self.tags.get(self.ids.get(same_name(name), ""))


def load(path: Path) -> Vocabulary:
    """Read the vocabulary; a missing file is an empty one. Raises DigestError as `parse` does."""
    return parse(read_text(path.read_bytes(), FILE)) if path.is_file() else Vocabulary()


def parse(text: str) -> Vocabulary:
    """Read the text of a vocabulary.

    Raises DigestError that lists every problem: an unknown key, a bad id, and what `index`
    finds.
    """
    data = load_mapping(text, FILE)
    problems: list[Problem] = []
    tags = {}
    for id_, entry in data.items():
        tags[id_] = _tag(id_, entry, problems)
    return index(tags, problems)


def index(tags: Mapping[str, Tag], problems: Iterable[Problem] = ()) -> Vocabulary:
    """A vocabulary of tags by id.

    Raises DigestError that lists `problems` and every name claimed by two tags, and every
    broader tag that does not exist or leads back to itself.
    """
    found = list(problems)
    ids = _claim_names(tags, found)
    found += _broader_problems(tags)
    found += _address_problems(tags)
    if found:
        raise DigestError(*found)
    return Vocabulary(tags, ids)


def _tag(id_: str, entry: Any, problems: list[Problem]) -> Tag:
    where = f"{id_}: "
    if not ID.fullmatch(id_):
        remedy = "an id has lower-case letters, digits and single hyphens: south-korea"
        problems.append(Problem(FILE, f"{id_!r} is no id", remedy))
    if not isinstance(entry, dict):
        problems.append(Problem(FILE, f"{id_}: no entry", "write `labels: {en: ...}` below it"))
        return Tag(id_, id_, {"en": id_})
    fields = Fields(entry, FILE, where)
    fields.problems += unknown_keys(entry, _KEYS, FILE, where)
    labels = _territory_labels(fields) | fields.by_language("labels")
    if not labels:
        fields.wrong("labels", "missing", "add `labels: {en: ...}` or `territory: XX`")
    name = labels.get("en") or next(iter(labels.values()), id_)
    tag = Tag(
        id_,
        name,
        labels,
        aliases=fields.texts("aliases"),
        broader=fields.texts("broader"),
        former=fields.texts("former"),
        territory=fields.text("territory"),
        case=fields.choice("case", ("", "kept"), ""),
    )
    problems += fields.problems
    return tag


def _territory_labels(fields: Fields) -> dict[str, str]:
    code = fields.text("territory")
    if not code:
        return {}
    names = {language: territory_name(code, language) for language in LABEL_LANGUAGES}
    if not names["en"]:
        fields.wrong("territory", f"{code!r} is no country code", "write one such as DE")
    return {language: name for language, name in names.items() if name}


def _claim_names(tags: Mapping[str, Tag], problems: list[Problem]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for tag in tags.values():
        for name in (*tag.names(), *tag.former):
            problems += claim(ids, same_name(name), tag.id, FILE, name)
    return ids


def _broader_problems(tags: Mapping[str, Tag]) -> Iterable[Problem]:
    for tag in tags.values():
        for id_ in tag.broader:
            if id_ not in tags:
                what = f"{tag.id}: broader: there is no tag {id_!r}"
                yield Problem(FILE, what, "add it or take it out")
        if tag.id in all_broader(tags, tag.id):
            what = f"{tag.id}: broader: leads back to {tag.id!r} itself"
            yield Problem(FILE, what, "take one link of the circle out")


def _address_problems(tags: Mapping[str, Tag]) -> Iterable[Problem]:
    """Former names of two tags, or of one and the id of another, that share an address."""
    owners = {id_: (id_, id_) for id_ in tags}
    for tag in tags.values():
        for name in tag.former:
            other, claimed = owners.setdefault(slugify(name), (tag.id, name))
            if other != tag.id and same_name(name) != same_name(claimed):
                what = f"{tag.id}: former: {name!r} has the address of {claimed!r} of {other!r}"
                yield Problem(FILE, what, "take it away from one of them")


def all_broader(tags: Mapping[str, Tag], id_: str) -> tuple[str, ...]:
    """The ids of all tags broader than one, nearest first."""
    found: dict[str, None] = {}
    queue = [id_]
    for current in queue:
        for up in tags[current].broader if current in tags else ():
            if up not in found:
                found[up] = None
                queue.append(up)
    return tuple(found)
