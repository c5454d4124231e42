"""Relating all articles: which are near each other, which are copies, which report one event.

The result follows from the articles' traces and vectors alone. Where it is known what was found
before, only what an edit can have changed is done again: the rows of edited articles, and of
those that share a feature with them which has become rarer or more common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digest import garbage
from digest.relations import copies, nearest, partly, stories, tabling, vectors
from digest.relations.comparing import KINDS, Sizes
from digest.relations.copying import Texts, relinked
from digest.relations.nearest import Match
from digest.relations.scoring import UNIT, Pairs, joined
from digest.relations.state import Found, State, Table
from digest.relations.tabling import Document, Traces
from digest.relations.traces import Trace

__all__ = ["Document", "Relations", "relate"]

Integers = NDArray[np.int64]
# With more rows than these to compare again all are, which takes as long then: a part of all,
# or so many in any case.
MOST_AGAIN = 1 / 5
ANY = 100


@dataclass(frozen=True, slots=True)
class Relations:
    """What was found, by the places of documents.

    `originals` names for each document the one that stands for all with nearly the same text,
    the earliest, most often itself; only those are offered. `matches` are the nearest others
    of each, best first, at most five. `groups` report one event: each place is in exactly one
    group, most of them alone; places ascend within a group, and groups by their first. `state`
    is what the next `relate` may go on from.
    """

    originals: list[int]
    matches: list[tuple[Match, ...]]
    groups: list[tuple[int, ...]]
    state: State | None = field(default=None, compare=False, repr=False)


def relate(
    documents: Sequence[Document], traces: Traces, content: Path, before: State | None = None
) -> Relations:
    """Relate documents, which come newest first.

    `traces` gives the traces of the documents at some places; it is called once, or not at
    all. `content` is the content folder, for its vectors. `before` is what was found of some
    documents earlier (relations.memory keeps it); nothing depends on it but the time that this
    takes.
    """
    if not documents:
        return Relations([], [], [])
    with garbage.left():  # half the time
        return _relate(documents, traces, content, before)


def _relate(
    documents: Sequence[Document], traces: Traces, content: Path, before: State | None
) -> Relations:
    digest = vectors.digest(content)
    if before:
        traces = _remembering(before.table, documents, traces)
    state = before and _renewed(before, documents, traces, content, digest)
    if not state:
        state = fresh(documents, traces(range(len(documents))), content, digest)
    return _relations(documents, state)


def _remembering(table: Table, documents: Sequence[Document], traces: Traces) -> Traces:
    """Traces that are asked for only where the table has none for the same text, and once."""
    made: dict[int, Trace] = {}

    def found(places: Sequence[int]) -> list[Trace]:
        if not places:
            return []
        wanted = {documents[place].key for place in places}
        rows = {
            each[:3]: row
            for each, row in zip(table.documents, table.rows.tolist(), strict=True)
            if each[0] in wanted
        }
        for place in places:
            each = documents[place]
            row = rows.get((each.key, each.digest, each.language))
            if row is not None:
                made[place] = table.trace(row)
        lacking = [place for place in places if place not in made]
        if lacking:
            made.update(zip(lacking, traces(lacking), strict=True))
        return [made[place] for place in places]

    return found


def fresh(
    documents: Sequence[Document], made: Sequence[Trace], content: Path, digest: bytes = b""
) -> State:
    """All found anew."""
    from digest.relations import wholly

    table = tabling.fresh(documents, made, content, digest)
    texts = Texts(table, table.rows)
    links = texts.links()
    original = _original(table, links)
    active = np.flatnonzero(_active(table, original))
    found, lengths = wholly.compared(table.segments[0], active, table.facts)
    order = np.arange(table.size)
    part, group = stories.grouped(found, order)
    near, how = nearest.best(found, order, order)
    return State(table, Found(original, links, lengths, found, part, group, near, how))


def _renewed(
    before: State, documents: Sequence[Document], traces: Traces, content: Path, digest: bytes
) -> State | None:
    """What follows from what was found before; None where all must be done anew."""
    old, known = before.table, before.found
    table = tabling.renewed(old, documents, traces, content, digest)
    if table is None:
        return None
    if table.documents == old.documents and np.array_equal(table.rows, old.rows):
        return State(table, known) if table.vectors != old.vectors else before
    links = relinked(known.links, Texts(old, old.rows), Texts(table, table.rows))
    original = _original(table, links)
    was = np.zeros(table.size, bool)
    was[: old.size] = _active(old, known.original)
    now = _active(table, original)
    sizes = Sizes.of(table.facts.language[now], table.facts.languages)
    if not sizes.same(Sizes.of(table.facts.language[was], table.facts.languages)):
        return None
    again = partly.weighing_otherwise(table.segments, table.facts, sizes, was, now)
    compared = now & ~was
    compared[again] = True
    number = int(compared.sum())
    if number > max(ANY, MOST_AGAIN * len(documents)):
        return None
    lengths = np.zeros((table.size, KINDS))
    lengths[: old.size] = known.lengths
    wanted = np.flatnonzero(compared)
    new = partly.compared(table.segments, wanted, now, table.facts, sizes, lengths)
    lost = compared | (was & ~now)
    stays = ~(lost[known.pairs.one] | lost[known.pairs.other])
    pairs = joined([known.pairs.where(stays), new])
    touched = lost.copy()
    for each in (known.pairs.where(~stays), new):
        touched[each.one] = touched[each.other] = True
    return State(table, _chosen(table, known, original, links, lengths, pairs, touched))


def _chosen(
    table: Table,
    known: Found,
    original: Integers,
    links: set[tuple[bytes, bytes]],
    lengths: NDArray[np.float64],
    pairs: Pairs,
    touched: NDArray[np.bool_],
) -> Found:
    """The nearest and the stories; only touched rows can have others than before."""
    order = np.full(table.size, table.size)
    order[table.rows] = np.arange(len(table.documents))
    part, group = stories.grouped(
        pairs,
        order,
        before=(_longer(known.part, table.size, -1), _longer(known.group, table.size, -1)),
        changed=touched,
    )
    near = _longer(known.near, table.size, -1)
    how = _longer(known.how, table.size, 0)
    rows = np.flatnonzero(touched)
    near[rows], how[rows] = nearest.best(pairs, rows, order)
    return Found(original, links, lengths, pairs, part, group, near, how)


def _longer(values: Integers, size: int, more: int) -> Integers:
    found = np.full((size, *values.shape[1:]), more, np.int64)
    found[: len(values)] = values
    return found


def _original(table: Table, links: set[tuple[bytes, bytes]]) -> Integers:
    """For each row the one that stands for its text: the earliest, which comes last."""
    original = np.arange(table.size)
    keys = [table.texts[row] for row in table.rows.tolist()]
    often = Counter(keys)
    linked = set(chain.from_iterable(links))
    some = [at for at, key in enumerate(keys) if key and (often[key] > 1 or key in linked)]
    rows = table.rows[some]
    for group in copies.partition([keys[at] for at in some], links):
        original[rows[list(group)]] = rows[group[-1]]
    return original


def _active(table: Table, original: Integers) -> NDArray[np.bool_]:
    """Which rows are compared: those that stand for a text."""
    active = np.zeros(table.size, bool)
    active[original[table.rows]] = True
    return active


def _relations(documents: Sequence[Document], state: State) -> Relations:
    table, found = state.table, state.found
    own = table.rows
    place = np.full(table.size + 1, -1, np.int64)  # the last is that of row -1
    place[own] = np.arange(len(own))
    first = found.original[own]
    near = place[found.near[first]]
    how = found.how[first] / UNIT
    days = table.facts.day[own].tolist()
    rarity = Counter(chain.from_iterable(map(set, [each.tags for each in documents])))
    matches: list[tuple[Match, ...]] = [()] * len(documents)
    for index in np.flatnonzero(near[:, 0] >= 0).tolist():
        mine, some = set(documents[index].tags), []
        for other, score in zip(near[index].tolist(), how[index].tolist(), strict=True):
            if other < 0:
                break
            shared = mine.intersection(documents[other].tags)
            names = tuple(sorted(shared, key=lambda tag: (rarity[tag], tag)))
            some.append(Match(other, score, names, days[index] == days[other]))
        matches[index] = tuple(some)
    groups: list[tuple[int, ...]] = [(index,) for index in range(len(own))]
    leaders = found.group[first]
    several = np.flatnonzero(np.bincount(leaders)[leaders] > 1)
    together: dict[int, list[int]] = {}
    for index, leader in zip(several.tolist(), leaders[several].tolist(), strict=True):
        together.setdefault(leader, []).append(index)
        groups[index] = ()
    for each in together.values():
        groups[each[0]] = tuple(each)
    return Relations(place[first].tolist(), matches, list(filter(None, groups)), state)
