"""One build, whole or not at all: Pelican writes aside, and the result takes its place."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from pelican import Pelican
from pelican.generators import ArticlesGenerator
from pelican.plugins import signals
from pelican.settings import read_settings

from digest.files import exclusive, replace_folder, restore_folder
from digest.holdings import unknown_sources, unknown_tags
from digest.pages.listening import listening
from digest.pages.reader import is_due
from digest.problems import DigestError, problem
from digest.webaddress import is_local


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. `withheld` are articles dated in the future, by file and date;
    `notes` are things that a curator may want to know and that are no errors; unknown names
    come with the number of articles that have them."""

    articles: int
    files: int
    drafts: int
    withheld: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    unknown_tags: tuple[tuple[str, int], ...]
    unknown_sources: tuple[tuple[str, int], ...]
    seconds: float


def build(root: Path, settings_file: str = "pelicanconf.py", **override: Any) -> Built:
    """Build the site of a project folder into its output/.

    `override` replaces Pelican settings, such as SITEURL. Raises DigestError with all
    problems found; output/ is then as it was before.
    """
    start = time.perf_counter()
    cache, output = root / ".cache", root / "output"
    cache.mkdir(exist_ok=True)
    with exclusive(cache / "build.lock", "another build is running"):
        restore_folder(output, root / ".output-before")
        for left in cache.glob("site-*"):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix="site-", dir=cache))
        try:
            settings = _settings(root, settings_file, aside, override)
            generators, notes = _run(settings)
            replace_folder(output, aside, root / ".output-before")
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return _built(settings, generators, notes, output, time.perf_counter() - start)


def configured_address(root: Path) -> str:
    """The address that pelicanconf.py or SITE_URL gives the site, empty if it is local."""
    address = str(_read(root / "pelicanconf.py", {})["SITEURL"])
    return "" if is_local(address) else address


def _settings(
    root: Path, settings_file: str, aside: Path, override: Mapping[str, Any]
) -> dict[str, Any]:
    return _read(root / settings_file, {"OUTPUT_PATH": str(aside), **override})


def _read(file: Path, override: dict[str, Any]) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = read_settings(str(file), override)
    except Exception as error:  # noqa: BLE001, the file is a program and may do anything
        what = f"cannot be used ({type(error).__name__}: {error})"
        raise problem(file.name, what, "mend it; `git diff` shows what was changed") from None
    return settings


def _run(settings: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """Run Pelican; return its generators and the notes it leaves.

    Pelican goes on after most errors; here any of them ends the build.
    """
    generators: list[Any] = []

    def keep(found: list[Any]) -> None:
        generators.extend(found)

    signals.all_generators_finalized.connect(keep)
    try:
        with listening() as heard:
            Pelican(settings).run()
    except TemplateError as error:
        raise _template_problem(error) from error
    except DigestError as error:
        raise DigestError(*heard.problems, *error.problems) from None
    finally:
        signals.all_generators_finalized.disconnect(keep)
    if heard.problems:
        raise DigestError(*heard.problems)
    return generators, heard.notes


def _template_problem(error: TemplateError) -> DigestError:
    if isinstance(error, TemplateSyntaxError):
        place = f"theme/templates/{error.name}:{error.lineno}"
        return problem(place, error.message or "syntax error", "mend the template")
    trace, place = error.__traceback__, "theme/templates"
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".html":
            place = f"theme/templates/{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return problem(place, str(error.message), "mend the template")


def _built(
    settings: Mapping[str, Any],
    generators: list[Any],
    notes: list[str],
    output: Path,
    seconds: float,
) -> Built:
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    hidden = [*articles.drafts, *articles.drafts_translations]
    library = settings["DIGEST"]
    waiting = [c for c in hidden if c.digest.status == "published"]
    assert not any(is_due(c.digest, library.now) for c in hidden)
    published = [c.digest for c in (*articles.articles, *articles.translations)]
    return Built(
        articles=len(published),
        files=sum(len(files) for _, _, files in os.walk(output)),
        drafts=len(hidden) - len(waiting),
        withheld=tuple(
            sorted(
                (f"content/{c.relative_source_path}", f"{c.digest.date:%Y-%m-%d}") for c in waiting
            )
        ),
        notes=tuple(notes),
        unknown_tags=unknown_tags(published, library.vocabulary),
        unknown_sources=unknown_sources(published, library.sources),
        seconds=seconds,
    )
