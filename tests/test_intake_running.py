"""Cleaning on several cores: order is kept, and what one file breaks, it breaks for itself."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from digest.article import Article
from digest.intake import clean_folder, cluster_executor, running
from digest.intake.rawfiles import FOLDER
from digest.intake.timelimit import TooSlowError, at_most
from digest.problems import DigestError
from projects import tree

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
    monkeypatch.setattr(running, "clean", lambda raw, known, keep: time.sleep(5))
    outcome = running.clean_job(str(root), job)
    assert "took longer" in str(outcome.problems[0])


def test_a_fault_in_cleaning_is_reported_and_not_raised(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = put(root, 1)
    monkeypatch.setattr(running, "clean", lambda raw, known, keep: 1 / 0)
    outcome = running.clean_job(str(root), job)
    assert str(outcome.problems[0]).startswith(
        f"{FOLDER}/{job.file}: cleaning failed (ZeroDivision"
    )


def test_jobs_are_taken_only_as_fast_as_they_are_cleaned(root: Path) -> None:
    taken: list[str] = []

    def endless() -> Iterator[running.Job]:
        while True:
            taken.append("one more")
            yield running.Job("nothing.txt")

    with ThreadPoolExecutor(2) as pool:
        outcomes = running.clean_jobs(root, endless(), pool, workers=2)
        for done in range(1, 40):
            assert "cannot be read" in str(next(outcomes).problems[0])
            assert len(taken) <= done + 2 * 4
        outcomes.close()


def test_outcomes_that_are_there_already_keep_their_place(root: Path) -> None:
    jobs = put(root, 4)
    ready = running.Outcome("x", "x")
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(running.clean_jobs(root, [jobs[0], ready, *jobs[1:], ready], pool))
    assert [outcome.file for outcome in outcomes] == [
        "00.txt", "x", "01.txt", "02.txt", "03.txt", "x",
    ]  # fmt: skip


class Lost(Executor):
    """A cluster that loses the worker of every second article."""

    count = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.count += 1
        if self.count % 2:
            future.set_result(fn(*args))
        else:
            future.set_exception(RuntimeError("the worker is gone"))
        return future


def test_what_a_cluster_loses_is_a_problem_of_that_article(root: Path) -> None:
    outcomes = list(running.clean_jobs(root, put(root, 4), Lost()))
    assert [bool(outcome.article) for outcome in outcomes] == [True, False, True, False]
    assert "the cluster could not clean it" in str(outcomes[1].problems[0])
    assert outcomes[1].passing


def endlessly(raw: object, known: object, keep: object) -> Article:
    while True:
        time.sleep(0.001)


def test_the_time_limit_holds_in_threads_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = put(root, 1)
    monkeypatch.setattr(running, "SECONDS", 0.2)
    monkeypatch.setattr(running, "clean", endlessly)
    with ThreadPoolExecutor(1) as pool:
        (outcome,) = running.clean_jobs(root, [job], pool)
    assert "took longer" in str(outcome.problems[0])


def test_a_time_limit_that_was_kept_never_strikes_later() -> None:
    def work() -> str:
        for _ in range(200):
            try:
                with at_most(0.0005):
                    time.sleep(0.0004)
            except TooSlowError:
                continue
            for _ in range(500):
                pass
        return "unharmed"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == "unharmed"


def test_a_scheduler_that_does_not_answer_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.intake.cluster._SECONDS", 0.2)
    with (
        pytest.raises(DigestError, match="no scheduler answers"),
        cluster_executor("tcp://127.0.0.1:9", tmp_path),
    ):
        pass


def test_without_dask_the_option_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(DigestError, match="Dask is not installed; install it: pip install"),
        cluster_executor("tcp://127.0.0.1:8786", tmp_path),
    ):
        pass


def test_a_cluster_cleans_files_and_parts_as_one_machine_does(project: Path) -> None:
    from distributed import LocalCluster

    put(project, 3)
    items = [
        {"id": n, "title": f"Pier {n} closes", "text": TEXT.format(n + 50) * 3} for n in range(9)
    ]
    (project / FOLDER / "many.jsonl").write_text("\n".join(map(json.dumps, items)), "utf-8")
    with (
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address="") as local,
        cluster_executor(local.scheduler_address, project) as (executor, workers),
    ):
        report = clean_folder(project, executor=executor, workers=workers)
    assert workers == 4
    assert not report.problems
    assert len(report.written) == 12
    written = tree(project / "content/articles")
    assert clean_folder(project, again=True).unchanged == 12
    assert tree(project / "content/articles") == written
