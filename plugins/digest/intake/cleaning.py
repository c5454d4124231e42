"""One raw article to one article: the steps of cleaning, in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice, pairwise

from bs4 import BeautifulSoup, Tag

from digest import frontmatter, garbage
from digest.article import Article, Origin, RawArticle
from digest.intake.facts import (
    bylines,
    dates,
    headlines,
    publication,
    structured,
    survey,
    tagging,
    tongue,
)
from digest.intake.facts.findings import Finding
from digest.intake.facts.summaries import summary
from digest.intake.knowledge import Knowledge
from digest.intake.lines import Dropped, ended, width
from digest.intake.report import Change
from digest.intake.text import judgement, locate, plain, tree, typography, walls
from digest.intake.text.blocks import Block, with_text
from digest.intake.text.datelines import drop_datelines
from digest.intake.text.junk import (
    OWN_JUNK,
    bring_back,
    drop_junk,
    drop_loose_ends,
    drop_phrases,
    drop_unlikely,
    holds,
    is_prose,
    taker,
)
from digest.intake.text.markdown import write
from digest.problems import problem
from digest.sources import Source

# Chances from which a block is kept; measured, see docs/cleaning.md.
_LOCATED = 0.3  # in a page, for what the locator took for the article
_MISSED = 0.6  # in a page, for all else
_SCRAPED = 0.3  # in plain text
_TOLD = 60  # width from which a sentence that is dropped may have been the article's
_DEEPEST = 200  # elements around a block that are looked at
_GIVEN = 0.1  # in what a feed or file gives as an article


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article beside its text.

    `tags` are ids of the vocabulary, weightiest first; `candidates` names that it does not
    know, which become no tags by themselves; `keywords` the declared subjects.
    """

    title: Finding[str]
    source: Finding[str]
    authors: Finding[tuple[str, ...]]
    date: Finding[datetime]
    language: Finding[str]
    tags: tuple[Finding[str], ...] = ()
    candidates: tuple[Finding[str], ...] = ()
    url: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """A line whose typography was repaired, and the names of the repairs."""

    rule: str
    before: str
    after: str
    place: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned article, what was dropped and repaired on the way, where its facts came from."""

    article: Article
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    repaired: tuple[Repaired, ...]
    facts: Facts
    missed: tuple[str, ...] = ()  # phrases to keep that stand nowhere in the raw text


def notes(cleaned: Cleaned) -> tuple[str, ...]:
    """What of a cleaned article is worth a person's look, beside what was guessed."""
    shares = tongue.mixed(block.text for block in cleaned.blocks)
    if not shares:
        return ()
    named = ", ".join(f"{code} {share:.0%}" for code, share in shares)
    return (f"in more than one language: {named}",)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page or its file says of the article, and what follows from that."""

    shown: survey.Survey
    declared: structured.Declared
    url: str
    site_names: tuple[str, ...]
    source: Finding[str]
    title: Finding[str]
    authors: Finding[tuple[str, ...]]
    language: str


@dataclass(frozen=True, slots=True)
class _Lines:
    """All blocks of a text, those that may be the article's, and the chance from which they are.

    `within` are the places of the blocks in the elements `article` of those, or of their `main`.
    """

    judged: Sequence[Block]
    chosen: Sequence[Block]
    chance: float
    language: Finding[str]
    within: frozenset[int] = frozenset()


@garbage.left()
def clean(raw: RawArticle, known: Knowledge, keep: Sequence[str] = ()) -> Cleaned:
    """Clean one article; a line that holds one of the phrases of `keep` stays in it.

    Raises DigestError if there is no article in it.
    """
    html = "" if raw.markup == "text" else tree.without_code(raw.text)
    soup = tree.parse(html)
    said = _said(raw, soup, known)
    lines = (
        _page(html, soup, said, known) if raw.markup == "html" else _text(raw, soup, said, known)
    )
    language = lines.language.value
    kept, dropped = _without_known(lines, said, known)
    title = said.title
    if raw.markup == "text" and not title.value:
        title, kept, above = _top_line(kept)
        dropped += above
    kept, unlikely = _without_unlikely(kept, lines.chance, language)
    dropped += unlikely
    publisher = _publisher(said.source.value, dropped, known)
    phrases = (*keep, *publisher.keep)
    dropped.sort(key=lambda line: line.place)
    read = tuple(dropped)  # what is brought back tells of the article all the same
    kept, dropped = bring_back(lines.judged, kept, dropped, phrases)
    dropped = _with_passed_over(dropped, kept, lines)
    blocks, repaired = _repair(kept, language)
    _refuse_greed(raw.file, publisher, blocks, dropped)
    walls.check(raw.file, walls.Seen(said.shown, title.value, lines.judged, blocks))
    if not blocks:
        raise problem(
            raw.file, "no article text found", "save the page of one article, or delete it"
        )
    facts = _facts(raw, said, lines.language, title, blocks, read, known)
    if not facts.title.value.strip():
        raise problem(raw.file, "no words to make a headline of", "delete it, or write a headline")
    found = [phrase for phrase in keep if any(holds(b.text, (phrase,)) for b in (*kept, *blocks))]
    article = dataclasses.replace(
        _article(blocks, facts),
        keep=tuple(keep),
        raw=Origin(raw.file, raw.sha256, raw.part, frontmatter.kept(found)),
    )
    missed = tuple(phrase for phrase in keep if phrase not in found)
    return Cleaned(article, tuple(blocks), tuple(dropped), tuple(repaired), facts, missed)


def changes(cleaned: Cleaned) -> tuple[Change, ...]:
    """What was dropped and repaired, as a report tells it, in the text's order."""
    lines = [(line.place, Change(line.rule, line.text)) for line in cleaned.dropped]
    lines += [(line.place, Change(line.rule, line.before, line.after)) for line in cleaned.repaired]
    return tuple(change for _, change in sorted(lines, key=lambda line: line[0]))


def _said(raw: RawArticle, soup: BeautifulSoup, known: Knowledge) -> _Said:
    shown = survey.survey(soup)
    declared = structured.with_metadata(structured.declared(shown), raw.metadata)
    url = publication.address(declared)
    source = publication.of_page(declared, url, known.sources)
    names = publication.site_names(declared)
    title = headlines.of_page(shown, declared, _site_names(names, source, known), url)
    authors = bylines.of_page(shown, declared, names, title.value)
    language = str(soup.html.get("lang") or "") if soup.html else ""
    return _Said(
        shown, declared, url, tuple(names), source, title, authors,
        language or raw.metadata.language,
    )  # fmt: skip


def _page(html: str, soup: BeautifulSoup, said: _Said, known: Knowledge) -> _Lines:
    """The lines of a page in which the article has to be located."""
    blocks, homes = tree.blocks(soup, said.url)
    text = locate.main_text(html)
    language = tongue.settle(said.language, text, tongue.likely(said.source.value, known.sources))
    located = locate.located(blocks, text)
    judged = judgement.of_page(blocks, homes, located, said.title.value, language.value)
    places = {b.place for b in judged if b.place in located or b.chance > _MISSED}
    places |= {
        heading.place  # of what is the article's
        for heading, after in pairwise(judged)
        if heading.kind == "heading" and after.place in places and is_prose(after)
        if min(places) < heading.place
    }
    chosen = [b for b in judged if b.place in places]
    within = _within(homes, {b.place for b in chosen})
    chosen = locate.bounded(chosen, structured.body(said.declared))
    return _Lines(judged, chosen, _LOCATED, language, within)


def _within(homes: Sequence[Tag], places: Collection[int]) -> frozenset[int]:
    """The places of the blocks that have an element `article` or `main` with some of these."""
    elements = [_article_of(home) for home in homes]
    own = {elements[place] for place in places} - {0}
    return frozenset(place for place, element in enumerate(elements) if element in own)


def _article_of(home: Tag) -> int:
    for tag in islice(chain([home], home.parents), _DEEPEST):
        if tag.name in ("article", "main"):
            return id(tag)
    return 0


def _with_passed_over(
    dropped: Sequence[Dropped], kept: Sequence[Block], lines: _Lines
) -> list[Dropped]:
    """The dropped lines together with those of the article's element, or between the lines
    of the article, that were never likely enough to be looked at: captions and the like."""
    places = [block.place for block in kept]
    known = {*places, *(line.place for line in dropped)}
    between = range(min(places, default=0), max(places, default=0))
    passed = [
        Dropped("unlikely", block.text, block.place)
        for block in lines.judged
        if block.place not in known and (block.place in between or block.place in lines.within)
    ]
    return sorted([*dropped, *passed], key=lambda line: line.place)


def _text(raw: RawArticle, soup: BeautifulSoup, said: _Said, known: Knowledge) -> _Lines:
    """The lines of plain text, or of a fragment that is the article's alone."""
    plain_text = raw.markup == "text"
    blocks = plain.blocks(raw.text) if plain_text else tree.blocks(soup, said.url)[0]
    text = "\n".join(block.text for block in blocks)
    language = tongue.settle(said.language, text, tongue.likely(said.source.value, known.sources))
    judged = judgement.of_scrape(blocks, language.value)
    given = not plain_text or bool(raw.metadata.title)
    return _Lines(judged, judged, _GIVEN if given else _SCRAPED, language)


def _top_line(blocks: Sequence[Block]) -> tuple[Finding[str], list[Block], list[Dropped]]:
    """The headline of plain text, what stands below it, and what is dropped from above it."""
    at, guessed = headlines.top_line(blocks)
    if at < 0:
        return Finding("", "nowhere"), list(blocks), []
    above = [Dropped("above-the-headline", block.text, block.place) for block in blocks[:at]]
    where = "the first line" if not at else "the line below a name"
    return Finding(blocks[at].text, where, guessed), list(blocks[at + 1 :]), above


def _facts(
    raw: RawArticle,
    said: _Said,
    language: Finding[str],
    title: Finding[str],
    blocks: Sequence[Block],
    dropped: Sequence[Dropped],
    known: Knowledge,
) -> Facts:
    """What was said, and where that is silent, what the text and its dropped lines tell."""
    title = title if title.value else headlines.of_text(blocks)
    repaired = typography.repair_line(title.value, language.value)
    keywords = structured.keywords(said.declared, said.site_names)
    texts = [block.text for block in blocks]
    tags = tagging.tags(repaired, texts, keywords, language.value, known.subjects)
    # Archives and build tools set time stamps back, so the clock counts as well.
    latest = max(raw.modified, datetime.now(UTC))
    return Facts(
        title=dataclasses.replace(title, value=repaired),
        source=said.source if said.source.value else publication.of_dropped(dropped, known.sources),
        authors=said.authors if said.authors.value else bylines.of_lines(dropped),
        date=dates.of_page(said.shown, said.declared, title.value, said.url, language.value, latest)
        or dates.in_lines([line.text for line in dropped], language.value)
        or (dates.guessed(raw.text) if raw.markup == "html" else None)
        or _unknown_date(raw),
        language=language,
        url=said.url or publication.address_in(dropped, known.sources),
        description=said.declared.first("og:description", "description", "twitter:description"),
        tags=tags,
        candidates=tagging.candidates(repaired, texts, language.value, known.subjects, len(tags)),
        keywords=keywords,
    )


def _without_known(
    lines: _Lines, said: _Said, known: Knowledge
) -> tuple[list[Block], list[Dropped]]:
    """Drop datelines, lines that a rule knows, and the source's own junk."""
    title = said.title.value
    again = (title, *headlines.shown_as(said.shown, title), *said.authors.value)
    kept, dropped = drop_datelines(lines.chosen, known.sources)
    kept, junk = drop_junk(kept, lines.language.value, [text for text in again if text])
    dropped += junk
    publisher = _publisher(said.source.value, dropped, known)
    kept, own = drop_phrases(kept, publisher.junk, publisher.junk_patterns)
    return kept, dropped + own


def _without_unlikely(
    blocks: Sequence[Block], chance: float, language: str
) -> tuple[list[Block], list[Dropped]]:
    """Drop what no rule knows and is hardly part of the article all the same."""
    kept, loose = drop_loose_ends(blocks, language)
    kept, unlikely = drop_unlikely(kept, chance)
    return kept, loose + unlikely


def _repair(blocks: Sequence[Block], language: str) -> tuple[list[Block], list[Repaired]]:
    """The blocks with their typography repaired, those that are then empty left out."""
    kept: list[Block] = []
    repaired: list[Repaired] = []
    for block in blocks:
        if block.kind == "code":
            kept.append(block)
            continue
        after = with_text(block, lambda runs: typography.repair(runs, language))
        if after.runs or after.rows:
            kept.append(after)
        if after != block:
            before = block.text
            names = ", ".join(typography.repairs(before, language))
            repaired.append(Repaired(names or "spaces", before, after.text, block.place))
    return kept, repaired


def _refuse_greed(
    file: str, publisher: Source, blocks: Sequence[Block], dropped: Sequence[Dropped]
) -> None:
    """Raise DigestError if it is a source's own junk that leaves nothing of its article."""
    own = [line.text for line in dropped if line.rule == OWN_JUNK]
    left = sum(width(block.text) for block in blocks if block.kind != "heading")
    told = [text for text in own if width(text) >= _TOLD and ended(text)]
    if not told or left >= walls.LEAST:
        return
    greedy = taker(max(told, key=width), publisher.junk, publisher.junk_patterns)
    what = f"no article text is left: `junk` of {publisher.id} takes {len(own)} of its lines"
    remedy = "make that entry narrower in content/sources.yaml, or `keep` some of its words there"
    raise problem(file, f"{what}, most by {greedy!r}", remedy)


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


def _article(blocks: Sequence[Block], facts: Facts) -> Article:
    blocks = _ranked(blocks)
    texts = [block.text for block in blocks]
    guessed = ("title", "date", "source", "authors", "language")
    return Article(
        title=facts.title.value,
        date=facts.date.value,
        language=facts.language.value,
        body=write(blocks),
        source=facts.source.value,
        source_url=facts.url,
        authors=facts.authors.value,
        tags=tuple(tag.value for tag in facts.tags),
        summary=summary(facts.description, texts, facts.language.value),
        inferred=tuple(name for name in guessed if getattr(facts, name).guessed),
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
