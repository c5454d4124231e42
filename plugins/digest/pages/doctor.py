"""Whether a site can be built here: its settings and the interface's words."""

from __future__ import annotations

from pathlib import Path

from digest.doctor import Check, Finding, found
from digest.pages import interface
from digest.pages.building import configured_address
from digest.pages.renewing.inputs import run_settings


def words(root: Path) -> Finding:
    """The interface's words, the same phrases in each language."""

    def languages() -> str:
        theme = run_settings(root / "pelicanconf.py")[0].get("THEME", "theme")
        return ", ".join(interface.load(root / theme / "words"))

    return found("theme/words", languages, True)


def settings(root: Path) -> Finding:
    """Pelican's settings, and the site's address in them."""

    def address() -> str:
        return configured_address(root) or "SITEURL is not set; publish takes GitHub Pages' address"

    return found("pelicanconf.py", address, True)


CHECKS: tuple[Check, ...] = (words, settings)
