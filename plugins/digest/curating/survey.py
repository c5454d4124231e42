"""What the tags of all articles are, which of the vocabulary nobody uses, and which are alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from digest import holdings, vocabulary
from digest.problems import Problem
from digest.slugs import same_name
from digest.vocabulary import Tag, Vocabulary, all_broader


@dataclass(frozen=True, slots=True)
class Count:
    """A tag, and how many articles carry it, by language, most first. None carry it by a
    narrower one here."""

    tag: Tag
    languages: tuple[tuple[str, int], ...]

    @property
    def key(self) -> str:
        return key(self.tag)

    @property
    def name(self) -> str:
        """What articles call it: a known tag by its id."""
        return self.tag.id if self.tag.known else self.tag.name

    @property
    def articles(self) -> int:
        return sum(number for _, number in self.languages)


@dataclass(frozen=True)
class Survey:
    """The tags that articles carry, most first, and what cannot be read.

    Drafts count: they are articles to be. `languages` are those of the articles.
    """

    counts: tuple[Count, ...]
    languages: tuple[str, ...]
    vocabulary: Vocabulary
    problems: tuple[Problem, ...]

    @cached_property
    def used(self) -> Mapping[str, int]:
        """Known tags that have a page, by id, and the articles that carry them or narrower ones
        (one that carries two narrower ones counts twice)."""
        tags = self.vocabulary.tags
        found: Counter[str] = Counter()
        for count in self.counts:
            if count.tag.known:
                for id_ in (count.tag.id, *all_broader(tags, count.tag.id)):
                    found[id_] += count.articles
        return found

    def unused(self) -> dict[str, list[Tag]]:
        """Tags of the vocabulary that no article carries, nor a narrower one: by the id of their
        first broader tag, or nothing."""
        found: dict[str, list[Tag]] = defaultdict(list)
        for tag in self.vocabulary.tags.values():
            if tag.id not in self.used:
                found[tag.broader[0] if tag.broader else ""].append(tag)
        return dict(sorted(found.items()))

    def without_labels(self) -> list[tuple[Tag, tuple[str, ...]]]:
        """Tags in use that have no label in a language of the site, and in which."""
        found = []
        for id_ in sorted(self.used, key=lambda id_: (-self.used[id_], id_)):
            tag = self.vocabulary.tags[id_]
            has = {code.split("-")[0] for code in tag.labels}
            if missing := tuple(code for code in self.languages if code not in has):
                found.append((tag, missing))
        return found


def survey(root: Path) -> Survey:
    """Count the tags of a project's articles.

    Articles that cannot be read are among the problems. Raises DigestError if the
    vocabulary cannot be read.
    """
    known = vocabulary.load(root / vocabulary.FILE)
    read = holdings.read(root)
    articles = [each.article for each in read.held]
    tags: dict[str, Tag] = {}
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        found = {key(tag): tag for tag in map(known.find, article.tags)}
        for each, tag in found.items():
            tags.setdefault(each, tag)
            numbers[each][article.language.split("-")[0]] += 1
    counts = [Count(tag, _most_first(numbers[each])) for each, tag in tags.items()]
    return Survey(
        tuple(sorted(counts, key=lambda count: (-count.articles, count.tag.id, count.tag.name))),
        tuple(sorted({article.language.split("-")[0] for article in articles})),
        known,
        read.problems,
    )


def key(tag: Tag) -> str:
    """What tells one tag from all others: C++ and C# have one slug."""
    return tag.id if tag.known else f"?{same_name(tag.name)}"


def _most_first(numbers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))
