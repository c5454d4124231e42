"""Shows on a terminal what was built."""

from __future__ import annotations

from collections.abc import Iterator

from digest.pages.building import Built
from digest.terminal import count, some, unknown


def lines(built: Built) -> Iterator[str]:
    """What a build made, and what a curator may want to know of it."""
    yield from built.notes
    yield from unknown(built.unknown_tags, built.unknown_sources)
    if built.nameless:
        yield f"no source, and shown in full: {some(built.nameless)}"
    for path, date in built.withheld:
        yield f"{path}: withheld until {date}"
    drafts = f", {count(built.drafts, 'draft')} left out" if built.drafts else ""
    made = f"{count(built.articles, 'article')}{drafts}: {_changes(built)}"
    yield f"Built {made}; {built.seconds:.1f} s."


def _changes(built: Built) -> str:
    """What a build changed in output/."""
    if not (built.written or built.removed):
        return f"nothing has changed in {count(built.files, 'file')}"
    removed = f", {built.removed:,} removed" if built.removed else ""
    rest = built.files - built.written
    unchanged = f", {rest:,} unchanged" if rest else ""
    return f"{count(built.written, 'file')} written{removed}{unchanged}"
