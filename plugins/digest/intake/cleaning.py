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
    locate,
    plain,
    publication,
    structured,
    tagging,
    tongue,
    tree,
    typography,
)
from digest.intake.blocks import Block, with_text
from digest.intake.datelines import drop_datelines
from digest.intake.findings import Finding
from digest.intake.junk import Dropped, drop_junk, drop_loose_ends, drop_phrases
from digest.intake.knowledge import Knowledge
from digest.intake.markdown import write
from digest.intake.pruning import prune
from digest.intake.summaries import summary
from digest.problems import problem


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


def clean(raw: RawArticle, known: Knowledge) -> Cleaned:
    """Clean one article. Raises DigestError if there is none in it."""
    found = _from_text(raw, known) if raw.markup == "text" else _from_page(raw, known)
    blocks, dropped, facts = found
    if not blocks:
        raise problem(
            raw.file, "no article text found", "save the page of one article, or delete it"
        )
    return Cleaned(_article(raw, blocks, facts, known), tuple(blocks), tuple(dropped), facts)


def _from_page(raw: RawArticle, known: Knowledge) -> tuple[list[Block], list[Dropped], Facts]:
    soup = tree.parse(raw.text)
    declared = structured.with_metadata(structured.declared(soup), raw.metadata)
    url = publication.address(declared)
    source = publication.of_page(declared, url, known.sources)
    names = publication.site_names(declared)
    title = headlines.of_page(soup, declared, _site_names(names, source, known))
    authors = bylines.of_page(soup, declared, names)
    date = dates.of_page(soup, declared, raw.modified)
    lang = str(soup.html.get("lang") or "") if soup.html else ""
    lang = lang or raw.metadata.language
    single = len(soup.find_all("h1", limit=2)) < 2
    if raw.markup == "fragment":
        located = tree.blocks(soup, url)
        language = tongue.settle(lang, "\n".join(block.text for block in located))
    else:
        prune(soup)
        blocks = tree.blocks(soup, url)
        text = locate.main_text(raw.text, blocks, single)
        text = locate.bounded(text, structured.body(declared))
        language = tongue.settle(lang, text)
        located = locate.main_blocks(blocks, text)
    blocks, dropped = _clean_blocks(
        located, language.value, (title.value, *authors.value), source.value, known
    )
    blocks, loose = drop_loose_ends(blocks, language.value)
    dropped = _in_order([*dropped, *loose], located)
    if not title.value and blocks:
        title = headlines.of_text(blocks)
    facts = Facts(
        title=dataclasses.replace(title, value=typography.repair_line(title.value, language.value)),
        source=source if source.value else publication.of_dropped(dropped, known.sources),
        authors=authors if authors.value else bylines.of_lines(dropped),
        date=date
        or dates.in_lines([line.text for line in dropped], language.value)
        or dates.guessed(raw.text)
        or _unknown_date(raw),
        language=language,
        url=url,
        description=declared.first("og:description", "description", "twitter:description"),
        keywords=structured.keywords(declared),
    )
    return blocks, dropped, facts


def _from_text(raw: RawArticle, known: Knowledge) -> tuple[list[Block], list[Dropped], Facts]:
    nothing, declared = tree.parse(""), structured.with_metadata(structured.NOTHING, raw.metadata)
    url = publication.address(declared)
    source = publication.of_page(declared, url, known.sources)
    names = publication.site_names(declared)
    title = headlines.of_page(nothing, declared, _site_names(names, source, known))
    authors = bylines.of_page(nothing, declared, names)
    lines = plain.blocks(raw.text)
    language = tongue.settle(raw.metadata.language, "\n".join(block.text for block in lines))
    said = [text for text in (title.value, *authors.value) if text]
    blocks, dropped = _clean_blocks(lines, language.value, said, source.value, known)
    first = "" if title.value else headlines.first_line(blocks)
    blocks, loose = drop_loose_ends(blocks[1:] if first else blocks, language.value)
    dropped = _in_order([*dropped, *loose], lines)
    if not title.value:
        title = Finding(first, "the first line") if first else headlines.of_text(blocks)
    facts = Facts(
        title=title,
        source=source if source.value else publication.of_dropped(dropped, known.sources),
        authors=authors if authors.value else bylines.of_lines(dropped),
        date=dates.of_page(nothing, declared, raw.modified)
        or dates.in_lines([line.text for line in dropped], language.value)
        or _unknown_date(raw),
        language=language,
        url=url or publication.address_in(dropped, known.sources),
        description=raw.metadata.description,
        keywords=structured.keywords(declared),
    )
    return blocks, dropped, facts


def _clean_blocks(
    blocks: Sequence[Block], language: str, said: Sequence[str], source: str, known: Knowledge
) -> tuple[list[Block], list[Dropped]]:
    """Datelines, junk lines, typographic repair."""
    kept, dropped = drop_datelines(blocks, known.sources)
    kept, junk = drop_junk(kept, language, said)
    dropped += junk
    named = source or publication.of_dropped(dropped, known.sources).value
    publisher = known.sources.named(named) if named else None
    kept, own = drop_phrases(kept, publisher.junk if publisher else ())
    repaired = [
        with_text(block, lambda runs: typography.repair(runs, language))
        if block.kind != "code"
        else block
        for block in kept
    ]
    return [block for block in repaired if block.runs or block.rows], dropped + own


def _in_order(dropped: Sequence[Dropped], blocks: Sequence[Block]) -> list[Dropped]:
    """Dropped lines as they stood in the text, whichever step took them out."""
    places = {block.text: at for at, block in reversed(list(enumerate(blocks)))}
    return sorted(dropped, key=lambda line: places.get(line.text, 0))


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
        raw=Origin(raw.file, raw.sha256, raw.part),
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
