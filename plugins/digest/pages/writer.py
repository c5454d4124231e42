"""Pelican's writer, with one difference: what is planned is not written by it.

Whoever asks for a planned path, such as Pelican for an article, gets the planned page.
"""

from __future__ import annotations

from typing import Any

from pelican.writers import Writer


class PlanWriter(Writer):
    """Leaves planned documents to our generator, and writes everything else as Pelican does."""

    def write_file(self, name: Any, template: Any, context: Any, *args: Any, **kwargs: Any) -> None:
        if name not in context.get("planned", {}):
            super().write_file(name, template, context, *args, **kwargs)
