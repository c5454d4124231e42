"""A build after an edit gives what a fresh build gives, and touches nothing else."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import edits
import sequences
from digest.pages.building import Built, build, prepare
from digest.pages.renewing import memory, reading
from digest.pages.work import Work
from digest.problems import DigestError
from edits import ARTICLE_FIELDS, SHARED_DATA, Site
from processes import STOPS, Stop, forked
from projects import tree
from sequences import Bench, built, difference, make_bench, mirror, templates_compiled_once, times
from small_site import make_small_site, prose, read_article, set_setting, write_article

# Sequences of the test suite: this many tests of so many sequences, of so many edits each.
# `invoke bench` makes thousands, and longer ones.
TESTS, SEQUENCES, EDITS = 40, 5, 3
ARTICLE = "content/articles/2026/09/ferry-songs.md"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bench whose builds need not compile the theme's templates each time."""
    with templates_compiled_once():
        build(make_small_site(tmp_path_factory.mktemp("compiled") / "site"))
        yield make_bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture
def site(bench: Bench) -> Path:
    """The small site as it was first built."""
    sequences.start(bench)
    return bench.work


def fresh(bench: Bench) -> dict[str, bytes]:
    """What a fresh build makes of the site as it is now."""
    built(sequences.build_fresh(bench, {}))
    return tree(bench.fresh / "output")


def edit(root: Path, words: str = "Changed") -> None:
    fields, body = read_article(root / ARTICLE)
    write_article(root / ARTICLE, fields | {"title": words}, f"{words}. {body}")


def invoke_build(root: Path, seed: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "invoke", "build"],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


@pytest.mark.parametrize("name", edits.ALL)
def test_each_edit_alone_gives_what_a_fresh_build_gives(bench: Bench, name: str) -> None:
    sequences.run_alone(bench, edits.ALL[name], seed=1)


@pytest.mark.parametrize("part", range(TESTS))
def test_sequences_of_edits_give_what_a_fresh_build_gives(bench: Bench, part: int) -> None:
    for seed in range(part * SEQUENCES, (part + 1) * SEQUENCES):
        sequences.run(bench, seed, EDITS)


def test_processes_that_order_sets_differently_give_the_same_bytes(
    bench: Bench, site: Path
) -> None:
    chance = random.Random(1)
    project = Site(site, site.parent / "older")
    for seed in range(3):
        for each in chance.sample([*ARTICLE_FIELDS, *SHARED_DATA], 4):
            each(project, chance)
        status, said = finished(invoke_build(site, seed))
        assert status == 0, said
    assert not difference(tree(site / "output"), fresh(bench))


def test_nothing_is_written_where_nothing_has_changed(site: Path) -> None:
    before = times(site / "output")
    build(site)
    assert times(site / "output") == before
    assert finished(invoke_build(site, 1))[0] == 0
    assert finished(invoke_build(site, 2))[0] == 0
    assert times(site / "output") == before


def test_the_same_bytes_keep_their_time_after_an_edit_elsewhere(site: Path) -> None:
    output = site / "output"
    bytes_before, times_before = tree(output), times(output)
    edit(site)
    build(site)
    bytes_after, times_after = tree(output), times(output)
    changed = {name for name in bytes_after if bytes_after[name] != bytes_before.get(name)}
    assert "2026/09/ferry-songs/index.html" in changed
    assert "2026/08/brand-am-kai/index.html" not in changed
    assert {n for n in times_after if times_after[n] != times_before.get(n)} == changed


def test_without_the_cache_the_same_bytes_keep_their_time(site: Path) -> None:
    before = times(site / "output")
    shutil.rmtree(site / ".cache")
    build(site)
    assert times(site / "output") == before


def test_an_article_appears_when_its_time_has_come(bench: Bench, site: Path) -> None:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    place = "2026/09/soon"
    path = site / f"content/articles/{place}.md"
    fields = {"title": "Soon", "date": due.isoformat(), "language": "en", "tags": ["sea"]}
    write_article(path, fields, "It is about time.\n")
    told = f"content/articles/{place}.md", due.isoformat(timespec="minutes")
    assert told in build(site).withheld
    assert not (site / f"output/{place}").exists()
    time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()) + 0.01)
    build(site)
    assert (site / f"output/{place}/index.html").is_file()
    assert not difference(tree(site / "output"), fresh(bench))


@pytest.mark.parametrize("stop", STOPS)
def test_a_build_stopped_at_any_moment_leaves_one_whole_site(
    bench: Bench, site: Path, stop: Stop
) -> None:
    edit(site)
    set_setting(site, "SITENAME", "Another Name")  # every page changes
    whole = [bench.output, fresh(bench)]
    ended = forked(lambda: build(site), site)
    assert not difference(tree(site / "output"), whole[1])
    # In the middle of the work, while the new site takes the place of the old, and at the end.
    seen = ended.outside
    places = sorted({seen[0] // 2, seen[0], seen[len(seen) // 2], seen[-1], ended.changes})
    for at in places:
        mirror(bench.base, site, without=("content", "pelicanconf.py"))
        ended = forked(lambda: build(site), site, at, stop)
        article = (site / ARTICLE).read_text("utf-8")
        (site / ARTICLE).write_text("broken", "utf-8")
        broken = forked(lambda: build(site), site)
        assert ARTICLE in broken.error
        found = tree(site / "output")
        assert found in whole, f"stopped at change {at}: {difference(found, whole[1])}"
        (site / ARTICLE).write_text(article, "utf-8")
        built(forked(lambda: build(site), site))
        told = difference(tree(site / "output"), whole[1])
        assert not told, f"stopped at change {at}: {told}"
        ended.end_all()


def test_an_edit_is_taken_back_after_a_stopped_build(bench: Bench, site: Path) -> None:
    """Only files deep in output/ change, and theme files are known by their bytes alone."""
    leaf = site / "theme/templates/leaf.html"
    changed = leaf.read_text("utf-8").replace("<article", "<!-- New --><article")
    leaf.write_text(changed, "utf-8")
    seen = forked(lambda: build(site), site).outside
    for at in (seen[0], seen[len(seen) // 2], seen[-1]):
        mirror(bench.base, site)
        sequences.build_again(site, {})
        leaf.write_text(changed, "utf-8")
        assert forked(lambda: build(site), site, at).killed
        leaf.write_bytes((bench.base / "theme/templates/leaf.html").read_bytes())
        built(forked(lambda: build(site), site))
        told = difference(tree(site / "output"), bench.output)
        assert not told, f"stopped at change {at}: {told}"


def test_two_builds_at_once_do_each_other_no_harm(bench: Bench, site: Path) -> None:
    edit(site)
    ended = [finished(process) for process in [invoke_build(site, 1), invoke_build(site, 2)]]
    assert 0 in [status for status, _ in ended]
    assert all(status == 0 or "another build is running" in said for status, said in ended)
    assert not difference(tree(site / "output"), fresh(bench))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("article.html", "{% block main %}"),
        ("missing.html", "{% block main %}"),
        ("parts/cards.html", "{% macro date(day, language"),
    ],
)
def test_a_template_that_raises_fails_the_build_and_touches_nothing(
    bench: Bench, site: Path, name: str, place: str
) -> None:
    output = site / "output"
    before = tree(output), times(output)
    path = site / "theme/templates" / name
    text = path.read_text("utf-8")
    raising = "{{ 1 // 0 }}"
    changed = text.replace(place, raising + place if "macro" in place else place + raising)
    assert changed != text
    path.write_text(changed, "utf-8")
    edit(site)
    assert "zero" in forked(lambda: build(site), site).error
    assert (tree(output), times(output)) == before
    path.write_text(text, "utf-8")
    built(forked(lambda: build(site), site))
    assert not difference(tree(output), fresh(bench))


def test_a_worker_that_dies_fails_the_build_and_touches_nothing(bench: Bench, site: Path) -> None:
    chance = random.Random(3)
    for number in range(150):
        fields = {"title": f"Number {number}", "date": "2026-07-01", "language": "en"}
        path = site / f"content/articles/2026/07/number-{number}.md"
        write_article(path, fields, prose(chance, "en"))
    output = site / "output"
    before = tree(output), times(output)
    ended = forked(lambda: build(site), site, stop="worker killed")
    ended.end_all()
    assert ended.worker_died
    assert "DigestError" in ended.error
    assert (tree(output), times(output)) == before
    built(forked(lambda: build(site), site))
    assert not difference(tree(output), fresh(bench))


def test_an_edit_while_the_build_reads_is_seen_by_the_next(bench: Bench, site: Path) -> None:
    """Written again in the instant in which it is read, with the same size: its times may be
    those that it had."""
    path = site / ARTICLE
    edit(site, "Other")
    text = path.read_text("utf-8")
    state = "waiting"

    def writing(event: str, args: tuple[object, ...]) -> None:
        nonlocal state
        if event not in ("open", "os.listdir", "os.scandir") or state in ("writing", "done"):
            return
        then = state
        if state == "waiting" and event == "open" and str(args[0]) == str(path):
            then = "reading"
        else:
            state = "writing"
            path.write_text(text if then == "waiting" else text.replace("Other", "Odder"), "utf-8")
            then = "waiting" if then == "waiting" else "done"
        state = then

    def build_and_write() -> None:
        sys.addaudithook(writing)
        build(site)

    ended = forked(build_and_write, site)
    assert not ended.error
    assert "Odder" in path.read_text("utf-8")
    built(forked(lambda: build(site), site))
    assert not difference(tree(site / "output"), fresh(bench))


@pytest.mark.parametrize("meanwhile", ["nothing", "another build", "nothing remembered"])
def test_a_prepared_build_gives_what_a_fresh_one_gives(
    bench: Bench, site: Path, meanwhile: str
) -> None:
    edit(site, "First")
    built(forked(lambda: build(site), site))
    prepared = prepare(site)
    edit(site, "Second")
    if meanwhile == "another build":
        built(forked(lambda: build(site), site))
        edit(site, "Third")
    elif meanwhile == "nothing remembered":
        shutil.rmtree(site / ".cache")
    built(forked(lambda: build(site, prepared=prepared), site))
    assert tree(site / "output") == fresh(bench)


def test_a_prepared_build_reads_nothing_twice(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare(site)
    asked = []

    def load(path: Path, version: bytes) -> Any:
        asked.append(path.name)
        return loaded(path, version)

    def read(path: Path) -> None:
        asked.append(path.name)

    loaded = memory.load
    monkeypatch.setattr(memory, "load", load)
    monkeypatch.setattr("digest.relations.memory.read", read)
    edit(site)
    build(site, prepared=prepared)
    assert "last" in asked
    assert not {"records", "pages", "relations"} & set(asked)


def test_an_interruption_waits_until_all_is_in_place(site: Path) -> None:
    edit(site)
    replace = Work.replace
    seen: list[str] = []

    def interrupted(work: Work) -> list[str]:
        os.kill(os.getpid(), signal.SIGINT)
        return replace(work)

    def stopped() -> list[str]:
        with patch.object(Work, "replace", interrupted), suppress(KeyboardInterrupt):
            build(site, placed=lambda: seen.append("placed"))
            seen.append("not stopped")
        return seen

    ended = forked(stopped, site)  # where no other thread takes the signal
    assert ended.value == ["placed"], ended.error


def test_a_site_in_place_is_built_whatever_cannot_be_remembered(
    bench: Bench, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(path: Path, version: bytes, value: object) -> None:
        if path.name == "pages":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        saved(path, version, value)

    saved = memory.save
    monkeypatch.setattr(memory, "save", save)
    edit(site)
    assert build(site).written
    assert tree(site / "output") == fresh(bench)
    monkeypatch.undo()
    edit(site, "Again")
    build(site)
    assert tree(site / "output") == fresh(bench)


def test_an_article_that_vanishes_while_the_site_is_built_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanishing(*arguments: Any) -> None:
        (site / ARTICLE).unlink()
        complete(*arguments)

    complete = reading.complete
    monkeypatch.setattr(reading, "complete", vanishing)
    with (site / "theme/templates/article.html").open("a") as template:
        template.write("<!-- all pages anew -->")
    with pytest.raises(DigestError, match=f"{ARTICLE}: was changed while the site was built; "):
        build(site)


def test_settings_that_another_file_gives_are_read_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(site)
    names = site / "names.py"
    names.write_text('NAME = "First"')
    with (site / "pelicanconf.py").open("a") as settings:
        settings.write("\nfrom names import NAME as SITENAME\n")
    built(forked(lambda: build(site), site))
    prepared = prepare(site)
    names.write_text('NAME = "Second one"')
    built(forked(lambda: build(site, prepared=prepared), site))
    assert "Second one" in (site / "output/index.html").read_text("utf-8")


def test_what_is_in_place_is_said_once_and_only_if_something_is(site: Path) -> None:
    seen: list[bytes] = []
    place = site / "output/2026/09/ferry-songs/index.html"

    def placed() -> None:
        seen.append(place.read_bytes())

    build(site, placed=placed)
    assert not seen
    edit(site, "Placed")
    build(site, placed=placed)
    assert [b"Placed" in page for page in seen] == [True]
    (site / ARTICLE).write_text("broken")
    with pytest.raises(DigestError):
        build(site, placed=placed)
    assert len(seen) == 1


def test_files_that_were_only_touched_are_no_change(site: Path) -> None:
    build(site)
    records = (site / ".cache/build/records").stat().st_mtime_ns
    next((site / "content/articles").rglob("*.md")).touch()
    done = build(site)
    assert (done.written, done.removed) == (0, 0)
    assert (site / ".cache/build/records").stat().st_mtime_ns > records  # their new times


def test_a_file_that_is_no_article_is_told_of_where_nothing_else_changed(site: Path) -> None:
    build(site)
    build(site)
    path = site / "content/articles/notes.txt"
    path.write_text("Not Markdown.\n", "utf-8")
    with pytest.raises(DigestError, match=r"articles/notes\.txt: not a Markdown file"):
        build(site)


def broken_in(site: Path, damage: str) -> None:
    """Do to output/, deep inside, what no program should, where an edit's files belong."""
    place = site / "output/2026/09/ferry-songs"
    if damage == "a folder for a file":
        (place / "index.html").unlink()
        (place / "index.html/deeper").mkdir(parents=True)
    elif damage == "a file for a folder":
        shutil.rmtree(place)
        place.write_text("in the way")
    elif damage == "a link for a folder":
        (site / "elsewhere").mkdir()
        shutil.rmtree(place)
        place.symlink_to(site / "elsewhere")
    elif damage == "another file":
        (place / "index.html").write_text("not what was built")
    else:
        shutil.rmtree(place)


DAMAGES = (
    *("a folder for a file", "a file for a folder", "a link for a folder"),
    *("another file", "nothing"),
)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("removed", [False, True])
def test_an_edit_takes_its_place_whatever_stands_there(
    site: Path, damage: str, removed: bool
) -> None:
    broken_in(site, damage)
    (site / ARTICLE).unlink() if removed else edit(site)
    built(forked(lambda: build(site), site))
    page = site / "output/2026/09/ferry-songs/index.html"
    assert removed or "Changed" in page.read_text("utf-8")
    assert not list((site / "elsewhere").glob("*"))
    assert not forked(lambda: build(site), site).error


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_thorough_build_mends_output(bench: Bench, site: Path, damage: str) -> None:
    broken_in(site, damage)
    done = forked(lambda: build(site, thorough=True), site)
    assert isinstance(done.value, Built), done.error
    assert done.value.written == 1
    assert not difference(tree(site / "output"), bench.output)
    assert not list((site / "elsewhere").glob("*"))
    before = times(site / "output")
    assert build(site, thorough=True).written == 0
    assert times(site / "output") == before


def test_what_a_build_has_seen_twice_is_not_remembered(bench: Bench, site: Path) -> None:
    """tags.yaml is another one just when it is read, and then again what it was."""
    tags = site / "content/tags.yaml"
    first = tags.read_text("utf-8")
    second = first.replace("Sea", "Ocean")
    assert first != second
    edit(site)
    seen = 0

    def changing(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open" and str(args[0]) == str(tags) and args[1] == "r":
            seen += 1
            if seen == 2:  # the first time, its digest was made
                tags.write_text(second, "utf-8")

    def build_and_change() -> None:
        sys.addaudithook(changing)
        build(site)

    shutil.rmtree(site / ".cache")
    assert not forked(build_and_change, site).error
    assert tags.read_text("utf-8") == second
    tags.write_text(first, "utf-8")
    edit(site, "Later")
    built(forked(lambda: build(site), site))
    assert not difference(tree(site / "output"), fresh(bench))


def test_records_of_another_build_are_no_reason_to_end(bench: Bench, site: Path) -> None:
    records, article = site / ".cache/build/records", site / ARTICLE
    kept, text = records.read_bytes(), article.read_bytes()
    edit(site)
    built(forked(lambda: build(site), site))
    records.write_bytes(kept)
    article.write_bytes(text)
    built(forked(lambda: build(site), site))
    assert not difference(tree(site / "output"), bench.output)


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_a_theme_may_hold_links_to_folders(bench: Bench, site: Path, folder: str) -> None:
    part = site / "shared-parts"
    part.mkdir()
    (part / "line.html").write_text("<hr>")
    (site / "theme" / folder / "linked").symlink_to(part)
    (part / "round").symlink_to(part)
    if folder == "templates":
        place = site / "theme/templates/article.html"
        line = '{% block main %}{% include "linked/line.html" %}'
        place.write_text(place.read_text("utf-8").replace("{% block main %}", line), "utf-8")
    else:
        (part / "round").unlink()  # Pelican would follow it
    build(site)
    (part / "line.html").write_text("<br>")
    build(site)
    page = site / (
        "output/theme/linked/line.html"
        if folder == "static"
        else "output/2026/09/ferry-songs/index.html"
    )
    assert "<br>" in page.read_text("utf-8")
