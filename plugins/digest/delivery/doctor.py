"""Whether a site can be published from here: git, and a remote to push to."""

from __future__ import annotations

from pathlib import Path

from digest.delivery import publishing
from digest.doctor import Check, Finding, found


def remote(root: Path) -> Finding:
    """The git remote that `publish` pushes to unless told otherwise."""

    def address() -> str:
        site = publishing.pages_url(publishing.remote_url(root, "origin"))
        return f"origin, for {site}" if site else "origin, not at GitHub: publish needs SITEURL"

    return found("git remote", address, False)


CHECKS: tuple[Check, ...] = (remote,)
