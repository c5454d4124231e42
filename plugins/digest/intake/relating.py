"""What follows from all articles together: their vectors, and names for new stories.

Runs after cleaning, for whatever has changed since, by hand too: what `build` needs of it
stands in content/ then, and any machine builds the same site.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from digest import holdings, stories, vocabulary
from digest.article import Article
from digest.files import changing_articles, posix_relative, unusable, write_whole
from digest.holdings import Held
from digest.intake import embedding
from digest.relations import embedded, vectors
from digest.relations.relating import Document
from digest.relations.relating import relate as related
from digest.relations.traces import Trace
from digest.relations.traces import traces as traced
from digest.relations.vectors import Vector
from digest.strictyaml import read_text

_SEEN = ".cache/related.json"
# A machine that dies while it embeds has to do so many articles again at most.
_SAVED = 200


@dataclass(frozen=True, slots=True)
class Related:
    """How many articles were embedded and lack a vector still, how many stories got a name."""

    embedded: int = 0
    lacking: int = 0
    named: int = 0


def relate(root: Path, progress: Callable[[int, int], None] = lambda *_: None) -> Related:
    """Embed the articles that have no vector; name the stories that have no name.

    `progress` takes how many are embedded, and of how many. Raises DigestError if tags.yaml
    or stories.yaml cannot be read, or a file cannot be written; articles that cannot be read
    are passed over. What is embedded when it is interrupted stays.
    """
    try:
        return _relate(root, progress)
    except OSError as error:
        raise unusable(error, root, "check file and folder") from None


def _relate(root: Path, progress: Callable[[int, int], None]) -> Related:
    state = _state(root).encode()
    seen = root / _SEEN
    if seen.is_file() and seen.read_bytes() == state:
        return Related()
    with changing_articles(root):
        found = holdings.read(root)
        held = found.held
        known = vectors.read(root / "content")
        before = len(known)
        articles = [each.article for each in held]
        lacking = _embed(root, articles, known, progress, bool(found.problems))
        # Without vectors stories are guessed at, and a name is for good.
        named = 0 if lacking else _name_stories(root, held)
        if not lacking:
            write_whole(seen, _state(root).encode())
    return Related(len(known) - before, lacking, named)


def _state(root: Path) -> str:
    """Tells one state of the articles, and of what is known of them, from another."""
    content = root / "content"
    files = [
        *holdings.article_files(root),
        *sorted((content / vectors.FOLDER).glob("*.txt")),
        *(content / name for name in ("tags.yaml", "stories.yaml")),
    ]
    digests = {
        posix_relative(path, root): blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in files
        if path.is_file()
    }
    return json.dumps(
        {"model": [vectors.MODEL, embedded.LENGTH], "files": digests}, ensure_ascii=False
    )


def _embed(
    root: Path,
    articles: Sequence[Article],
    known: dict[str, Vector],
    progress: Callable[[int, int], None],
    keep: bool,
) -> int:
    """Add the vectors that are missing to those known, and write them; the number still missing.

    `keep` forgets none: an article that cannot be read now wants its vector when it is mended.
    """
    texts = {embedded.key(text): text for text in map(embedded.text_of, articles)}
    missing = [key for key in texts if key not in known]
    if missing and not embedding.available():
        return len(missing)
    wanted = [(vectors.month(each), embedded.key(embedded.text_of(each))) for each in articles]
    try:
        found = embedding.embedded([texts[key] for key in missing])
        for done, (key, vector) in enumerate(zip(missing, found, strict=True), 1):
            known[key] = vector
            progress(done, len(missing))
            if done % _SAVED == 0:
                vectors.write(root / "content", wanted, known, keep)
    finally:
        vectors.write(root / "content", wanted, known, keep)
    return 0


def _name_stories(root: Path, held: Sequence[Held]) -> int:
    """Add the stories that have no name yet to stories.yaml; their number."""
    path = root / stories.FILE
    text = read_text(path.read_bytes(), stories.FILE) if path.is_file() else ""
    registry = stories.read(text)
    tags = vocabulary.load(root / vocabulary.FILE)
    # In the order of the site's pages, which are related the same way.
    shown = sorted(
        (each for each in held if each.article.status == "published"),
        key=lambda each: (each.article.date.date(), each.article.date, f"{_place(each)}/"),
        reverse=True,
    )
    documents = [
        Document(
            key=_place(each),
            digest=b"",  # nothing is remembered
            language=each.article.language,
            date=each.article.date,
            tags=tuple(dict.fromkeys(tags.find(name).id for name in each.article.tags)),
            vector_key=embedded.key(embedded.text_of(each.article)),
        )
        for each in shown
    ]

    def traces(places: Sequence[int]) -> list[Trace]:
        wanted = [shown[place].article for place in places]
        return traced([(each.title, each.body, each.language) for each in wanted])

    found = related(documents, traces, root / "content")
    reports = [
        stories.Report(_place(each), each.article.date, original, each.article.story)
        for each, original in zip(shown, found.originals, strict=True)
    ]
    naming = stories.named(reports, found.groups, registry)
    after = stories.registered(text, naming.stories)
    if after != text:
        write_whole(path, after.encode())
    return len(stories.read(after).entries) - len(registry.entries)


def _place(held: Held) -> str:
    """An article's address without its slashes, in NFC as addresses are."""
    below = held.file.removeprefix("content/articles/").removesuffix(".md")
    return unicodedata.normalize("NFC", below)
