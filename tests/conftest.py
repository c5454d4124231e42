"""What several test modules share."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from digest.pages.building import Built, build
from projects import TESTS, make_project

# Whoever runs the tests in the background may have had Ctrl-C ignored, and programs that they
# start would ignore it, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without articles."""
    return make_project(tmp_path / "project")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project, unbuilt, for tests that change it."""
    return make_project(tmp_path / "sample", TESTS / "sample_site" / "content")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The sample project, built once at /repository/; its output is only read."""
    root = make_project(tmp_path_factory.mktemp("built"), TESTS / "sample_site" / "content")
    return root, build(root, SITEURL="https://readers.example/repository")


@pytest.fixture(scope="session")
def output(built: tuple[Path, Built]) -> Path:
    """The sample site's output folder."""
    return built[0] / "output"
