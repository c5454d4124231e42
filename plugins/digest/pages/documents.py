"""All documents of a plan; sections that are as they were are not planned again.

Every document has a path of its own below output/; two that would share one are an error that
names both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.pages import addresses
from digest.pages.library import Frame
from digest.pages.planned import Planned, Section
from digest.pages.sitemaps import plan_sitemaps
from digest.problems import DigestError, Problem

# The name under which the documents that are in no section are remembered.
_SINGLE = ""


class Known(NamedTuple):
    """A section as it was last made: its signature, the signatures of its documents by path, and
    the addresses that search engines should know."""

    signature: bytes
    documents: Mapping[str, bytes]
    listed: Sequence[str]


@dataclass(slots=True)
class Drawn:
    """A section that was planned now: its documents by path only."""

    signature: bytes
    paths: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Documents:
    """`planned` are documents by path; `kept` are the sections that were not planned again, by
    name, and `drawn` those that were."""

    planned: dict[str, Planned] = field(default_factory=dict)
    kept: dict[str, Known] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def known(self, signatures: Mapping[str, bytes]) -> dict[str, Known]:
        """What the next build may keep, given the signatures of what is `planned`."""
        return self.kept | {
            name: Known(
                each.signature, {path: signatures[path] for path in each.paths}, each.listed
            )
            for name, each in self.drawn.items()
        }

    def add(self, section: str, document: Planned) -> None:
        """Add a document of a section."""
        path = addresses.output_path(document.address)
        drawn = self.drawn[section]
        drawn.paths.append(path)
        if document.listed:
            drawn.listed.append(document.address)
        self.planned[path] = document


def documents(
    parts: Sequence[Planned | Section], frame: Frame, before: Mapping[str, Known]
) -> Documents:
    """All documents, and the sitemap, but for those of sections that are as `before`.

    Raises DigestError where two documents would share an address.
    """
    found = Documents()
    found.drawn[_SINGLE] = Drawn(b"")
    for part in parts:
        if isinstance(part, Planned):
            found.add(_SINGLE, part)
            continue
        signature, known = part.signature(), before.get(part.name)
        if known and known.signature == signature:
            found.kept[part.name] = known
            continue
        found.drawn[part.name] = Drawn(signature)
        for document in part.plan(frame, *part.arguments):
            found.add(part.name, document)
    groups: tuple[Known | Drawn, ...] = (*found.kept.values(), *found.drawn.values())
    last = list(plan_sitemaps(sorted(address for each in groups for address in each.listed)))
    for document in last:
        found.add(_SINGLE, document)
    if _has_new_paths(found, before):
        problems = list(_collisions([*_claims(found, parts), *map(_claim, last)]))
        if problems:
            raise DigestError(*problems)
    return found


def _has_new_paths(found: Documents, before: Mapping[str, Known]) -> bool:
    """Whether two documents may share an address that did not in the last build."""
    number = 0
    for name, drawn in found.drawn.items():
        number += len(drawn.paths)
        if name not in before or not before[name].documents.keys() >= set(drawn.paths):
            return True
    return number > len(found.planned)


_Claim = tuple[str, str]  # a path, and what wants it


def _claims(found: Documents, parts: Sequence[Planned | Section]) -> Iterator[_Claim]:
    for part in parts:
        if isinstance(part, Planned):
            yield _claim(part)
        else:
            kept = found.kept.get(part.name)
            for path in kept.documents if kept else found.drawn[part.name].paths:
                yield path, _page(addresses.of(path))


def _claim(document: Planned) -> _Claim:
    return addresses.output_path(document.address), document.origin or _page(document.address)


def _page(address: str) -> str:
    return f"the page {address.rstrip('/') or '/'}"


def _collisions(claims: Sequence[_Claim]) -> Iterator[Problem]:
    owners: dict[str, _Claim] = {}
    for claim in claims:
        # Some file systems, and some people, do not tell capitals apart.
        owner = owners.setdefault(claim[0].casefold(), claim)
        if owner is not claim:
            what = f"wants the address {addresses.of(claim[0])} that {owner[1]} has"
            yield Problem(claim[1], what, "rename one of them")
    for folded, (path, origin) in owners.items():
        wanted = addresses.of(path)
        if folded.startswith("theme/"):
            what = f"wants the address {wanted}, and /theme/ is the stylesheet's"
            yield Problem(origin, what, "rename its folder")
        parts = folded.split("/")
        folders = ("/".join(parts[:number]) for number in range(1, len(parts)))
        above = next((owners[folder] for folder in folders if folder in owners), None)
        if above:
            what = f"lies below the address {addresses.of(above[0])} that {above[1]} has"
            yield Problem(origin, what, "rename one of them")
