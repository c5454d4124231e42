"""The signals of Pelican that we use."""

from __future__ import annotations

from typing import Any

from pelican.plugins import signals
from pelican.readers import BaseReader

from digest.pages import generator, rendering
from digest.pages.reader import FileReader
from digest.pages.writer import PlanWriter
from digest.problems import COMMAND, problem


def connect() -> None:
    """Connect to Pelican: every signal that we use, in the order in which they come."""
    signals.initialized.connect(_own_filters)
    signals.get_generators.connect(_generators)
    signals.readers_init.connect(_readers)
    signals.generator_init.connect(_no_other_readers)
    signals.all_generators_finalized.connect(generator.plan_pages)
    signals.get_writer.connect(_writer)


def _own_filters(pelican: Any) -> None:
    settings = pelican.settings
    if "DIGEST" not in settings:
        raise problem("pelicanconf.py", "Pelican was started by itself", f"run `{COMMAND} build`")
    # Pelican compiles article.html, too, before it asks the writer for an article.
    settings["JINJA_FILTERS"] = {**rendering.FILTERS, **settings["JINJA_FILTERS"]}


def _generators(_: Any) -> type:
    return generator.DigestGenerator


def _readers(readers: Any) -> None:
    # Pelican's own copies the files of STATIC_PATHS.
    readers.reader_classes = {"md": FileReader, "static": BaseReader}


def _no_other_readers(each: Any) -> None:
    # Pelican would warn that its own Markdown reader, which we replace, is not installed.
    each.readers.disabled_readers.clear()


def _writer(_: Any) -> type:
    return PlanWriter
