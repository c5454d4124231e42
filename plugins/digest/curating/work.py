"""Articles and the vocabulary while their tags are changed, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest import frontmatter, vocabulary, vocabulary_file
from digest.article import Article
from digest.curating.choosing import chosen
from digest.files import posix_relative
from digest.holdings import article_files
from digest.problems import DigestError, Problem
from digest.slugs import same_name, slugify
from digest.strictyaml import read_text
from digest.vocabulary import Tag, Vocabulary
from digest.vocabulary_file import VocabularyFile


@dataclass(slots=True)
class Carrier:
    """An article file and the tags that it is to carry: None where one goes."""

    file: str
    data: bytes
    article: Article
    tags: list[str | None]
    added: list[str | None] = field(default_factory=list)

    def carried(self) -> list[str]:
        return [tag for tag in (*self.tags, *self.added) if tag is not None]


@dataclass(slots=True)
class Work:
    """What is worked on: articles, and the vocabulary of which `known` is the meaning.

    `done` says what was done to the vocabulary, `reversible` by which renames to go back.
    """

    carriers: list[Carrier]
    file: VocabularyFile
    everywhere: bool
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reversible: list[str] = field(default_factory=list)

    @property
    def known(self) -> Vocabulary:
        return self.file.known

    def names(self) -> set[str]:
        """All tags that the articles carry, as they say them."""
        return {name for carrier in self.carriers for name in carrier.carried()}


def started(root: Path, patterns: Sequence[str], data: bytes) -> Work:
    """Read what there is; the problems of all files are raised together."""
    carriers: list[Carrier] = []
    problems: list[Problem] = []
    file = VocabularyFile("", Vocabulary())
    try:
        read_text(data, vocabulary.FILE)  # it says what is wrong with bytes
        file = vocabulary_file.parse(data.decode())
    except DigestError as error:
        problems += error.problems
    for name in chosen(root, patterns) if patterns else _all(root):
        try:
            found = (root / name).read_bytes()
            article = frontmatter.parse(read_text(found, name), name)
            carriers.append(Carrier(name, found, article, list(article.tags)))
        except OSError as error:
            problems.append(Problem(name, f"cannot be read ({error.strerror})", "check the file"))
        except DigestError as error:
            problems += error.problems
    if problems:
        raise DigestError(*problems)
    return Work(carriers, file, everywhere=not patterns)


def _all(root: Path) -> Iterable[str]:
    return (posix_relative(path, root) for path in article_files(root))


def same(name: str, other: str) -> bool:
    """Whether two names count as one, whatever the vocabulary knows."""
    return same_name(name) == same_name(other)


def is_one(work: Work, name: str, meant: str) -> bool:
    """Whether two names are of one tag: of a known one, or the same name."""
    known = work.known.knows(meant)
    return work.known.knows(name) is known if known else same(name, meant)


def meaning(work: Work, meant: str) -> Callable[[str], bool]:
    """Tells names of a tag, by what is known before anything changes."""
    known = work.known.knows(meant)
    before = work.known
    if known:
        return lambda name: before.knows(name) is known
    return lambda name: not before.knows(name) and same(name, meant)


def replace(work: Work, is_meant: Callable[[str], bool], new: str) -> None:
    """Write a name for others, once in each article."""
    for carrier in work.carriers:
        others = [name for name in carrier.carried() if not is_meant(name)]
        has = any(is_one(work, name, new) for name in others)
        for names in (carrier.tags, carrier.added):
            for place, name in enumerate(names):
                if name is not None and is_meant(name):
                    names[place] = None if has else new
                    has = True


def replace_id(work: Work, old: str, new: str) -> bool:
    """Write an id for another; all else stays, so that it can be changed back.

    Returns whether it can: not where an article carried both.
    """
    reversible = True
    for carrier in work.carriers:
        carried = carrier.carried()
        both = new in carried and old in carried
        reversible &= new not in carried
        for names in (carrier.tags, carrier.added):
            names[:] = [(None if both else new) if name == old else name for name in names]
    return reversible


def owners(work: Work) -> Mapping[str, Tag]:
    """Known tags by their addresses, those of old included."""
    former = {slugify(name): tag for tag in work.known.tags.values() for name in tag.former}
    return former | dict(work.known.tags)
