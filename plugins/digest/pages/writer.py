"""Pelican's writer, with one difference: what is planned is not written by it.

Whoever asks for a planned path, such as Pelican for an article, gets the planned page.
"""

from __future__ import annotations

from typing import Any

from pelican.writers import Writer


class PlanWriter(Writer):
    """Leaves planned documents to our generator, and writes everything else as Pelican does.

    `asked` is what Pelican would have rendered a planned path with, such as its article.
    """

    def __init__(self, output_path: str, settings: Any = None) -> None:
        super().__init__(output_path, settings)
        self.asked: dict[str, dict[str, Any]] = {}

    def write_file(self, name: Any, template: Any, context: Any, *args: Any, **kwargs: Any) -> None:
        if name in context.get("planned", {}):
            self.asked[name] = kwargs
        else:
            super().write_file(name, template, context, *args, **kwargs)
