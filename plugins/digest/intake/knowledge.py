"""What cleaning knows about the site: its publications, its vocabulary of tags, and the
articles whose tags a person has chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from digest import sources, vocabulary
from digest.article import Article
from digest.files import write_whole
from digest.intake.facts import neighbours
from digest.intake.facts.neighbours import TaggedText
from digest.intake.facts.tagging import Subjects
from digest.sources import Sources
from digest.vocabulary import Vocabulary

_TAGGED = ".cache/tagged-{}.npz"
# What of the tagged articles is learnt from: the newest, since the subjects of news change,
# and their beginnings. More would make the first run after an edit slow.
_MOST_TAGGED = 2000
_CHARACTERS = 10_000


@dataclass(frozen=True, eq=False)
class Knowledge:
    sources: Sources
    subjects: Subjects

    @property
    def vocabulary(self) -> Vocabulary:
        return self.subjects.vocabulary


NOTHING = Knowledge(Sources(), Subjects(Vocabulary()))


def load(root: Path, tagged: str = "") -> Knowledge:
    """Read content/sources.yaml and content/tags.yaml. Raises DigestError as those do.

    `tagged` names the tagged articles to go with them, as `gather` returns it.
    """
    return _loaded(str(root), stamp(root), tagged)


def stamp(root: Path) -> str:
    """Tells one state of both files from another."""
    paths = (root / sources.FILE, root / vocabulary.FILE)
    parts = (path.read_bytes() if path.is_file() else b"" for path in paths)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def gather(root: Path, articles: Iterable[Article]) -> str:
    """Make ready the articles from whose tags cleaning learns, for all processes of a run.

    They are those that a person has edited, for only there someone has looked at the tags:
    learning from its own guesses, cleaning would repeat its errors. Returns their name in
    .cache, empty if there are none.
    """
    known = load(root).vocabulary
    newest = sorted(articles, key=lambda a: (a.date, a.title, a.body), reverse=True)
    texts = [_tagged_text(each, known) for each in newest if each.tags][:_MOST_TAGGED]
    if not texts:
        return ""
    inputs = repr((stamp(root), sorted(texts, key=repr))).encode()
    name = hashlib.sha256(inputs).hexdigest()[:16]
    path = root / _TAGGED.format(name)
    if not path.is_file():
        for old in path.parent.glob(_TAGGED.format("*").removeprefix(".cache/")):
            old.unlink(missing_ok=True)
        write_whole(path, neighbours.dumped(neighbours.gathered(texts, known)))
    return name


def _tagged_text(article: Article, known: Vocabulary) -> TaggedText:
    found = [(known.knows(name), name) for name in article.tags]
    ids = dict.fromkeys(tag.id if tag else name for tag, name in found)
    return TaggedText(
        article.language.split("-")[0],
        article.title,
        article.body[:_CHARACTERS],
        tuple(ids),
    )


@lru_cache(2)
def _loaded(root: str, stamp: str, tagged: str) -> Knowledge:
    if tagged:
        plain = _loaded(root, stamp, "")
        data = Path(root, _TAGGED.format(tagged)).read_bytes()
        return Knowledge(plain.sources, Subjects(plain.vocabulary, neighbours.loaded(data)))
    base = Path(root)
    return Knowledge(
        sources.load(base / sources.FILE),
        Subjects(vocabulary.load(base / vocabulary.FILE)),
    )
