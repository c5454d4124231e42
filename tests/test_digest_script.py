"""./digest: an environment from the hashed lock, or one clear sentence and nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from projects import ROOT

PYTHON = Path(sys.executable).resolve()
RECORD = "invoke/__init__.py,,\ninvoke/__main__.py,,\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the script and a lock that asks for a small package of that name."""
    folder = tmp_path / "my project"
    folder.mkdir()
    shutil.copy(ROOT / "digest", folder / "digest")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    lock(folder, wheel(wheels, "1.0"), "1.0")
    return folder


def wheel(folder: Path, version: str) -> str:
    """Make a wheel that echoes its arguments; returns its digest."""
    path = folder / f"invoke-{version}-py3-none-any.whl"
    info = f"invoke-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("invoke/__init__.py", "")
        archive.writestr("invoke/__main__.py", f"import sys; print('{version}', sys.argv[1:])")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: invoke\nVersion: {version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{info}/RECORD", f"{RECORD}{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lock(folder: Path, digest: str, version: str) -> None:
    (folder / "requirements.lock").write_text(f"invoke=={version} --hash=sha256:{digest}\n")


def run(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(place.parent / "wheels"),
        "PIP_CONFIG_FILE": os.devnull,
        "PYTHON": str(PYTHON),
        **environment,
    }
    return subprocess.run(
        ["/bin/sh", str(place / "digest"), *words],
        capture_output=True,
        text=True,
        env=env,
        cwd=place.parent,
        check=False,
    )


def leftovers(place: Path) -> set[str]:
    return {path.name for path in place.glob(".venv*")}


def test_the_environment_is_made_once_and_again_when_the_lock_changes(place: Path) -> None:
    first = run(place, "site", "--flag")
    assert first.stdout == "1.0 ['site', '--flag']\n"
    assert "preparing the environment" in first.stderr
    assert "preparing" not in run(place, "test").stderr
    lock(place, wheel(place.parent / "wheels", "2.0"), "2.0")
    assert run(place, "site").stdout == "2.0 ['site']\n"
    assert leftovers(place) == {".venv"}


def test_packages_with_another_hash_are_refused_and_the_old_environment_stays(place: Path) -> None:
    assert run(place, "site").returncode == 0
    lock(place, "0" * 64, "1.0")
    refused = run(place, "site")
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert (place / ".venv" / "bin" / "python").exists()
    assert leftovers(place) == {".venv"}


def test_without_a_network_nothing_is_left_half_installed(place: Path) -> None:
    refused = run(place, "site", PIP_FIND_LINKS=str(place))
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        "digest: the packages in requirements.lock could not be installed; "
        "check the network connection and run this again"
    )
    assert leftovers(place) == set()


def tools(place: Path, python: str) -> str:
    """A PATH with the usual tools and one python3 that runs a given shell script."""
    folder = place.parent / "bin"
    folder.mkdir()
    for name in ("dirname", "cksum", "cat", "mkdir", "rm", "rmdir", "mv", "sed", "tail"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    if python:
        (folder / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (folder / "python3").chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("python", ["", "exit 1"], ids=["missing", "too old"])
def test_a_missing_or_old_python_is_said_in_one_sentence(place: Path, python: str) -> None:
    refused = run(place, "site", PATH=tools(place, python), PYTHON="")
    assert refused.returncode == 1
    assert refused.stderr.startswith("digest: no Python 3.11 or newer found; install one")
    assert len(refused.stderr.splitlines()) == 1
    assert leftovers(place) == set()


def test_a_missing_venv_module_is_said_in_one_sentence(place: Path) -> None:
    python = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{PYTHON}" "$@"'
    refused = run(place, "site", PATH=tools(place, python), PYTHON="")
    assert refused.returncode == 1
    assert refused.stderr.startswith("digest: python3 has no venv module; install it")
    assert leftovers(place) == set()


def test_a_second_run_meanwhile_waits_for_the_person_to_decide(place: Path) -> None:
    (place / ".venv.making").mkdir()
    refused = run(place, "site")
    assert refused.returncode == 1
    assert "another ./digest is preparing the environment" in refused.stderr
    assert leftovers(place) == {".venv.making"}
