"""One build, whole or not at all: what changed is made aside, and takes its place at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import garbage, interruption, languages
from digest.article import Article
from digest.files import exclusive, unusable
from digest.holdings import unknown_sources, unknown_tags
from digest.pages.renewing import memory, reading
from digest.pages.renewing.inputs import Inputs, are_settled, is_current, look, run_settings
from digest.pages.renewing.memory import Ahead
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.problems import DigestError, problem
from digest.webaddress import is_local

if TYPE_CHECKING:
    from digest.pages.library import Library
    from digest.pages.records import Record
    from digest.pages.work import Before, Work

# Changes where what is remembered changes its meaning.
_VERSION = b"2"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. `files` is the number of all files of the site, `written` and `removed`
    of those that changed; `withheld` are articles dated in the future, by file and date;
    `nameless` those that were cleaned and say no source, so that they are shown in full;
    `notes` are things that a curator may want to know and that are no errors; unknown names
    come with the number of articles that have them."""

    articles: int
    files: int
    written: int
    removed: int
    drafts: int
    withheld: tuple[tuple[str, str], ...]
    nameless: tuple[str, ...]
    notes: tuple[str, ...]
    unknown_tags: tuple[tuple[str, int], ...]
    unknown_sources: tuple[tuple[str, int], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the last build has left for the next one, at hand before that begins: the library is
    that of the data files with the digest `curated`."""

    records: Ahead | None = None
    pages: Ahead | None = None
    relations: Ahead | None = None
    curated: bytes = b""
    library: Library | None = None


def prepare(root: Path, settings_file: str = "pelicanconf.py", **override: Any) -> Prepared:
    """Do what the next build would begin with. Raises DigestError for unusable settings."""
    from digest.pages import without_pelican
    from digest.pages.catalogue import Resolved
    from digest.pages.records import address
    from digest.pages.renewing.templates import templates
    from digest.pages.work import RELATIONS
    from digest.relations import memory as relations

    cache = root / ".cache" / "build"
    inputs = look(root, settings_file, override)  # so that the system has it at hand
    records = memory.load_ahead(cache / "records", inputs.code, reading.known)
    pages = memory.load_ahead(cache / "pages", inputs.code, lambda saved: saved)
    place = cache / RELATIONS
    related = Ahead(place, inputs.code, memory.stamp(place), relations.read(place))
    known = {record.place: record for _, _, record in records.made.values()}
    articles = [each for each in known.values() if isinstance(each.said, Article)]
    _practise(Reading(root / "content", known), articles)
    library = without_pelican.remembered(cache, inputs)
    if library:
        library = replace(library, templates=templates(inputs, cache, every=True))
        for language in library.frame.words:
            languages.make_ready(language)
        for each in articles:
            found = library.resolved[each] = Resolved(address(each.place), each, library)
            found.item()
    return Prepared(records, pages, related, inputs.curated(), library)


def _practise(found: Reading, articles: Sequence[Record]) -> None:
    """Do with an article of each language what is done when one has changed: for the first time
    it takes longer."""
    some = {each.said.language: each.place for each in articles}
    for language in some:
        languages.make_ready(language)
    with suppress(DigestError, OSError):  # it has changed just now
        found.traces_of(some.values(), processes=1)


def build(
    root: Path,
    settings_file: str = "pelicanconf.py",
    *,
    processes: int = 0,
    thorough: bool = False,
    placed: Callable[[], None] = lambda: None,
    prepared: Prepared | None = None,
    **override: Any,
) -> Built:
    """Build the site of a project folder into its output/: what has changed since the last time.

    `override` replaces Pelican settings, such as SITEURL; `processes` is their number, by
    default one for each processor; `thorough` looks at each file of output/ for what somebody
    else has done to it; `placed` is called as soon as what changed is in output/, before the
    build is over; `prepared` is what `prepare` gave. Raises DigestError with all problems
    found; output/ is then as it was before.
    """
    start = time.perf_counter()
    cache = root / ".cache" / "build"
    cache.mkdir(parents=True, exist_ok=True)
    with exclusive(root / ".cache" / "build.lock", "another build is running"):
        if not (root / "content").is_dir():
            raise problem("content", "is not there", "bring it back: git restore content")
        if (root / "output").is_file():
            raise problem("output", "is a file, and the site's folder is to be there", "move it")
        output = Output(root / "output", cache)
        ahead = prepared or Prepared()
        asked = _Asked(root, settings_file, override, processes, thorough, placed, ahead)
        try:
            with garbage.left():
                built = _renewed(asked, output)
        except OSError as error:
            raise unusable(error, root, "build again") from error
        finally:
            output.leave()
    return replace(built, seconds=time.perf_counter() - start)


def configured_address(root: Path) -> str:
    """The address that pelicanconf.py or SITE_URL gives the site, empty if it is local."""
    settings, _ = run_settings(root / "pelicanconf.py")
    address = str(settings.get("SITEURL", ""))
    return "" if is_local(address) else address


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `build` was asked for."""

    root: Path
    settings_file: str
    override: Mapping[str, Any]
    processes: int
    thorough: bool
    placed: Callable[[], None]
    prepared: Prepared


def _renewed(asked: _Asked, output: Output) -> Built:
    moment = time.time_ns()
    root, prepared, processes = asked.root, asked.prepared, asked.processes
    inputs = look(root, asked.settings_file, asked.override)
    last = memory.load(output.cache / "last", _VERSION)
    if last and (asked.thorough or not _may_be_as_before(last, inputs, moment, output)):
        last = None
    if last and last["files"] == inputs.digest() and last["settled"]:
        return _as_before(last)
    found = Reading(root / "content")
    if inputs.alone:
        place = output.cache / "records"
        known = _at_hand(prepared.records, place, inputs.code)
        if known is None:
            known = reading.known_plain(memory.load(place, inputs.code))
        found = reading.read(root / "content", inputs.files, known, processes)
        is_same = last and last["records"] == memory.stamp(place) and found.is_as_known
        if last and is_same and not found.problems:  # files were touched, no more
            _remember_files(inputs, found, output, moment)
            memory.save(output.cache / "last", _VERSION, last | _files(inputs, output, moment))
            return _as_before(last)
        reading.complete(found, inputs.files, known)
    work, is_pelicans = _made(asked, inputs, output, found)
    with interruption.held():  # what is in place has been said to be
        vanished = work.replace()
        if work.waiting or vanished:
            asked.placed()
    built = _built(work, len(vanished))
    if is_current(inputs, root, asked.settings_file, asked.override):
        with suppress(OSError):  # the site is there, and what is lost only costs time
            _remember(work, moment, built, is_pelicans)
    return built


def _made(asked: _Asked, inputs: Inputs, output: Output, found: Reading) -> tuple[Work, bool]:
    """What changed, waiting in `output`, and whether Pelican took part."""
    from digest.pages import without_pelican
    from digest.pages.work import RELATIONS, Before

    before = _before(inputs, output, asked.prepared)
    if asked.thorough and not output.is_as_left(before.files()):
        before = Before()
    ahead = asked.prepared
    library = ahead.library if ahead.curated == inputs.curated() else None
    related = _at_hand(ahead.relations, output.cache / RELATIONS, inputs.code)
    made = without_pelican.run(inputs, output, found, before, asked.processes, library, related)
    if made:
        return made, False
    from digest.pages import running  # with Pelican, which takes its time to be imported

    file = asked.root / asked.settings_file
    return running.run(file, asked.override, inputs, output, found, before, asked.processes), True


def _at_hand(ahead: Ahead | None, path: Path, version: bytes) -> Any:
    """What was made ahead of this very file, or None."""
    if ahead and (ahead.path, ahead.version) == (path, version) and ahead.is_current:
        return ahead.made
    return None


def _before(inputs: Inputs, output: Output, prepared: Prepared) -> Before:
    from digest.pages.documents import Known
    from digest.pages.work import Before

    place = output.cache / "pages"
    saved = _at_hand(prepared.pages, place, inputs.code) or memory.load(place, inputs.code)
    if not saved or saved["output"] != output.state():
        return Before()
    sections = {name: Known(*each) for name, each in saved["sections"].items()}
    return Before(sections, saved["shared"], saved["others"], saved["pelican"], is_known=True)


def _may_be_as_before(last: Mapping[str, Any], inputs: Inputs, moment: int, output: Output) -> bool:
    """Whether only content files can have changed since the last build."""
    since, until = last["due"]
    return bool(
        inputs.alone
        and not inputs.problems
        and last["around"] == inputs.around()
        and last["vectors_settled"]
        and last["output"] == output.state()
        and since <= moment < until
    )


def _as_before(last: Mapping[str, Any]) -> Built:
    return replace(_from_plain(last["built"]), written=0, removed=0)


def _remember(work: Work, moment: int, built: Built, is_pelicans: bool) -> None:
    """Save what the next build may leave out."""
    from digest.pages import without_pelican

    inputs, cache = work.inputs, work.output.cache
    state = work.output.state()
    _remember_files(inputs, work.reading, work.output, moment)
    work.remember_relations()
    pages = {
        "output": state,
        "sections": {name: tuple(each) for name, each in work.sections.items()},
        "shared": work.shared,
        "others": work.others,
        "pelican": inputs.pelican(),
    }
    memory.save(cache / "pages", inputs.code, pages)
    if is_pelicans:
        without_pelican.remember(work.library, cache, inputs)
    last = {
        "around": inputs.around(),
        "vectors_settled": are_settled(inputs.vectors, moment),
        **_files(inputs, work.output, moment),
        "output": state,
        "due": _due((each for _, each in work.articles()), moment),
        "built": _to_plain(built),
    }
    memory.save(cache / "last", _VERSION, last)


def _remember_files(inputs: Inputs, found: Reading, output: Output, moment: int) -> None:
    if inputs.alone:
        plain = reading.remembered(inputs.files, found, moment)
        memory.save(output.cache / "records", inputs.code, plain)


def _files(inputs: Inputs, output: Output, moment: int) -> dict[str, Any]:
    """The state of content files, and of what is remembered of them."""
    return {
        "files": inputs.digest(),
        "settled": are_settled(inputs.files, moment),
        "records": memory.stamp(output.cache / "records"),
    }


def _due(articles: Iterable[Article], moment: int) -> tuple[int, int]:
    """Between which moments the same articles are due as at this one, in nanoseconds."""
    dates = [int(each.date.timestamp()) * 1_000_000_000 for each in articles]
    past = max((date for date in dates if date <= moment), default=0)
    return past, min((date for date in dates if date > moment), default=1 << 70)


def _built(work: Work, removed: int) -> Built:
    library = work.library
    published, waiting, nameless, drafts = [], [], [], 0
    for place, article in work.articles():
        if article.status == "draft":
            drafts += 1
        elif article.date > library.now:
            waiting.append((f"content/{place}", article.date.isoformat(timespec="minutes")))
        else:
            published.append(article)
            if article.raw and not (article.source or article.source_url):
                nameless.append(f"content/{place}")
    return Built(
        articles=len(published),
        files=work.files,
        written=len(work.waiting),
        removed=removed,
        drafts=drafts,
        withheld=tuple(waiting),
        nameless=tuple(nameless),
        notes=tuple(work.notes),
        unknown_tags=unknown_tags(published, library.vocabulary),
        unknown_sources=unknown_sources(published, library.sources),
        seconds=0,
    )


def _to_plain(built: Built) -> dict[str, Any]:
    return {name: getattr(built, name) for name in Built.__slots__}


def _from_plain(plain: Mapping[str, Any]) -> Built:
    return Built(**plain)
