"""Whole articles through cleaning: what a raw file is, and what a careful curator makes of it.

A case is a folder in cases/: a raw file as it was found, expected.md as it shall be.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.intake import clean_folder
from projects import tree

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "cases").iterdir() if path.is_dir())
FOUND = datetime(2026, 9, 1, 12, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Time stamps of files are read as local time."""
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def lay_out(root: Path, *cases: str) -> Path:
    """A project with the raw files of these cases and nothing cleaned yet."""
    shutil.copytree(HERE / "content", root / "content")
    (root / "content" / "raw").mkdir()
    for case in cases:
        raws = sorted((HERE / "cases" / case).glob("raw.*"))
        assert len(raws) == 1, f"{case}: one raw file is needed, found {len(raws)}"
        copy = root / "content" / "raw" / f"{case}{raws[0].suffix}"
        shutil.copyfile(raws[0], copy)
        os.utime(copy, (FOUND, FOUND))
    return root


def without_origin(text: str) -> str:
    """An article file without its `raw:` line: that is digests of the raw file and of the
    article, which say nothing about the cleaning and which nobody could write by hand."""
    return "".join(line for line in text.splitlines(True) if not line.startswith("raw: "))


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("case", CASES)
def test_a_raw_file_becomes_the_expected_article(case: str, tmp_path: Path) -> None:
    expected = (HERE / "cases" / case / "expected.md").read_text("utf-8")
    root = lay_out(tmp_path / "project", case)
    report = clean_folder(root)
    assert report.problems == ()
    (written,) = report.written
    article = (root / written.path).read_bytes().decode()
    assert without_origin(article) == without_origin(expected)


def test_cleaning_leaves_every_raw_file_as_it_was(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "project", *CASES)
    before = tree(root / "content" / "raw")
    assert len(before) == len(CASES)
    report = clean_folder(root)
    assert len(report.written) == len(CASES)
    assert tree(root / "content" / "raw") == before


def test_cleaning_a_second_time_changes_nothing(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "project", *CASES)
    clean_folder(root)
    before = tree(root)
    for again in (False, True):
        report = clean_folder(root, again=again)
        assert (report.problems, report.written, report.kept) == ((), (), ())
        assert report.unchanged == len(CASES)
        assert tree(root) == before
