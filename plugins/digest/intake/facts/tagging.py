"""Tags of an article: those that it names, those that tagged articles like it carry, and names
that might become tags."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.intake.facts.candidates import candidates as names_unknown
from digest.intake.facts.findings import Finding
from digest.intake.facts.mentions import LONGEST, counted, names_of
from digest.intake.facts.neighbours import Carried, Tagged, carried
from digest.vocabulary import Vocabulary, all_broader

MOST = 8

# Of a site without enough tagged articles: what a mention there adds to its tag's weight.
_TITLE, _LEAD, _DECLARED = 5.0, 1.5, 5.0
_LEAST = 2.0
_SHARE = 0.15  # of the weightiest tag's weight that a tag needs

_ENOUGH = 30  # tagged articles from which their habits say more than weights of ours


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a text and its page say of tags by id: mentions, declared names, neighbours."""

    counts: Mapping[str, int]
    lead: Mapping[str, int]
    headline: Mapping[str, int]
    declared: Mapping[str, str]
    near: Mapping[str, Carried]

    def is_named(self, id_: str) -> bool:
        return id_ in self.counts or id_ in self.headline


@dataclass(frozen=True, slots=True)
class _Model:
    """The chance that an editor gives a tag, as a logistic sum of what speaks for it.

    `usage` and `naming` are logarithms of the shares of articles that carry a tag and of
    texts that name it: a tag that is often named and seldom given is given seldom.
    """

    start: float
    named: float
    title: float
    lead: float
    count: float
    near: float
    usage: float
    naming: float
    declared: float = 3.0  # not measured: there are no data with declared subjects

    def chance(self, id_: str, seen: _Seen, tagged: Tagged) -> float:
        """The chance of a tag."""
        named = seen.is_named(id_)
        near = seen.near[id_].weight if id_ in seen.near else 0.0
        usage, naming = tagged.habits(id_)
        total = (
            self.start
            + self.named * named
            + self.title * (id_ in seen.headline)
            + self.lead * (id_ in seen.lead)
            + self.count * math.log1p(seen.counts.get(id_, 0))
            + self.near * near
            + self.usage * usage
            + self.naming * naming * named
            + self.declared * (id_ in seen.declared)
        )
        return 1 / (1 + math.exp(-total))


# Fitted to 2,000 Russian news articles with editors' tags, each judged by seven eighths that
# it was not among. The second is for texts to which no tagged article is near.
_NEAR = _Model(-4.42, -0.75, 0.13, 0.50, 0.67, 8.64, 0.06, -0.52)
_ALONE = _Model(-2.16, 0.0, 0.22, 0.62, 1.52, 0.0, 1.04, -1.14)
_CHANCE = 0.2  # from which a tag is given


@dataclass(frozen=True, eq=False)
class Subjects:
    """A vocabulary to look for, and the articles that a person has tagged, if any."""

    vocabulary: Vocabulary
    tagged: Tagged | None = None


def tags(
    title: str,
    paragraphs: Sequence[str],
    declared: Sequence[str],
    language: str,
    subjects: Subjects,
    most: int = MOST,
) -> tuple[Finding[str], ...]:
    """At most eight tags, likeliest first; more of them only for measuring.

    They are ids of the vocabulary, or unknown tags that a person gave to articles near this
    one. Their origins say how the text and its page speak of them, and how many of the
    nearest tagged articles carry them.
    """
    known, tagged = subjects.vocabulary, subjects.tagged
    base = language.split("-")[0]
    names = names_of(known, base)
    text = "\n".join(paragraphs)[:LONGEST]
    tagged = tagged if tagged and tagged.articles >= _ENOUGH else None
    seen = _Seen(
        counted(text, names),
        counted("\n".join(paragraphs[:2]), names),
        counted(title, names),
        {tag.id: name for name in declared if (tag := known.find(name)).known},
        carried(base, title, text, tagged, known) if tagged else {},
    )
    ranked = _likely(seen, tagged) if tagged else _weighty(seen, known)
    return tuple(Finding(id_, _reasons(id_, seen)) for id_ in ranked[:most])


def candidates(
    title: str, paragraphs: Sequence[str], language: str, subjects: Subjects, given: int
) -> tuple[Finding[str], ...]:
    """Names that are no tags yet, as many as there is room beside the tags that are `given`."""
    names = names_of(subjects.vocabulary, language.split("-")[0])
    return names_unknown(title, paragraphs, names, MOST - given)


def _reasons(id_: str, seen: _Seen) -> str:
    number = seen.counts.get(id_, 0)
    near = seen.near[id_].near if id_ in seen.near else 0
    reasons = (
        "in the title" if id_ in seen.headline else "",
        "in the first paragraphs" if id_ in seen.lead else "",
        f"{number} times in the text" if number > 1 else "once in the text" if number else "",
        f"declared as {seen.declared[id_]!r}" if id_ in seen.declared else "",
        f"a tag of {near} of the 10 nearest tagged articles" if near else "",
    )
    found = ", ".join(reason for reason in reasons if reason)
    return found or "a tag of tagged articles like it"


def _weighty(seen: _Seen, known: Vocabulary) -> list[str]:
    """Tags by their weight in the text alone, weightiest first.

    A tag that is broader than another one is implied by it. But Moscow does not stand for
    Russia where that is weightier.
    """
    weights: Counter[str] = Counter()
    weights.update({id_: 1 + math.log2(number) * 1.5 for id_, number in seen.counts.items()})
    weights.update(dict.fromkeys(seen.lead, _LEAD))
    weights.update(dict.fromkeys(seen.headline, _TITLE))
    weights.update(dict.fromkeys(seen.declared, _DECLARED))
    least = max(_LEAST, _SHARE * max(weights.values(), default=0))
    ranked = [id_ for id_ in sorted(weights) if weights[id_] >= least]
    ranked.sort(key=lambda id_: -weights[id_])
    implied: dict[str, float] = {}
    for id_ in ranked:
        for up in all_broader(known.tags, id_):
            weight = weights[id_] if known.tags[up].territory else math.inf
            implied[up] = max(implied.get(up, 0), weight)
    return [id_ for id_ in ranked if weights[id_] > implied.get(id_, 0)]


def _likely(seen: _Seen, tagged: Tagged) -> list[str]:
    """Tags by the chance that the editors of tagged articles would give them."""
    model = _NEAR if seen.near else _ALONE
    every = {*seen.counts, *seen.headline, *seen.declared, *seen.near}
    chances = {id_: model.chance(id_, seen, tagged) for id_ in every}
    ranked = sorted(chances, key=lambda id_: (-round(chances[id_], 9), id_))
    return [id_ for id_ in ranked if chances[id_] >= _CHANCE]
