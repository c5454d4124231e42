"""Cleaning on several cores: order is kept, and what one file breaks, it breaks for itself."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from digest.intake import running
from digest.intake.rawfiles import FOLDER

TEXT = (
    "The pier of harbour number {} is closed for the winter, the board said on Tuesday evening.\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    return tmp_path


def put(root: Path, count: int) -> list[running.Job]:
    names = [f"{number:02}.txt" for number in range(count)]
    for number, name in enumerate(names):
        (root / FOLDER / name).write_text(TEXT.format(number) * 3, "utf-8")
    return [running.Job(name) for name in names]


def test_outcomes_come_in_the_order_of_the_files_from_any_executor(root: Path) -> None:
    jobs = put(root, 9)
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(running.clean_jobs(root, jobs, pool))
    assert [outcome.file for outcome in outcomes] == [job.file for job in jobs]
    assert all(outcome.article for outcome in outcomes)


def test_many_files_are_cleaned_by_a_pool_of_processes(root: Path) -> None:
    jobs = put(root, running.FEW + 2)
    outcomes = list(running.clean_jobs(root, jobs, None))
    assert [outcome.file for outcome in outcomes] == [job.file for job in jobs]
    assert all(outcome.article for outcome in outcomes)


def deadly(root: str, job: running.Job) -> running.Outcome:
    """What `clean_job` does with a file that kills its process."""
    if job.file == "01.txt":
        os._exit(9)
    return running.Outcome(job.file, job.shown)


def test_a_file_that_kills_its_process_is_a_problem_of_that_file_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = put(root, 4)
    fork = get_context("fork")
    monkeypatch.setattr(running, "clean_job", deadly)
    monkeypatch.setattr(running, "_pool", lambda most=None: ProcessPoolExecutor(1, mp_context=fork))
    with ProcessPoolExecutor(1, mp_context=fork) as pool:
        outcomes = list(running.clean_jobs(root, jobs, pool))
    assert [outcome.file for outcome in outcomes] == [job.file for job in jobs]
    assert [bool(outcome.problems) for outcome in outcomes] == [False, True, False, False]
    assert "ended its process" in str(outcomes[1].problems[0])


def test_a_file_that_takes_too_long_is_a_problem(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = put(root, 1)
    monkeypatch.setattr(running, "SECONDS", 0.2)
    monkeypatch.setattr(running, "clean", lambda raw, known: time.sleep(5))
    outcome = running.clean_job(str(root), job)
    assert "took longer" in str(outcome.problems[0])


def test_a_fault_in_cleaning_is_reported_and_not_raised(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = put(root, 1)
    monkeypatch.setattr(running, "clean", lambda raw, known: 1 / 0)
    outcome = running.clean_job(str(root), job)
    assert str(outcome.problems[0]).startswith(
        f"{FOLDER}/{job.file}: cleaning failed (ZeroDivision"
    )
