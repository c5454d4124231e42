"""Pelican's writer, with one difference: what is planned is rendered from its plan.

One place thus writes everything: our pages, and what Pelican's generators or other
plugins ask for. Whoever asks for a planned path, such as Pelican for an article, gets
the planned page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.plugins import signals
from pelican.utils import sanitised_join
from pelican.writers import Writer


class PlanWriter(Writer):
    """Writes planned documents, and everything else as Pelican does."""

    def __init__(self, output_path: str, settings: Any = None) -> None:
        super().__init__(output_path, settings)
        self.written: set[str] = set()

    def write_file(self, name: Any, template: Any, context: Any, *args: Any, **kwargs: Any) -> None:
        document = context.get("planned", {}).get(name)
        if document is None:
            super().write_file(name, template, context, *args, **kwargs)
            return
        path = Path(sanitised_join(self.output_path, name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(context["renderer"].text(document), "utf-8", newline="\n")
        self.written.add(name)
        local = {**context, **kwargs, "output_file": name}
        signals.content_written.send(str(path), context=local)
