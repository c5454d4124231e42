"""Whatever was remembered, the same is found as without any memory."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from digest.relations import relating, tabling
from digest.relations.relating import Relations
from related_sites import Desk, Note, ordered, related, words


def _some(number: int) -> list[Note]:
    desk = Desk(random.Random(5))
    while len(desk.notes) < number:
        desk.add()
    return ordered(desk.notes)


@pytest.mark.parametrize("seed", range(60))
def test_edits_give_what_a_fresh_start_gives(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    if chance.random() < 0.8:  # never begin anew, however much has changed
        monkeypatch.setattr(tabling, "ANY", 10**6)
        monkeypatch.setattr(relating, "ANY", 10**6)
    desk, memory = Desk(chance), tmp_path / "memory"
    done: list[str] = []
    for _ in range(8):
        done += [desk.edit() for _ in range(chance.choice((1, 1, 1, 3)))]
        notes = ordered(desk.notes)
        kept = related(notes, tmp_path, memory)
        assert kept == related(notes, tmp_path), f"seed {seed}: {done}"
        _play(chance, tmp_path)


def _play(chance: random.Random, folder: Path) -> None:
    """Keep a memory for later, or bring back an older one, or half of it."""
    files = ("memory", "memory.rows")
    turn = chance.choice(("keep", "keep", "bring", "half", "", "", ""))
    for name in files[: 1 if turn == "half" else 2]:
        new, old = folder / name, folder / f"old-{name}"
        source, target = (new, old) if turn == "keep" else (old, new)
        if turn and source.exists():
            shutil.copy(source, target)


def test_the_sites_of_that_test_have_something_to_find(tmp_path: Path) -> None:
    desk = Desk(random.Random(2))
    while len(desk.notes) < 60:
        desk.add()
    found = related(ordered(desk.notes), tmp_path)
    assert sum(map(len, found.matches)) > 60
    assert any(match.tags for matches in found.matches for match in matches)
    assert sum(len(group) > 1 for group in found.groups) > 3
    assert any(original != index for index, original in enumerate(found.originals))


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [Note(f"/{n:02}/", f"Title {n}", words(n, 60)) for n in range(40)][::-1]
    memory = tmp_path / "memory"
    asked: list[str] = []
    related(notes, tmp_path, memory, asked)
    assert sorted(asked) == sorted(note.key for note in notes)
    asked.clear()
    related(notes, tmp_path, memory, asked)
    assert asked == []
    monkeypatch.setattr("digest.relations.relating.fresh", None)
    notes[3] = Note(notes[3].key, "Another title", notes[3].body)
    related(notes, tmp_path, memory, asked)
    assert asked == [notes[3].key]


@pytest.mark.parametrize("name", ["memory", "memory.rows"])
@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "noise", "bit", "other", "folder"])
def test_a_damaged_memory_harms_nothing(tmp_path: Path, name: str, harm: str) -> None:
    notes, memory = _some(30), tmp_path / "memory"
    wanted = related(notes, tmp_path, memory)
    path = tmp_path / name
    data = path.read_bytes()
    path.unlink()
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    harmed = {
        "empty": b"",
        "cut": data[: len(data) * 2 // 3],
        "noise": np.random.default_rng(1).bytes(len(data)),
        "bit": bytes(changed),
    }
    if harm in harmed:
        path.write_bytes(harmed[harm])
    elif harm == "other":
        other = tmp_path / "other"
        related(notes[:20], tmp_path, other)
        shutil.copy(tmp_path / name.replace("memory", "other"), path)
    elif harm == "folder":
        path.mkdir()
    assert related(notes, tmp_path, memory) == wanted
    assert related(notes[1:], tmp_path, memory) == related(notes[1:], tmp_path)


def test_a_memory_of_other_code_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, memory = _some(12), tmp_path / "memory"
    asked: list[str] = []
    related(notes, tmp_path, memory)
    monkeypatch.setattr("digest.code.OWN", bytes(16))
    related(notes, tmp_path, memory, asked)
    assert len(asked) == len(notes)


def test_rows_that_nobody_has_any_more_are_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.relations.memory._WASTE", 0)
    notes, memory = _some(60), tmp_path / "memory"
    related(notes, tmp_path, memory)
    sizes = []
    for turn in range(150):
        notes[5] = Note(notes[5].key, f"Turn {turn}", words(turn, 300), date=notes[5].date)
        related(notes, tmp_path, memory)
        sizes.append((tmp_path / "memory.rows").stat().st_size)
    assert max(sizes) < 9 * sizes[0]


def test_nothing_at_all(tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    assert related([], tmp_path, memory) == Relations([], [], [])
    one = related(_some(1)[:1], tmp_path, memory)
    assert (one.originals, one.matches, one.groups) == ([0], [()], [(0,)])
    assert related([], tmp_path, memory) == Relations([], [], [])
