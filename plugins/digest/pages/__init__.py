"""Article files to pages: the Pelican plugin. Pelican is known only in this wing."""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican, which calls this."""
    from digest.pages import signals  # with Pelican, which takes its time to be imported

    signals.connect()
