"""Shows on a terminal what becomes of files, and what there is to say of tags."""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from digest.curating.retagging import Change, Retagged
from digest.curating.similar import Pair
from digest.curating.survey import Survey
from digest.problems import COMMAND
from digest.strictyaml import printable
from digest.terminal import SHOWN, count, some

_STYLES = {"-": "red", "+": "green", "@": "dim"}


def print_retagged(done: Retagged, dry_run: bool) -> None:
    """Print which files were changed, or every line that would be."""
    for change in done.changes if dry_run else ():
        print_diff(change)
    for change in () if dry_run else done.changes[:SHOWN]:
        print(f"{change.file}: {change.what}")
    if len(done.changes) > SHOWN and not dry_run:
        print(f"and {count(len(done.changes) - SHOWN, 'more file')}")
    for note in done.notes:
        print(note)
    print(f"{'Would change' if dry_run else 'Changed'} {count(len(done.changes), 'file')}.")


def undo(done: Retagged, unsaved: frozenset[str] | None) -> str:
    """How to go back: by git if it knows how the files were, or by the opposite command.

    `unsaved` are files that git does not have as they were; None if there is no git."""
    files = [change.file for change in done.changes]
    if unsaved is not None and unsaved.isdisjoint(files):
        place = os.path.commonpath(files)
        if any(file.startswith(f"{place}/") for file in unsaved):
            return f"git restore {shlex.join(files)}"
        return f"git restore {shlex.quote(place)}"
    if done.inverse:
        words = [word for each in done.inverse.rename for word in ("--rename", each)]
        return f"{COMMAND} tag {shlex.join(words)}"
    return "not by one command, as git does not have these files as they were"


def print_diff(change: Change) -> None:
    """Print the lines of a file that change: `-` as they are, `+` as they will be."""
    console = Console(highlight=False, soft_wrap=True)
    before, after = (
        [printable(line) for line in data.decode().splitlines()]
        for data in (change.before, change.after)
    )
    console.print(Text(change.file, "bold"))
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    for line in list(lines)[2:]:
        console.print(Text(line, _STYLES.get(line[:1], "")))


def counts(survey: Survey) -> Iterator[str]:
    """The tags in use with their number of articles, in all and by language."""
    for each in survey.counts:
        known = "" if each.tag.known else "  (not in content/tags.yaml)"
        in_each = ", ".join(f"{code} {number}" for code, number in each.languages)
        yield f"{each.articles:>6}  {each.name}  {in_each}{known}"
    idle = sum(map(len, survey.unused().values()))
    yield f"Tags in use: {len(survey.counts)}. Others in content/tags.yaml: {idle}."
    yield f"See also: {COMMAND} tags --similar, --missing-labels, --unused"


def unused(survey: Survey) -> Iterator[str]:
    """The tags that wait for articles, by the tags they belong to."""
    groups = survey.unused()
    for broader, tags in groups.items():
        ids = sorted(tag.id for tag in tags)
        where = f"{broader}: " if broader else ""
        yield f"{len(ids):>6}  {where}{some(ids, SHOWN)}"
    idle, every = sum(map(len, groups.values())), len(survey.vocabulary.tags)
    yield f"Tags of content/tags.yaml that no article carries: {idle} of {every}."


def similar(pairs: Sequence[Pair]) -> Iterator[str]:
    """Tags that may be one, each pair with the command that makes it one."""
    for pair in pairs:
        here, there = pair.articles
        yield f"{pair.old} ({here}) and {pair.new} ({there}): {pair.why}"
        yield f"  {COMMAND} tag --rename {shlex.quote(f'{pair.old}={pair.new}')}"
    yield f"Pairs of tags that may be one: {len(pairs)}."
    if pairs:
        yield "Add --dry-run to a command to see what it would change."


def without_labels(survey: Survey) -> Iterator[str]:
    """Tags in use that readers of a language see under a name of another."""
    found = survey.without_labels()
    for tag, missing in found:
        yield f"{survey.used[tag.id]:>6}  {tag.id}: no label in {', '.join(missing)}"
    yield f"Tags without a label in a language that articles are in: {len(found)}."
    if found:
        yield "Add them to `labels:` in content/tags.yaml; till then the English name is shown."
