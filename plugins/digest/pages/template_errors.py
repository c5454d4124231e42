"""What is wrong with a template, said so that a person can mend it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from digest.problems import DigestError, problem


def template_problem(error: TemplateError) -> DigestError:
    """The error that names the template and its line."""
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
