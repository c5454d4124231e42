"""What a run of cleaning knows and finds out, what it tells, and what it remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest.intake import rawfiles, remembered
from digest.intake.known_articles import Known
from digest.intake.remembered import Settled
from digest.intake.report import CleanReport, Shown, Written
from digest.problems import Problem


@dataclass(slots=True)
class Tally:
    """What a run finds out about one raw file.

    `twice` are its articles that are elsewhere already: what they are called, and what the
    other is; `others` are the paths of those, `owners` the raw files and parts of those.
    `moved` are raw files and parts that are gone, with the parts of this one that they now
    are. `done` says that nothing more is to come; `passing`, that another time may bring more.
    """

    sha256: str
    written: list[Written] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    owners: set[tuple[str, str]] = field(default_factory=set)
    moved: set[tuple[str, str, str]] = field(default_factory=set)
    done: bool = False
    passing: bool = False
    missed: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        """A line for each phrase that was missed, and one for all articles that are elsewhere."""
        if not self.twice:
            return tuple(self.missed)
        what, other = self.twice[0]
        more = f" (and {len(self.twice) - 1} more like it)" if len(self.twice) > 1 else ""
        return (*self.missed, f"{what}: {other}{more}")


@dataclass(slots=True)
class Run:
    """A run of cleaning: what it knows, what is remembered, what it finds out.

    `owners` are the raw files and parts that own these bytes: what was cleaned, or is
    being cleaned. `recalled` is what of the memory holds. A `dry` run writes nothing;
    `taken` are the paths that it writes to, or would. With `show`, there is something to be
    seen of each article; `only_shown` are the raw files and parts of which that is all.
    """

    root: Path
    again: bool
    known: Known
    memory: dict[str, Settled]
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    recalled: dict[str, Settled] = field(default_factory=dict)
    dry: bool = False
    diff: bool = False
    show: bool = False
    only_shown: set[tuple[str, str]] = field(default_factory=set)
    taken: set[Path] = field(default_factory=set)
    tallies: dict[str, Tally] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def report(self) -> CleanReport:
        tallies, recalled = self.tallies.values(), self.recalled.values()
        files: list[Tally | Settled] = [*tallies, *recalled]
        return CleanReport(
            written=tuple(one for tally in tallies for one in tally.written),
            shown=tuple(one for tally in tallies for one in tally.shown),
            unchanged=sum(each.unchanged for each in files),
            kept=tuple(path for each in files for path in each.kept),
            problems=(*self.problems, *(problem for each in files for problem in each.problems)),
            notes=(
                *(note for tally in tallies for note in tally.notes()),
                *(note for each in recalled for note in each.notes),
            ),
        )


def remember(run: Run, names: Sequence[str]) -> None:
    """Remember the files of many articles that are done with, and those whose only article
    is elsewhere; forget what is no longer true."""
    seen = frozenset(names)
    settled = {
        key: each
        for key, each in run.memory.items()
        if (name := key.partition(" ")[2]) not in seen
        and (run.root / rawfiles.FOLDER / name).is_file()
    }
    settled |= run.recalled
    for name, tally in run.tallies.items():
        owners = [run.known.find(*owner) for owner in tally.owners]
        if (tally.done or tally.others) and not tally.passing and None not in owners:
            settled[remembered.key(name, tally.sha256)] = Settled(
                remembered.state(run.known, name),
                tally.unchanged + len(tally.written),
                tuple(tally.kept),
                tuple(tally.problems),
                tally.notes(),
                tuple(sorted(tally.others | {owner.path for owner in owners if owner})),
                tuple(sorted(tally.moved)),
            )
    if settled != run.memory:
        remembered.save(run.root, settled)
