"""A build in which Pelican has nothing to do, and need not be imported.

Alone, Pelican adds nothing to our pages but the theme's static files. While these are as they
were, and the settings that Pelican reads, the rest of a build is all there is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from jinja2 import TemplateError

from digest.pages import library
from digest.pages.library import Library
from digest.pages.renewing.inputs import Inputs
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.pages.template_errors import template_problem
from digest.pages.work import Before, Work


def run(
    inputs: Inputs,
    output: Output,
    reading: Reading,
    before: Before,
    known: Library | None,
    processes: int,
) -> Work | None:
    """What changed waits in `output` then; None where Pelican must run. `known` is the library
    if it is at hand.

    Raises DigestError where a template is wrong.
    """
    as_before = inputs.alone and before.is_known and before.pelican == inputs.pelican()
    if not as_before or inputs.problems or reading.problems:
        return None
    known = known or library.remembered(output.cache / "curated", inputs.curated())
    if not known:
        return None
    current = replace(known, now=datetime.now(UTC))
    work = Work(inputs, output, current, reading, before, processes)
    work.others += before.others
    try:
        work.make_plan()
        work.renew()
    except TemplateError as error:
        raise template_problem(error) from error
    return work
