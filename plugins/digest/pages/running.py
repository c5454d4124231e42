"""Pelican runs: its settings, its signals, its own files and other people's plugins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import TemplateError
from pelican import Pelican
from pelican.settings import read_settings

from digest import pages
from digest.pages import library
from digest.pages.listening import listening
from digest.pages.renewing.inputs import Inputs
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.pages.renewing.templates import Compiled
from digest.pages.template_errors import template_problem
from digest.pages.work import Before, Work
from digest.problems import DigestError, problem

# Folders of content/ that are published as pages or not at all; the first is content/ itself.
_NOT_STATIC = (".", "..", "/", "raw", "articles", "pages", "vectors")


def run(
    file: Path,
    override: Mapping[str, Any],
    inputs: Inputs,
    output: Output,
    reading: Reading,
    before: Before,
    processes: int,
) -> Work:
    """Let Pelican build with the settings of a file; what changed waits in `output` then.

    Pelican goes on after most errors; here any of them is raised, as a DigestError.
    """
    settings = _settings(file, {**override, "OUTPUT_PATH": str(output.written)}, inputs.alone)
    loaded = library.load(settings, (*inputs.problems, *reading.problems))
    work = Work(inputs, output, loaded, reading, before, processes)
    settings["DIGEST"] = work
    # Pelican compiles article.html and page.html, too, whoever renders them.
    compiled = Compiled(output.cache / "pelican-templates", inputs.pages)
    settings["JINJA_ENVIRONMENT"] |= {"bytecode_cache": compiled}
    try:
        with listening() as heard:
            (_Alone if inputs.alone else Pelican)(settings).run()
    except TemplateError as error:
        raise (template_problem(error) or error) from error
    except DigestError as error:
        raise DigestError(*heard.problems, *error.problems) from None
    if heard.problems:
        raise DigestError(*heard.problems)
    compiled.save()
    work.take(output.written)
    work.notes += heard.notes
    return work


class _Alone(Pelican):
    """Pelican with our plugin; it would import all others that are installed to find ours."""

    def init_plugins(self) -> None:
        pages.register()
        self.plugins = [pages]


def _settings(file: Path, override: Mapping[str, Any], alone: bool) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = read_settings(str(file), override)
    except Exception as error:  # noqa: BLE001, the file is a program and may do anything
        what = f"cannot be used ({type(error).__name__}: {error})"
        raise problem(file.name, what, "mend it; `git diff` shows what was changed") from None
    _check_static_paths(settings)
    if alone:  # nobody else needs Pelican's own articles
        settings["ARTICLE_PATHS"], settings["PAGE_PATHS"] = [], []
    return settings


def _check_static_paths(settings: Mapping[str, Any]) -> None:
    """Raises DigestError where files of content/ would be published that must not be."""
    for path in settings["STATIC_PATHS"]:
        first = PurePosixPath(os.path.normpath(path)).parts[:1]
        # Not all file systems tell capitals apart.
        if not first or first[0].casefold() in _NOT_STATIC:
            what = f"STATIC_PATHS: {path!r} would publish more than pages and pictures"
            remedy = "name folders of their own in content/, such as images"
            raise problem("pelicanconf.py", what, remedy)
