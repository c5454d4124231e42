"""Sequences of random edits, each built incrementally and compared with a fresh build."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jinja2

from digest.pages.building import Built, Prepared, build, prepare
from edits import Edit, Site, damage, edits, remember
from processes import STOPS, Ended, forked
from projects import tree
from small_site import make_small_site

BUILT = (".cache", "output")
# The edits of a sequence; some two of them are built together.
EDITS = 5
# Whether builds write only what has changed.
TIMES_ARE_KEPT = True


@dataclass(frozen=True, slots=True)
class Bench:
    """Folders for sequences: a site as it was first built, and what it was built to; a copy
    that is edited, and one that is always built from nothing."""

    base: Path
    work: Path
    fresh: Path
    built: Built
    output: dict[str, bytes]


@dataclass(slots=True)
class Log:
    """What was done in a sequence, for the report of a failure."""

    seed: int
    lines: list[str] = field(default_factory=list)

    def check(self, same: bool, what: str) -> None:
        if not same:
            lines = "\n  ".join(self.lines)
            raise AssertionError(f"seed {self.seed}:\n  {lines}\n{what}")


def make_bench(folder: Path, prepare: Callable[[Path], None] = lambda _: None) -> Bench:
    """Lay out a bench in an empty folder; `prepare` changes the site before its first build."""
    base, work, fresh = (folder / name for name in ("base", "work", "fresh"))
    make_small_site(work)
    prepare(work)
    shutil.copytree(work, fresh, symlinks=True)
    made = built(forked(lambda: build(work), work))
    shutil.copytree(work, base, symlinks=True)
    return Bench(base, work, fresh, made, tree(base / "output"))


@contextmanager
def templates_compiled_once() -> Iterator[None]:
    """Compile the same template source once in this process and those forked from it: in a
    fresh build of a small site nothing else takes so long."""
    known: dict[tuple[Any, ...], Any] = {}
    compiled = jinja2.Environment.compile

    def compile_(env: jinja2.Environment, source: str, *args: Any, **kwargs: Any) -> Any:
        name = args[0] if args else kwargs.get("name")
        options = (env.trim_blocks, env.lstrip_blocks, str(env.autoescape), *sorted(env.filters))
        key = (source, name, *sorted(set(kwargs) - {"name", "filename"}), options)
        if key not in known:
            known[key] = compiled(env, source, *args, **kwargs)
        return known[key]

    with patch.object(jinja2.Environment, "compile", compile_):
        yield


def mirror(source: Path, to: Path, without: tuple[str, ...] = ()) -> None:
    """Make a folder like another, bytes and times; files that are alike stay untouched."""
    for path in sorted(to.rglob("*"), reverse=True):
        place = path.relative_to(to)
        twin = source / place
        is_link = path.is_symlink() and not twin.is_symlink()
        alike = twin.exists() and twin.is_dir() == path.is_dir() and not is_link
        if place.parts[0] in without or alike:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        twin = to / place
        if place.parts[0] in without:
            continue
        if path.is_dir():
            twin.mkdir(exist_ok=True)
        elif not (
            twin.is_file()
            and twin.stat().st_mtime_ns == path.stat().st_mtime_ns
            and twin.read_bytes() == path.read_bytes()
        ):
            shutil.copy2(path, twin)


def times(folder: Path) -> dict[str, int]:
    """The modification times of all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def built(ended: Ended) -> Built:
    """What a build made, without how much work that was. Raises AssertionError if it failed."""
    assert isinstance(ended.value, Built), ended.error or "killed"
    return replace(ended.value, seconds=0, written=0, removed=0)


def difference(found: dict[str, bytes], wanted: dict[str, bytes]) -> str:
    """The first difference between two trees, empty if there is none."""
    if found == wanted:
        return ""
    for name in sorted(found.keys() | wanted.keys()):
        if name not in wanted:
            return f"{name}: is too much"
        if name not in found:
            return f"{name}: is missing"
        if found[name] != wanted[name]:
            pairs = enumerate(zip(found[name] + b"\0", wanted[name] + b"\1", strict=False))
            at = next((index for index, (one, other) in pairs if one != other), 0)
            part = slice(max(0, at - 100), at + 100)
            old, new = (each[name][part].decode("utf-8", "replace") for each in (found, wanted))
            return f"{name}: differs at byte {at}:\n--- incremental\n{old}\n--- fresh\n{new}"
    return ""


def build_fresh(bench: Bench, override: dict[str, Any]) -> Ended:
    """Build what is in the work folder from nothing, elsewhere."""
    mirror(bench.work, bench.fresh, without=BUILT)
    for name in BUILT:
        shutil.rmtree(bench.fresh / name, ignore_errors=True)
    return forked(lambda: build(bench.fresh, **override), bench.fresh)


def run(bench: Bench, seed: int, number: int = EDITS) -> None:
    """Make the sequence of a seed. Raises AssertionError that tells its edits and the first
    difference."""
    chance = random.Random(seed)
    log = Log(seed)
    site = Site(bench.work, bench.work.parent / "older")
    start(bench)
    shutil.rmtree(site.older, ignore_errors=True)
    prepared: Prepared | None = None
    for left, done in zip(range(number - 1, -1, -1), edits(site, chance), strict=False):
        log.lines.append(done)
        event = chance.random()
        if event < 0.1:
            _damaged(bench, site, chance, log)
        elif event < 0.25:
            _stopped(site, chance, log)
        elif event < 0.35:
            remember(site)
            log.lines.append("what is built is remembered as that of before")
        elif event < 0.5:
            log.lines.append("prepared for all builds from here on")
            prepared = prepare(site.root, **site.override)
        if not left or event > 0.6:
            compared = not left or event > 0.95
            was_built = _built(bench, site, log, compared, prepared)
            if was_built and chance.random() < 0.3:
                log.lines.append("built again")
                build_again(site.root, site.override)
    _back(bench, site, log)


def start(bench: Bench) -> None:
    """Make the work folder the site as it was first built, known to builds as it is."""
    mirror(bench.base, bench.work)
    build_again(bench.work, {})


def build_again(root: Path, override: dict[str, Any]) -> None:
    """Build where nothing has changed for so long that the times of files can be trusted."""
    time.sleep(0.06)
    built(forked(lambda: build(root, **override), root))


def run_alone(bench: Bench, edit: Edit, seed: int) -> None:
    """Make one edit, build and compare; take it back, build and compare."""
    log = Log(seed)
    site = Site(bench.work, bench.work.parent / "older")
    start(bench)
    remember(site)
    log.lines.append(edit(site, random.Random(seed)))
    _built(bench, site, log, compared=True)
    _back(bench, site, log)


def _built(
    bench: Bench, site: Site, log: Log, compared: bool, prepared: Prepared | None = None
) -> bool:
    """Build, and compare with a fresh build; what cannot be built fails in both. Returns
    whether it was built."""
    log.lines.append("built and compared" if compared else "built")
    output = site.root / "output"
    before, before_times = tree(output), times(output)
    # A build that was stopped while files took their places is carried through first.
    is_whole = _is_whole(site)
    found = forked(lambda: build(site.root, prepared=prepared, **site.override), site.root)
    after = tree(output)
    if is_whole:
        _check_times(before, before_times, after, times(output), log)
    if not compared and not found.error:
        return True
    wanted = build_fresh(bench, site.override)
    log.check(
        found.error == wanted.error,
        f"incremental: {found.error or 'built'}\nfresh: {wanted.error or 'built'}",
    )
    if found.error:
        log.lines.append(f"failed: {found.error}")
        log.check(after == before, "a failed build changed output/")
        return False
    told = difference(after, tree(bench.fresh / "output"))
    log.check(not told, told)
    one, other = built(found), built(wanted)
    log.check(one == other, f"incremental: {one}\nfresh: {other}")
    return True


def _is_whole(site: Site) -> bool:
    """Whether no build was stopped while files took their places."""
    return not (site.root / ".cache/build/journal").exists()


def _check_times(
    before: dict[str, bytes],
    before_times: dict[str, int],
    after: dict[str, bytes],
    after_times: dict[str, int],
    log: Log,
) -> None:
    """What has the bytes of before has the time of before."""
    if TIMES_ARE_KEPT:
        same = (name for name in after if before.get(name) == after[name])
        touched = [name for name in same if before_times[name] != after_times[name]]
        log.check(not touched, f"written again with the same bytes: {touched[:5]}")


def _damaged(bench: Bench, site: Site, chance: random.Random, log: Log) -> None:
    """Build what cannot be built: output/ stays, and its times, once it is whole."""
    what, mend = damage(site, chance)
    log.lines.append(what)
    output = site.root / "output"
    is_whole = _is_whole(site)
    before = tree(output), times(output)
    failed = forked(lambda: build(site.root, **site.override), site.root)
    log.check(bool(failed.error), "was built")
    after = tree(output), times(output)
    told = difference(after[0], before[0]) or "times changed in output/"
    log.check(before == after or not is_whole, told)
    mend()
    log.lines.append("failed; mended")


def _stopped(site: Site, chance: random.Random, log: Log) -> None:
    """Stop a build at one of its changes to files."""
    at = int(2 ** (10 * chance.random()))
    stop = chance.choice(STOPS)
    ended = forked(lambda: build(site.root, **site.override), site.root, at, stop)
    log.lines.append(f"{stop} at change {at}: {ended.error or ('', 'killed')[ended.killed]}")


def _back(bench: Bench, site: Site, log: Log) -> None:
    """Take all edits back: what is built is then what it first was."""
    log.lines.append("all taken back and built")
    mirror(bench.base, bench.work, without=BUILT)
    found = forked(lambda: build(site.root), site.root)
    log.check(not found.error, found.error)
    told = difference(tree(site.root / "output"), bench.output)
    log.check(not told, told)
    log.check(built(found) == bench.built, f"incremental: {found.value}\nfresh: {bench.built}")
