"""The publications the digest draws on: content/sources.yaml."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from digest.article import Republish
from digest.patterns import fault, remedy
from digest.problems import DigestError, Problem
from digest.slugs import same_name, slugify
from digest.strictyaml import Fields, claim, load_mapping, read_text, unknown_keys
from digest.webaddress import host_of

FILE = "content/sources.yaml"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_STRICTEST = ("headline", "excerpt", "full").index
_KEYS = ("name", "aliases", "domains", "language", "country", "republish", "junk", "keep")
_JUNK_KEYS = ("pattern", "example")
_LIKE = 0.85  # from 0 to 1, of names that may be one
LONGEST_JUNK = 500  # characters of a line that a junk pattern is tried on


@dataclass(frozen=True, slots=True)
class Source:
    """A publication.

    `republish` says how much of its articles may be shown: the full text, an excerpt or
    only the headline. `junk` are phrases; a line of its articles that holds one is no
    part of the article, nor is one that a `junk_patterns` takes as a whole. `keep` are
    phrases, too; a line that holds one is never junk.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    language: str = ""
    country: str = ""
    republish: Republish = "full"
    junk: tuple[str, ...] = ()
    junk_patterns: tuple[re.Pattern[str], ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """All known publications by id, and ids by name and by domain."""

    by_id: Mapping[str, Source] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> Source | None:
        """The publication with this id, name or alias."""
        return self.by_id.get(name) or self.by_id.get(self.ids.get(same_name(name), ""))

    def at(self, address: str) -> Source | None:
        """The publication that a web address belongs to, subdomains included."""
        parts = host_of(address).split(".")
        for start in range(len(parts)):
            if (id_ := self.domains.get(".".join(parts[start:]))) is not None:
                return self.by_id[id_]
        return None

    def of(self, name: str, address: str) -> Source:
        """The publication of an article that names it, comes from its address, or both.

        An unknown one is made from the name, or else from the address's host; where that is much
        like the name of a known one, the policy of that holds. Where name and address lead to
        different publications, the stricter policy holds.
        """
        named, placed = self.named(name) if name else None, self.at(address)
        if named and placed and _STRICTEST(placed.republish) < _STRICTEST(named.republish):
            return replace(named, republish=placed.republish)
        if found := named or (placed if not name else None):
            return found
        shown = name or host_of(address).removeprefix("www.")
        policy = placed.republish if placed else self._like(shown)
        return Source(slugify(shown), shown, republish=policy)

    def _like(self, name: str) -> Republish:
        """The strictest policy of the publications whose id or name is much like this: a slip of
        the pen shall not publish more than may be shown."""
        limited = {
            same_name(known): source.republish
            for source in self.by_id.values()
            if source.republish != "full"
            for known in (source.id, source.name, *source.aliases)
        }
        like = difflib.get_close_matches(same_name(name), limited, 3, _LIKE)
        return min((limited[known] for known in like), key=_STRICTEST, default="full")


def load(path: Path) -> Sources:
    """Read the publications; a missing file means none are known.

    Raises DigestError that lists every problem, two publications that share a name or a
    domain among them.
    """
    if not path.is_file():
        return Sources()
    data = load_mapping(read_text(path.read_bytes(), FILE), FILE)
    problems: list[Problem] = []
    by_id = {id_: _source(id_, entry, problems) for id_, entry in data.items()}
    ids: dict[str, str] = {}
    domains: dict[str, str] = {}
    for source in by_id.values():
        for name in (source.id, source.name, *source.aliases):
            problems += claim(ids, same_name(name), source.id, FILE, name)
        for domain in source.domains:
            problems += claim(domains, domain, source.id, FILE)
    if problems:
        raise DigestError(*problems)
    return Sources(by_id, ids, domains)


def _source(id_: str, entry: Any, problems: list[Problem]) -> Source:
    where = f"{id_}: "
    if not _ID.fullmatch(id_):
        remedy = "an id has lower-case letters, digits and single hyphens: daily-news"
        problems.append(Problem(FILE, f"{id_!r} is no id", remedy))
    if not isinstance(entry, dict):
        problems.append(Problem(FILE, f"{id_}: no entry", "write `name: ...` below it"))
        entry = {"name": id_}
    fields = Fields(entry, FILE, where)
    fields.problems += unknown_keys(entry, _KEYS, FILE, where)
    domains = []
    for domain in fields.texts("domains"):
        domains.append(host_of(f"//{domain}"))
        if "/" in domain or not _DOMAIN.fullmatch(domains[-1]):
            fields.wrong("domains", f"{domain!r} is no domain", "write one such as example.org")
    choice = fields.choice("republish", ("full", "excerpt", "headline"), "full")
    phrases, patterns = _junk(fields)
    source = Source(
        id=id_,
        name=fields.text("name", required=True),
        aliases=fields.texts("aliases"),
        domains=tuple(domains),
        language=fields.language(),
        country=fields.text("country"),
        republish=cast(Republish, choice),
        junk=phrases,
        junk_patterns=patterns,
        keep=fields.texts("keep"),
    )
    problems += fields.problems
    return source


def _junk(fields: Fields) -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    """A publication's junk: phrases, and expressions for whole lines with an example each."""
    entries = fields.data.get("junk", ())
    entries = entries if isinstance(entries, list | tuple) else [entries]
    patterns = tuple(_junk_pattern(entry, fields) for entry in entries if isinstance(entry, dict))
    others = [entry for entry in entries if not isinstance(entry, dict)]
    phrases = Fields({"junk": others}, fields.file, fields.where)
    found = phrases.texts("junk")
    fields.problems += phrases.problems
    return found, tuple(pattern for pattern in patterns if pattern)


def _junk_pattern(entry: Mapping[str, Any], fields: Fields) -> re.Pattern[str] | None:
    own = Fields(entry, fields.file, f"{fields.where}junk: ")
    own.problems += unknown_keys(entry, _JUNK_KEYS, own.file, own.where)
    text = own.text("pattern", required=True)
    examples = own.texts("example")
    if not examples:
        own.wrong("example", "missing", "add a line that the pattern shall take")
    compiled = None
    if wrong := fault(text, LONGEST_JUNK):
        own.wrong("pattern", wrong, remedy(wrong))
    else:
        compiled = re.compile(text, re.IGNORECASE)
        for line in examples:
            if not compiled.fullmatch(line) or len(line) > LONGEST_JUNK:
                what = f"{line!r} is not taken by {text!r} as a whole"
                own.wrong("example", what, "mend the pattern or the example")
    fields.problems += own.problems
    return compiled
