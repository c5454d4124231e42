"""Shows on a terminal what cleaning did, and what it made of a raw article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from rich.console import Console
from rich.text import Text

from digest.intake.report import Change, CleanReport
from digest.problems import COMMAND

_CONTEXT = 50  # characters shown on either side of what a repair changed
_RULE = 20  # columns for the name of a rule


def print_report(report: CleanReport, dry_run: bool, diff: bool) -> None:
    """Print what cleaning did, but for the problems; `diff` shows every line."""
    for written in report.written:
        guessed = f" (look at: {', '.join(written.inferred)})" if written.inferred else ""
        print(f"{'would write ' if dry_run else ''}{written.path}{guessed}", flush=True)
        if diff:
            print_changes(written.shown, written.changes)
        for note in written.notes:
            print(f"  {note}")
    for shown in report.shown:
        print_changes(shown.name, shown.changes)
    for note in report.notes:
        print(note)
    for kept in report.kept:
        print(f"{kept}: edited by hand, left as it is")
    if report.kept:
        how = f"{COMMAND} clean --diff --file RAW-FILE"
        print(f"What cleaning drops of these: {how}. Put lines back by hand.")
    done = "Would clean" if dry_run else "Cleaned"
    print(f"{done} {len(report.written)}, unchanged {report.unchanged}.")


def print_changes(name: str, changes: Sequence[Change], console: Console | None = None) -> None:
    """Print what messages call a raw article, and its lines that were dropped or repaired:
    `-` as they were, `+` as they are now."""
    console = console or Console(highlight=False, soft_wrap=True)
    console.print(Text(f"  {name}", "bold"))
    for change in changes:
        before, after = (" ".join(text.split()) for text in (change.before, change.after))
        if after:
            before, after = differing(before, after)
        rule = (f"{change.rule:>{_RULE}}  ", "dim")
        console.print(Text.assemble(rule, (f"- {before}", "red")))
        if after:
            console.print(Text(" " * (_RULE + 2)) + Text(f"+ {after}", "green"))


def differing(before: str, after: str) -> tuple[str, str]:
    """Two versions of a line without most of what they have in common at either end."""
    start = max(0, _same(before, after) - _CONTEXT)
    end = max(0, _same(before[start:][::-1], after[start:][::-1]) - _CONTEXT)
    left, right = "…" if start else "", "…" if end else ""
    first, second = (f"{left}{text[start : len(text) - end]}{right}" for text in (before, after))
    return first, second


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
