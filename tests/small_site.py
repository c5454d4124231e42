"""A small site of many kinds, and its files read and written by tests that change it.

Four languages, three policies of republishing, two stories, copies of one text, a draft,
an article of a later time, leaf pages, vectors; lists of several pages.
"""

from __future__ import annotations

import base64
import json
import random
import shutil
from pathlib import Path
from typing import Any

import yaml

from digest import frontmatter
from digest.relations import embedded, vectors
from projects import ROOT

PAGE_SIZE = 3
LANGUAGES = ("en", "de", "fr", "ar")
TAGS = ("sea", "harbours", "trains", "music", "Lighthouses")
SOURCES = ("courier", "revue", "nachtblatt", "Elsewhere Weekly", "")

_WORDS = {
    "en": "the old keeper of a slow ferry counted every lamp along our quiet northern shore and "
    "wrote to town about rope salt weather tickets repair engines winter",
    "de": "der alte Wärter einer langsamen Fähre zählte jede Lampe an der stillen Küste und "
    "schrieb der Stadt von Seilen Salz Wetter Karten Motoren und dem Winter",
    "fr": "le vieux gardien du bac lent comptait chaque lampe de la côte tranquille et écrivait "
    "à la ville sur les cordes le sel le temps les billets les moteurs",
    "ar": "كان الحارس القديم في العبارة البطيئة يعد كل مصباح على الشاطئ الهادئ ويكتب إلى المدينة "
    "عن الحبال والملح والطقس والتذاكر والمحركات والشتاء",
}
# Reports of one event share these words.
_FIRE = "Brindle Wharf Magda Thorne 14 pumps Skerry Lane 1907"
_TRAIN = "Ostrava Line Pavel Dunn 212 km Mirror Tunnel 1888"

_TAGS = {
    "sea": {"labels": {"en": "Sea", "de": "Meer", "fr": "Mer", "ar": "البحر"}},
    "harbours": {
        "labels": {"en": "Harbours", "de": "Häfen"},
        "aliases": ["quays"],
        "broader": "sea",
        "former": ["docks"],
    },
    "trains": {"labels": {"en": "Trains", "de": "Züge", "fr": "Trains (fr)", "ar": "القطارات"}},
    "music": {"labels": {"en": "Music"}},
}
_SOURCES = {
    "courier": {"name": "The Coast Courier", "domains": ["courier.example"], "language": "en"},
    "revue": {
        "name": "La Revue du bac",
        "domains": ["revue.example"],
        "language": "fr",
        "republish": "excerpt",
    },
    "nachtblatt": {"name": "Nachtblatt", "language": "de", "republish": "headline"},
}
_STORIES = {
    "wharf-fire": {
        "began": ["2026/08/fire-at-brindle", "2026/08/brand-am-kai"],
        "title": {"en": "The fire at Brindle Wharf"},
        "former": ["old-fire"],
    }
}

_BY = {"authors": ["A. Reed"]}
# Place, language, date, source, tags, words of its event, further front matter.
_ARTICLES: tuple[tuple[str, str, str, str, tuple[str, ...], str, dict[str, Any]], ...] = (
    ("2026/08/fire-at-brindle", "en", "08-03T06:00", "courier", ("harbours",), _FIRE, {}),
    ("2026/08/brand-am-kai", "de", "08-03T09:00", "nachtblatt", ("harbours", "sea"), _FIRE, {}),
    ("2026/08/le-feu-du-quai", "fr", "08-04T07:00", "revue", ("harbours",), _FIRE, {}),
    ("2026/08/حريق-الرصيف", "ar", "08-04T08:00", "Elsewhere Weekly", ("sea",), _FIRE, {}),
    ("2026/08/line-reopens", "en", "08-20T06:00", "courier", ("trains",), _TRAIN, {}),
    ("2026/08/die-linie", "de", "08-20T06:00", "courier", ("trains", "music"), _TRAIN, {}),
    ("2026/09/le-tunnel", "fr", "09-01T10:00", "revue", ("trains",), _TRAIN, {"note": "Noted."}),
    (
        "2026/09/ferry-songs",
        "en",
        "09-02T10:00",
        "",
        ("music", "sea"),
        "",
        _BY,
    ),
    ("2026/09/lamp", "en", "09-02T11:00", "Elsewhere Weekly", ("Lighthouses",), "", {}),
    ("2026/09/lampe", "de", "09-03T11:00", "courier", ("Lighthouses", "docks"), "", {}),
    ("2026/09/مصباح", "ar", "09-05T11:00", "courier", ("sea",), "", {"summary": "ملخص قصير"}),
    ("2026/09/wire", "en", "09-06T11:00", "courier", ("sea",), "", {"inferred": ["date"]}),
    ("2026/09/wire-again", "en", "09-07T11:00", "Elsewhere Weekly", ("sea",), "", {}),
    ("2026/09/alone", "fr", "09-08T11:00", "nachtblatt", (), "", {"story": "none"}),
    ("2026/09/unready", "en", "09-09T11:00", "courier", ("sea",), "", {"status": "draft"}),
    ("2026/09/later", "de", "09-10T11:00", "courier", ("trains",), "", {}),
)
_LATER = "2999-01-01T00:00:00+00:00"
_LEAVES = {
    "about.md": 'title: "About"\nlanguage: en\nsummary: "What this is."',
    "impressum.md": 'title: "Impressum"\nlanguage: de',
    "unready.md": 'title: "Not yet"\nlanguage: en\nstatus: draft',
}


def make_small_site(root: Path, theme: Path = ROOT / "theme") -> Path:
    """Write the site into a folder that does not exist yet."""
    root.mkdir(parents=True)
    shutil.copy(ROOT / "tasks.py", root / "tasks.py")
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "plugins", root / "plugins", ignore=compiled)
    shutil.copytree(theme, root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root / "pelicanconf.py")
    set_setting(root, "DEFAULT_PAGINATION", PAGE_SIZE)
    content = root / "content"
    (content / "raw").mkdir(parents=True)
    for name, data in (("tags", _TAGS), ("sources", _SOURCES), ("stories", _STORIES)):
        write_data(root, name, data)
    chance = random.Random(5)
    copied = prose(chance, "en", "", 120)
    for place, language, date, source, tags, event, more in _ARTICLES:
        body = copied if "wire" in place else prose(chance, language, event)
        fields = {
            "title": prose(chance, language, event, 4).strip(".\n"),
            "date": _LATER if place.endswith("later") else f"2026-{date}:00+00:00",
            "language": language,
            "tags": list(tags),
            **({"source": source} if source else {}),
            **more,
        }
        write_article(content / "articles" / f"{place}.md", fields, body)
    # What a reader may not see is left out, and the build says so each time.
    unsafe = content / "articles/2026/09/lamp.md"
    unsafe.write_text(unsafe.read_text("utf-8") + "\n<script>alert(1)</script>\n", "utf-8")
    (content / "pages").mkdir()
    for name, header in _LEAVES.items():
        (content / "pages" / name).write_text(f"---\n{header}\n---\nText of a leaf.\n", "utf-8")
    write_vectors(root)
    return root


def prose(chance: random.Random, language: str, event: str = "", words: int = 40) -> str:
    """A text of this many words, and those of an event between them."""
    known = _WORDS.get(language, _WORDS["en"]).split()
    text = [chance.choice(known) for _ in range(words)]
    for word in event.split():
        text.insert(chance.randrange(len(text)), word)
    joined = " ".join(text)
    return f"{joined[:1].upper()}{joined[1:]}.\n"


def articles(root: Path) -> list[Path]:
    """The article files, in the order of their places."""
    return sorted((root / "content/articles").rglob("*.md"))


def read_article(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body of a file that `write_article` has written."""
    _, header, body = path.read_text("utf-8").split("---\n", 2)
    lines = (line.partition(": ") for line in header.splitlines())
    return {key: json.loads(value) for key, _, value in lines}, body


def write_article(path: Path, fields: dict[str, Any], body: str) -> None:
    """Write an article file with one line for each field."""
    header = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "".join(header) + f"---\n{body}", "utf-8")


def read_data(root: Path, name: str) -> dict[str, Any]:
    """A data file of content/: `tags`, `sources` or `stories`; empty if there is none."""
    path = root / "content" / f"{name}.yaml"
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    return data or {}


def write_data(root: Path, name: str, data: dict[str, Any]) -> None:
    """Write a data file of content/."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    (root / "content" / f"{name}.yaml").write_text(text, "utf-8")


def set_setting(root: Path, name: str, value: object) -> None:
    """Give a setting of pelicanconf.py another value, by a line at its end."""
    path = root / "pelicanconf.py"
    path.write_text(f"{path.read_text('utf-8')}{name} = {value!r}\n", "utf-8")


def write_vectors(root: Path, near: float = 0.5) -> None:
    """Give every article a made-up vector; `near` is how alike those of one event are."""
    content = root / "content"
    made: dict[str, dict[str, bytes]] = {}
    for path in articles(root):
        article = frontmatter.parse(path.read_text("utf-8"), path.name)
        event = next(
            (name for name in (_FIRE, _TRAIN) if name.split()[0] in article.title), path.stem
        )
        common, own = random.Random(event), random.Random(path.stem)
        numbers = (
            round(near * common.randint(-127, 127) + (1 - near) * own.randint(-127, 127))
            for _ in range(vectors.DIMENSIONS)
        )
        data = bytes(number % 256 for number in numbers)
        made.setdefault(vectors.month(article), {})[embedded.key(embedded.text_of(article))] = data
    folder = content / vectors.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for month, found in made.items():
        lines = [f"{key} {base64.b64encode(found[key]).decode()}" for key in sorted(found)]
        header = f"{vectors.MODEL} {vectors.DIMENSIONS}"
        (folder / f"{month}.txt").write_text("\n".join([header, *lines, ""]), "ascii")
