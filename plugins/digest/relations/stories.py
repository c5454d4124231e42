"""Stories: the articles that report one event, over publications and languages."""

from __future__ import annotations

from collections.abc import Sequence

from digest.relations.nearest import Document, nearest

# Reports of one event share at least so much (see `Match.score`).
SAME_EVENT = 0.4


def grouped(documents: Sequence[Document]) -> list[tuple[int, ...]]:
    """Divide documents into groups that report one event.

    Each index is in exactly one group, most of them alone; indexes ascend within a group,
    and groups by their first.
    """
    leaders = list(range(len(documents)))
    for index, matches in enumerate(nearest(documents)):
        for match in matches:
            if match.score >= SAME_EVENT:
                one, other = _leader(leaders, index), _leader(leaders, match.index)
                leaders[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for index in range(len(documents)):
        found.setdefault(_leader(leaders, index), []).append(index)
    return [tuple(group) for group in found.values()]


def _leader(leaders: list[int], index: int) -> int:
    """The first of a group (union-find: ways are halved as they are walked)."""
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
    return index
