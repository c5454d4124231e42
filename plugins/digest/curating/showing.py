"""Shows on a terminal what becomes of files, and what there is to say of tags."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from digest.curating.retagging import Change
from digest.curating.similar import Pair
from digest.curating.survey import Survey
from digest.strictyaml import printable

SHOWN = 20  # tags on one line
_STYLES = {"-": "red", "+": "green", "@": "dim"}


def print_diff(change: Change, console: Console | None = None) -> None:
    """Print the lines of a file that change: `-` as they are, `+` as they will be."""
    console = console or Console(highlight=False, soft_wrap=True)
    before, after = (
        [printable(line) for line in data.decode().splitlines()]
        for data in (change.before, change.after)
    )
    console.print(Text(change.file, "bold"))
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    for line in list(lines)[2:]:
        console.print(Text(line, _STYLES.get(line[:1], "")))


def counts(survey: Survey, command: str) -> Iterator[str]:
    """The tags in use with their number of articles, in all and by language."""
    for count in survey.counts:
        known = "" if count.tag.known else "  (not in content/tags.yaml)"
        in_each = ", ".join(f"{code} {number}" for code, number in count.languages)
        yield f"{count.articles:>6}  {count.name}  {in_each}{known}"
    idle = sum(map(len, survey.unused().values()))
    yield f"Tags in use: {len(survey.counts)}. Others in content/tags.yaml: {idle}."
    yield f"See also: {command} tags --similar, --missing-labels, --unused"


def unused(survey: Survey) -> Iterator[str]:
    """The tags that wait for articles, by the tags they belong to."""
    groups = survey.unused()
    for broader, tags in groups.items():
        ids = sorted(tag.id for tag in tags)
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        where = f"{broader}: " if broader else ""
        yield f"{len(ids):>6}  {where}{', '.join(ids[:SHOWN])}{more}"
    idle, every = sum(map(len, groups.values())), len(survey.vocabulary.tags)
    yield f"Tags of content/tags.yaml that no article carries: {idle} of {every}."


def similar(pairs: Sequence[Pair], command: str) -> Iterator[str]:
    """Tags that may be one, each pair with the command that makes it one."""
    for pair in pairs:
        here, there = pair.articles
        yield f"{pair.old} ({here}) and {pair.new} ({there}): {pair.why}"
        yield f"  {command} tag --rename {shlex.quote(f'{pair.old}={pair.new}')}"
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
