"""What tests need from the machine. Without it they are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def missing(what: str) -> NoReturn:
    """Skip a test with a plain reason; in CI nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and in CI nothing is skipped")
    pytest.skip(f"{what} is not installed")


def chromium() -> str:
    """The path of a Chromium; CHROMIUM in the environment names one."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUMS):
        if name and (path := shutil.which(name)):
            return path
    missing("Chromium")


def java() -> str:
    """The path of a Java that runs the Nu HTML checker."""
    return shutil.which("java") or missing("Java (for the HTML checker)")
