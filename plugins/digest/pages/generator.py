"""The points where Pelican's run becomes our pages.

Alone, we read the articles ourselves, and Pelican finds none. Where other plugins take part,
Pelican's own generators find and read the files and announce them; what the plugins made of
them is what is planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.plugins import signals

from digest.article import Article
from digest.pages import records
from digest.pages.bodies import Body
from digest.pages.renewing.renewal import rendered
from digest.pages.work import Work
from digest.problems import DigestError, Problem
from digest.relations.traces import trace

# Who listens to these may change files that are written, or count on hearing of each.
_AFTER_WRITING = (signals.content_written, signals.finalized)


class DigestGenerator(Generator):
    """Makes the documents that are not as they were."""

    def generate_output(self, writer: Any) -> None:
        work: Work = self.settings["DIGEST"]
        names = _listeners()
        if not names:
            work.renew()
            return
        work.notes.append(
            f"{', '.join(names)}: listens to written files, so every page was made anew"
        )
        for path, data in self._all(work):
            place = Path(self.output_path, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            local = {**self.context, **writer.asked.get(path, {}), "output_file": path}
            signals.content_written.send(str(place), context=local)

    def _all(self, work: Work) -> Iterator[tuple[str, bytes]]:
        renderer = work.renderer()
        for path, planned in work.documents.planned.items():
            yield path, rendered(planned, renderer, work.library.frame)


def _listeners() -> list[str]:
    """The modules that listen to what is written."""
    found = (each for signal in _AFTER_WRITING for each in signal.receivers_for(None))
    return sorted({getattr(each, "__module__", repr(each)) for each in found})


def plan_pages(generators: Sequence[Any]) -> None:
    """Plan all pages and put the plan where the writer finds it.

    Runs when all generators have their content and other plugins have changed it.
    """
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator))
    work: Work = articles.settings["DIGEST"]
    if not work.inputs.alone:
        _take_over(articles, pages, work)
    work.make_plan()
    articles.context["planned"] = work.documents.planned
    # Pelican would walk all articles for each of these to write pages that we plan; other
    # plugins still find them in the context.
    articles.tags, articles.categories, articles.authors = {}, [], []


def _take_over(articles: Any, pages: Any, work: Work) -> None:
    """Make records of Pelican's articles and pages, as other plugins have left them."""
    found = {_place(each, work): each for g in (articles, pages) for each in _everything(g)}
    problems = [
        Problem(f"content/{place}", "was passed over", "check the file's name")
        for place in work.inputs.files
        if place not in found and place not in articles.context["generated_content"]
    ]
    if problems:
        raise DigestError(*problems)
    for place, each in sorted(found.items()):
        html = each.content if each.status == "published" else ""
        parsed = records.record(place, each.digest, Body(html), b"")
        work.reading.records[place] = parsed.record
        work.reading.html[place] = html
        if isinstance(each.digest, Article):
            said = each.digest
            work.reading.traces[place] = trace(said.title, said.body, said.language)


def _place(content: Any, work: Work) -> str:
    return Path(content.source_path).relative_to(work.reading.content).as_posix()


def _everything(generator: Any) -> list[Any]:
    articles = ("articles", "drafts", "drafts_translations", "hidden_articles")
    pages = ("pages", "draft_pages", "draft_translations", "hidden_pages")
    names = (*articles, *pages, "translations", "hidden_translations")
    return [content for name in names for content in getattr(generator, name, ())]
