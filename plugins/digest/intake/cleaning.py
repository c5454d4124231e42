"""One raw article to one article: the steps of cleaning, in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.article import Article, Origin, RawArticle
from digest.intake import (
    bylines,
    dates,
    headlines,
    judgement,
    locate,
    plain,
    publication,
    structured,
    survey,
    tagging,
    tongue,
    tree,
    typography,
)
from digest.intake.blocks import Block, with_text
from digest.intake.datelines import drop_datelines
from digest.intake.findings import Finding
from digest.intake.junk import (
    Dropped,
    bring_back,
    drop_junk,
    drop_loose_ends,
    drop_phrases,
    drop_unlikely,
)
from digest.intake.knowledge import Knowledge
from digest.intake.markdown import write
from digest.intake.summaries import summary
from digest.problems import problem
from digest.sources import Source

# Chances from which a block is kept; measured, see docs/cleaning.md.
_LOCATED = 0.3  # in a page, for what the locator took for the article
_MISSED = 0.5  # in a page, for all else
_SCRAPED = 0.3  # in plain text


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article beside its text; `keywords` are its declared subjects."""

    title: Finding[str]
    source: Finding[str]
    authors: Finding[tuple[str, ...]]
    date: Finding[datetime]
    language: Finding[str]
    url: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned article, what was dropped on the way, and where its facts came from."""

    article: Article
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    facts: Facts


def clean(raw: RawArticle, known: Knowledge, keep: Sequence[str] = ()) -> Cleaned:
    """Clean one article; a line that holds one of the phrases of `keep` stays in it.

    Raises DigestError if there is no article in it.
    """
    way = _from_page if raw.markup == "html" else _from_text
    blocks, dropped, facts = way(raw, known, keep)
    if not blocks:
        raise problem(
            raw.file, "no article text found", "save the page of one article, or delete it"
        )
    return Cleaned(
        _article(raw, blocks, facts, known),
        tuple(blocks),
        tuple(sorted(dropped, key=_place)),
        facts,
    )


def _place(line: Dropped) -> int:
    return line.place


def _from_page(
    raw: RawArticle, known: Knowledge, keep: Sequence[str]
) -> tuple[list[Block], list[Dropped], Facts]:
    soup = tree.parse(raw.text)
    shown = survey.survey(soup)
    declared = structured.declared(shown)
    url = publication.address(declared)
    source = publication.of_page(declared, url, known.sources)
    names = publication.site_names(declared)
    title = headlines.of_page(shown, declared, _site_names(names, source, known), url)
    authors = bylines.of_page(shown, declared, names, title.value)
    lang = str(soup.html.get("lang") or "") if soup.html else ""
    blocks, homes = tree.blocks(soup, url)
    text = locate.main_text(raw.text)
    language = tongue.settle(lang, text, tongue.likely(source.value, known.sources))
    located = locate.located(blocks, text)
    judged = judgement.of_page(blocks, homes, located, title.value, language.value)
    chosen = [b for b in judged if b.place in located or b.chance > _MISSED]
    chosen = locate.bounded(chosen, structured.body(declared))
    said = (title.value, *headlines.shown_as(shown, title.value), *authors.value)
    kept, dropped = _without_known(chosen, language.value, said, source.value, known)
    kept, unlikely = _without_unlikely(kept, _LOCATED, language.value)
    dropped += unlikely
    phrases = (*keep, *_publisher(source.value, dropped, known).keep)
    kept, dropped = bring_back(judged, kept, dropped, phrases)
    blocks = _repaired(kept, language.value)
    if not title.value and blocks:
        title = headlines.of_text(blocks)
    facts = Facts(
        title=dataclasses.replace(title, value=typography.repair_line(title.value, language.value)),
        source=source if source.value else publication.of_dropped(dropped, known.sources),
        authors=authors if authors.value else bylines.of_lines(dropped),
        date=dates.of_page(shown, declared, title.value, url, language.value, raw.modified)
        or dates.in_lines([line.text for line in dropped], language.value)
        or dates.guessed(raw.text)
        or _unknown_date(raw),
        language=language,
        url=url,
        description=declared.first("og:description", "description", "twitter:description"),
        keywords=structured.keywords(declared, names),
    )
    return blocks, dropped, facts


def _from_text(
    raw: RawArticle, known: Knowledge, keep: Sequence[str]
) -> tuple[list[Block], list[Dropped], Facts]:
    lines = plain.blocks(raw.text)
    text = "\n".join(block.text for block in lines)
    language = tongue.settle("", text, tongue.likely("", known.sources))
    judged = judgement.of_scrape(lines, language.value)
    kept, dropped = _without_known(judged, language.value, (), "", known)
    first = headlines.first_line(kept)
    kept, unlikely = _without_unlikely(kept[1:] if first else kept, _SCRAPED, language.value)
    dropped += unlikely
    kept, dropped = bring_back(judged, kept, dropped, (*keep, *_publisher("", dropped, known).keep))
    blocks = _repaired(kept, language.value)
    facts = Facts(
        title=Finding(first, "the first line") if first else headlines.of_text(blocks),
        source=publication.of_dropped(dropped, known.sources),
        authors=bylines.of_lines(dropped),
        date=dates.in_lines([line.text for line in dropped], language.value) or _unknown_date(raw),
        language=language,
        url=publication.address_in(dropped, known.sources),
    )
    return blocks, dropped, facts


def _without_known(
    blocks: Sequence[Block], language: str, said: Sequence[str], source: str, known: Knowledge
) -> tuple[list[Block], list[Dropped]]:
    """Drop datelines, lines that a rule knows, and the source's own junk."""
    kept, dropped = drop_datelines(blocks, known.sources)
    kept, junk = drop_junk(kept, language, said)
    dropped += junk
    publisher = _publisher(source, dropped, known)
    kept, own = drop_phrases(kept, publisher.junk, publisher.junk_patterns)
    return kept, dropped + own


def _without_unlikely(
    blocks: Sequence[Block], chance: float, language: str
) -> tuple[list[Block], list[Dropped]]:
    """Drop what no rule knows and is hardly part of the article all the same."""
    kept, unlikely = drop_unlikely(blocks, chance)
    kept, loose = drop_loose_ends(kept, language)
    return kept, unlikely + loose


def _repaired(blocks: Sequence[Block], language: str) -> list[Block]:
    repaired = [
        with_text(block, lambda runs: typography.repair(runs, language))
        if block.kind != "code"
        else block
        for block in blocks
    ]
    return [block for block in repaired if block.runs or block.rows]


def _publisher(source: str, dropped: Sequence[Dropped], known: Knowledge) -> Source:
    """The publication that is named, or else that dropped lines name; or none in particular."""
    name = source or publication.of_dropped(dropped, known.sources).value
    return (known.sources.named(name) if name else None) or Source("", "")


def _site_names(names: Sequence[str], source: Finding[str], known: Knowledge) -> list[str]:
    publisher = known.sources.named(source.value) if source.value else None
    own = (publisher.name, *publisher.aliases) if publisher else ()
    return [*names, *own]


def _unknown_date(raw: RawArticle) -> Finding[datetime]:
    day = raw.modified.replace(hour=0, minute=0, second=0, microsecond=0)
    return Finding(day, "the raw file's time stamp", True)


def _article(raw: RawArticle, blocks: Sequence[Block], facts: Facts, known: Knowledge) -> Article:
    blocks = _ranked(blocks)
    texts = [block.text for block in blocks]
    tags = tagging.tags(
        facts.title.value, texts, facts.keywords, facts.language.value, known.subjects
    )
    guessed = ("title", "date", "source", "authors", "language")
    return Article(
        title=facts.title.value,
        date=facts.date.value,
        language=facts.language.value,
        body=write(blocks),
        source=facts.source.value,
        source_url=facts.url,
        authors=facts.authors.value,
        tags=tags,
        summary=summary(facts.description, texts, facts.language.value),
        inferred=tuple(name for name in guessed if getattr(facts, name).guessed),
        raw=Origin(raw.file, raw.sha256),
    )


def _ranked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with their headings raised so that the highest is of the second rank."""
    highest = min((block.level for block in blocks if block.kind == "heading"), default=2)
    return [
        dataclasses.replace(block, level=block.level - highest + 2)
        if block.kind == "heading"
        else block
        for block in blocks
    ]
