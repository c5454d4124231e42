"""What is wrong with a template, said so that a person can mend it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from digest.problems import DigestError, problem


def template_problem(error: Exception) -> DigestError | None:
    """The error that names the template and its line, for whatever was raised in it; None if it
    was raised elsewhere."""
    if isinstance(error, TemplateSyntaxError):
        place = f"theme/templates/{error.name}:{error.lineno}"
        return problem(place, error.message or "syntax error", "mend the template")
    trace, place = error.__traceback__, ""
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".html":
            place = f"theme/templates/{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    if not place and not isinstance(error, TemplateError):
        return None
    what = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
    return problem(place or "theme/templates", str(what), "mend the template")
