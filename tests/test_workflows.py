"""The workflows ask for no more than they need, and call what a person would."""

from __future__ import annotations

import re
from typing import Any

import yaml

from projects import ROOT


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows" / name).read_text())
    return found


def steps(job: dict[str, Any]) -> list[str]:
    return [step.get("uses", step.get("run", "")) for step in job["steps"]]


def test_pages_are_published_as_github_documents_it_with_least_permissions() -> None:
    pages = workflow("pages.yml")
    assert pages["permissions"] == {"contents": "read"}
    build, deploy = pages["jobs"]["build"], pages["jobs"]["deploy"]
    assert "permissions" not in build
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"]["name"] == "github-pages"
    used = steps(build) + steps(deploy)
    for action in ("configure-pages@v6", "upload-pages-artifact@v5", "deploy-pages@v5"):
        assert f"actions/{action}" in used
    assert './digest build --url "$SITE_URL"' in used


def test_changes_run_the_same_checks_as_a_person() -> None:
    tests = workflow("test.yml")
    assert tests["permissions"] == {"contents": "read"}
    assert "bash .ci/run" in steps(tests["jobs"]["test"])
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("./digest test")


def test_the_lock_names_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 40
    packages = re.split(r"\n(?=\S)", lock)
    assert all("--hash=sha256:" in text for text in packages if "==" in text)
    assert "://" not in lock
