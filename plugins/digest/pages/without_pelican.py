"""A build in which Pelican has nothing to do, and need not be imported.

Alone, Pelican adds nothing to our pages but the theme's static files. While these are as they
were, and the settings that Pelican reads, the rest of a build is all there is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import TemplateError

from digest.pages import library
from digest.pages.library import Library
from digest.pages.renewing import memory
from digest.pages.renewing.inputs import Inputs
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.pages.template_errors import template_problem
from digest.pages.work import Before, Work
from digest.relations.memory import Memory

_CURATED = "curated"


def run(
    inputs: Inputs,
    output: Output,
    reading: Reading,
    before: Before,
    processes: int,
    known: Library | None = None,
    relations: Memory | None = None,
) -> Work | None:
    """What changed waits in `output` then; None where Pelican must run. `known` is the library,
    and `relations` what is kept of them, if they are at hand.

    Raises DigestError where a template is wrong.
    """
    as_before = inputs.alone and before.is_known and before.pelican == inputs.pelican()
    if not as_before or inputs.problems or reading.problems:
        return None
    known = known or remembered(output.cache, inputs)
    if not known:
        return None
    current = replace(known, now=datetime.now(UTC))
    work = Work(inputs, output, current, reading, before, processes, relations)
    work.others += before.others
    try:
        work.make_plan()
        work.renew()
    except TemplateError as error:
        raise (template_problem(error) or error) from error
    return work


def remembered(cache: Path, inputs: Inputs) -> Library | None:
    """The library of a build with the same settings and curated data; None if there is none."""
    known = memory.load_objects(cache / _CURATED, inputs.curated())
    return library.of(known) if known else None


def remember(made: Library, cache: Path, inputs: Inputs) -> None:
    """Keep what a build has read of settings and curated data."""
    memory.save_objects(cache / _CURATED, inputs.curated(), library.curated(made))
