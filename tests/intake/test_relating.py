"""Cleaning leaves vectors and names of stories beside the articles, once for each text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from digest import stories
from digest.intake import embedding
from digest.intake.relating import Related, relate
from digest.problems import DigestError
from digest.relations import embedded, vectors
from projects import tree

ARTICLE = """---
title: {title}
date: 2026-{month:02}-04T08:00:00+00:00
language: {language}
---
{body}
"""
NEWS = {
    "eclipse": (5, "en", "Tamberley watches the eclipse", "The sun went dark over the harbour."),
    "finsternis": (5, "de", "Tamberley sieht die Finsternis", "Die Sonne verschwand am Hafen."),
    "bakers": (6, "en", "Bakers strike in Velbrunn", "No bread was sold in the old town today."),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, (month, language, title, body) in NEWS.items():
        write(tmp_path, name, month, language, title, body)
    return tmp_path


def write(root: Path, name: str, month: int, language: str, title: str, body: str) -> Path:
    path = root / "content" / "articles" / "2026" / f"{month:02}" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ARTICLE.format(title=title, month=month, language=language, body=body)
    path.write_text(text, "utf-8")
    return path


def files(root: Path) -> dict[str, bytes]:
    return tree(root / "content" / vectors.FOLDER)


needs_model = pytest.mark.skipif(not embedding.available(), reason="built for Linux on x86-64")


@needs_model
def test_every_article_gets_its_vector_once(project: Path) -> None:
    told: list[tuple[int, int]] = []
    found = relate(project, lambda done, total: told.append((done, total)))
    assert found.embedded == 3
    assert told[-1] == (3, 3)
    assert sorted(files(project)) == ["2026-05.txt", "2026-06.txt"]
    before = tree(project / "content")
    assert relate(project) == Related()
    assert tree(project / "content") == before


@needs_model
def test_the_model_knows_what_two_languages_say(project: Path) -> None:
    relate(project)
    known = vectors.read(project / "content")
    made = {}
    for name, (_, _, title, body) in NEWS.items():
        vector = known[embedded.key(f"{title} {body}")].astype(float)
        made[name] = vector / np.linalg.norm(vector)
    assert made["eclipse"] @ made["finsternis"] > made["eclipse"] @ made["bakers"] + 0.03


@needs_model
def test_a_changed_text_is_embedded_anew_and_the_old_forgotten(project: Path) -> None:
    relate(project)
    before = files(project)
    write(project, "bakers", 6, "en", "Bakers end strike in Velbrunn", "Bread is sold again.")
    assert relate(project).embedded == 1
    after = files(project)
    assert after["2026-05.txt"] == before["2026-05.txt"]
    assert after["2026-06.txt"] != before["2026-06.txt"]
    assert after["2026-06.txt"].count(b"\n") == 2
    (project / "content/articles/2026/06/bakers.md").unlink()
    relate(project)
    assert sorted(files(project)) == ["2026-05.txt"]


@needs_model
def test_damaged_vectors_are_made_again(project: Path) -> None:
    relate(project)
    before = files(project)
    path = project / "content" / vectors.FOLDER / "2026-05.txt"
    path.write_bytes(b"<<<<<<< ours\n" + path.read_bytes()[:300])
    assert relate(project).embedded == 2
    assert files(project) == before


@needs_model
def test_what_is_done_when_it_is_interrupted_stays(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = embedding.embedded

    def interrupted(texts: Sequence[str]) -> Iterator[vectors.Vector]:
        yield next(whole(texts))
        raise KeyboardInterrupt

    monkeypatch.setattr(embedding, "embedded", interrupted)
    with pytest.raises(KeyboardInterrupt):
        relate(project)
    monkeypatch.setattr(embedding, "embedded", whole)
    assert len(vectors.read(project / "content")) == 1
    assert relate(project).embedded == 2


def test_without_the_model_articles_are_counted_and_no_story_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "available", lambda: False)
    assert relate(project) == Related(lacking=3)
    assert not (project / "content" / vectors.FOLDER).exists()
    assert not (project / stories.FILE).exists()


def test_a_new_story_gets_a_name_that_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    event, other = chance.normal(size=(2, vectors.DIMENSIONS))

    def embedded(texts: Sequence[str]) -> Iterator[vectors.Vector]:
        for text in texts:
            yield vectors.quantised(event if "Tamberley" in text else other)

    monkeypatch.setattr(embedding, "available", lambda: True)
    monkeypatch.setattr(embedding, "embedded", embedded)
    assert relate(project) == Related(embedded=3, named=1)
    text = (project / stories.FILE).read_text("utf-8")
    assert list(stories.read(text).entries) == ["eclipse"]
    write(project, "éclipse", 5, "fr", "Tamberley sous l’éclipse", "Le soleil a disparu.")
    assert relate(project) == Related(embedded=1)
    assert (project / stories.FILE).read_text("utf-8") == text


def test_vectors_are_written_and_read_without_loss(tmp_path: Path) -> None:
    made = {f"{n:024x}": np.arange(-128, 256, 1)[:384].astype(np.int8) + n for n in range(3)}
    wanted = [("2026-05", key) for key in made]
    vectors.write(tmp_path, wanted, made)
    read = vectors.read(tmp_path)
    assert read.keys() == made.keys()
    assert all((read[key] == made[key]).all() for key in made)
    before = (tmp_path / vectors.FOLDER / "2026-05.txt").stat().st_mtime_ns
    vectors.write(tmp_path, reversed(wanted), made)
    assert (tmp_path / vectors.FOLDER / "2026-05.txt").stat().st_mtime_ns == before


def test_vectors_of_another_model_are_passed_over(tmp_path: Path) -> None:
    made = {"ab": np.ones(384, np.int8)}
    vectors.write(tmp_path, [("2026-05", "ab")], made)
    path = tmp_path / vectors.FOLDER / "2026-05.txt"
    path.write_bytes(path.read_bytes().replace(b"e5-small", b"e6-large"))
    assert vectors.read(tmp_path) == {}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that says the same of every text."""
    vector = vectors.quantised(np.ones(vectors.DIMENSIONS, np.float32))
    monkeypatch.setattr(embedding, "available", lambda: True)
    monkeypatch.setattr(embedding, "embedded", lambda texts: iter([vector for _ in texts]))


@pytest.mark.usefixtures("made_up")
def test_an_article_that_cannot_be_read_keeps_its_vector(project: Path) -> None:
    relate(project)
    before = files(project)
    path = project / "content/articles/2026/06/bakers.md"
    good = path.read_text("utf-8")
    path.write_text(good.replace("title:", "titel:"), "utf-8")
    write(project, "more", 5, "en", "More bakers", "They strike, too.")
    assert relate(project).embedded == 1
    assert files(project)["2026-06.txt"] == before["2026-06.txt"]
    path.write_text(good, "utf-8")
    assert relate(project).embedded == 0
    path.unlink()
    relate(project)
    assert list(files(project)) == ["2026-05.txt"]


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("name", ["content/vectors", "content/stories.yaml"])
def test_what_cannot_be_written_is_said(project: Path, name: str) -> None:
    relate(project)
    path = project / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("no folder")
    else:
        path.unlink()
        path.mkdir()
    with pytest.raises(
        DigestError, match=rf"^{name}: cannot be used \(.+\); check file and folder"
    ):
        relate(project)


@pytest.mark.usefixtures("made_up")
def test_folders_and_bytes_in_the_wrong_place_are_no_obstacle(project: Path) -> None:
    relate(project)
    (project / ".cache/related.json").write_bytes(b"\xff")
    (project / "content/vectors/2026-07.txt").mkdir()
    (project / "content/vectors/2026-05.txt").write_bytes(b"\xff\x00\n")
    assert relate(project).embedded == 2
    (project / stories.FILE).write_bytes(b"\xff")
    with pytest.raises(DigestError, match=r"stories\.yaml: not UTF-8 text"):
        relate(project)
