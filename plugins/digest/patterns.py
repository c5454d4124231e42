"""Tells whether a regular expression of a data file is broken, or slow on some line.

Python's engine tries every way in which an expression can take a text before it gives up. How
many ways there can be is worked out from the expression alone, so the answer is the same on
every machine: endlessly many if some text can go round a repetition in two ways, else about
the product of what its repetitions leave open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MOST_WAYS = 10_000_000  # about a fifth of a second

_WRITTEN_OUT = 3  # a repetition of at most this many rounds counts as a sequence
# Letters, digits, spaces and signs of several scripts: an expression's classes are compared by
# which of these, and of the characters that it names itself, they take.
_SAMPLE = "azAZ09éÉßжЖاहのァ漢한٣ \n\t_-.,:;!?'\"()/|。、"
_IGNORECASE, _DOTALL = int(re.IGNORECASE), int(re.DOTALL)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def fault(pattern: str, longest: int) -> str:
    """What is wrong with an expression that is tried on lines of at most `longest` characters.

    Empty if it can be compiled and cannot need more than some MOST_WAYS steps.
    """
    try:
        tree = _parser.parse(pattern, re.IGNORECASE)
        if "(?<" in pattern and any(low != high for low, high in _looked_behind(tree)):
            return "broken (look-behind requires fixed-width pattern)"
        return _slow(tree, longest)
    except (re.error, OverflowError) as error:
        return f"broken ({error})"
    except RecursionError:
        return "broken (groups within groups without end)"


def remedy(wrong: str) -> str:
    """What to do about a fault."""
    if wrong.startswith("broken"):
        return "see Python's re module for the syntax"
    return "let no two repetitions take the same text, one within or after the other"


def _looked_behind(tree: Any) -> list[tuple[int, int]]:
    found = []
    for code, value in tree:
        if code is op.LITERAL:
            continue
        if code in (op.ASSERT, op.ASSERT_NOT) and value[0] < 0:
            found.append(value[1].getwidth())
        for inner in _inner(code, value):
            found += _looked_behind(inner)
    return found


def _inner(code: Any, value: Any) -> list[Any]:
    """The expressions within a part of an expression."""
    if code is op.SUBPATTERN:
        return [value[3]]
    if code in _REPEATS:
        return [value[2]]
    if code is op.BRANCH:
        return list(value[1])
    if code is op.ATOMIC_GROUP:
        return [value]
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if code is op.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _slow(tree: Any, longest: int) -> str:
    alphabet = _Alphabet("".join(dict.fromkeys(_SAMPLE + "".join(_named(tree)))))
    looks: list[Any] = [tree]
    for part in looks:  # grows: what stands in a look-ahead is an expression of its own
        graph = _Graph(alphabet, int(tree.state.flags), longest, looks)
        ways = graph.sequence(part)
        if graph.endless or _goes_round_twice(graph):
            return "catastrophically slow (some text can be repeated in two ways)"
        if (steps := ways.total(longest)) > MOST_WAYS:
            return f"slow (up to {steps:.0e} ways to take a line of {longest} characters)"
    return ""


def _named(tree: Any) -> list[str]:
    """The characters that an expression names, and the neighbours of its ranges."""
    found: list[str] = []
    for code, value in tree:
        if code is op.LITERAL or code is op.NOT_LITERAL:
            found += (chr(value), chr(value).swapcase()[0])
            continue
        if code is op.IN:
            found += _named(value)
        elif code is op.RANGE:
            ends = (value[0] - 1, value[0], value[1], value[1] + 1)
            found += [chr(end) for end in ends if 0 <= end <= 0x10FFFF]
        for inner in _inner(code, value):
            found += _named(inner)
    return found


class _Alphabet:
    """Sets of characters as numbers: a bit for each character of the sample."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self.all = (1 << len(characters)) - 1
        self._bits = {c: 1 << at for at, c in enumerate(characters)}
        self._known: dict[Any, int] = {}

    def set_of(self, code: Any, value: Any, flags: int) -> int:
        """What one character-taking part takes."""
        if code is op.LITERAL:
            return self.literal(value, flags)
        if code is op.NOT_LITERAL:
            return self.all & ~self.literal(value, flags)
        if code is op.ANY:
            return self.all if flags & _DOTALL else self.all & ~self._bits["\n"]
        if code is op.IN:
            return self._class(value, flags)
        return self.all

    def literal(self, value: int, flags: int) -> int:
        """What a plain character takes."""
        char = chr(value)
        bits = self._bits[char]
        return bits | self._bits[char.swapcase()[0]] if flags & _IGNORECASE else bits

    def _class(self, parts: Sequence[tuple[Any, Any]], flags: int) -> int:
        key = (tuple(parts), flags)
        if key not in self._known:
            bits, negated = 0, False
            for code, value in parts:
                if code is op.NEGATE:
                    negated = True
                elif code is op.RANGE:
                    bits |= self._where(lambda c, v=value: _in_range(c, v, flags))
                elif code is op.CATEGORY:
                    bits |= self._where(_CATEGORIES[value])
                else:
                    bits |= self.set_of(code, value, flags)
            self._known[key] = self.all & ~bits if negated else bits
        return self._known[key]

    def _where(self, test: Any) -> int:
        return sum(bit for char, bit in self._bits.items() if test(char))


def _in_range(char: str, ends: tuple[int, int], flags: int) -> bool:
    forms = (char, *char.swapcase()[:1]) if flags & _IGNORECASE else (char,)
    return any(ends[0] <= ord(form) <= ends[1] for form in forms)


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"


_CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_NOT_DIGIT: lambda c: not c.isdecimal(),
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    op.CATEGORY_WORD: _word,
    op.CATEGORY_NOT_WORD: lambda c: not _word(c),
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """That a repetition may end in several places, each some characters from the next.

    It goes on with one of the characters `on`. Where what follows never begins with such a
    one, there is nothing to choose; as long as that is not known, the choice is `pending`.
    """

    places: int
    on: int
    spaced: int = 1
    pending: bool = True


@dataclass(slots=True)
class _Ways:
    """In how many ways a part can take a text, and how it begins and ends.

    `first` and `last` are positions in the graph; `open` are its repetitions' choices;
    `twice` says that somewhere in it there are two ways to take nothing at all.
    """

    nullable: bool = True
    twice: bool = False
    first: int = 0
    last: int = 0
    times: float = 1.0
    open: list[_Choice] = field(default_factory=list)
    literal: int = 0  # characters of plain text that it begins with

    def total(self, longest: int) -> float:
        """The product of all choices; those that share a line have only its length for all."""
        product = bound = self.times
        made = [choice for choice in self.open if not choice.pending]
        for count, choice in enumerate(made, 1):
            product *= max(1.0, choice.places / choice.spaced)
            bound *= max(1.0, longest / choice.spaced / count)
        # What is pending at the end of all is a choice each, not one for each of the others.
        return min(product, bound) * max((c.places for c in self.open if c.pending), default=1)


class _Graph:
    """Which character of an expression may follow which (Glushkov's automaton)."""

    def __init__(self, alphabet: _Alphabet, flags: int, longest: int, looks: list[Any]) -> None:
        self.alphabet, self.flags, self.longest, self.looks = alphabet, flags, longest, looks
        self.sets: list[int] = []
        self.follow: list[int] = []
        self.rounds: list[tuple[int, int]] = []  # positions of repetitions of groups
        self.endless = False

    def sequence(self, parts: Any) -> _Ways:
        """Parts one after the other."""
        items = self._items(parts)
        if len(items) == 1:
            return items[0]
        whole = _Ways()
        begun = False  # whether something stands before that must be there
        for at, item in enumerate(items):
            for position in _positions(whole.last):
                self.follow[position] |= item.first
            whole.first |= 0 if begun else item.first
            begun = begun or not item.nullable
            whole.last = item.last | (whole.last if item.nullable else 0)
            whole.times *= item.times
            whole.open += self._settled(item, items[at + 1 :])
            whole.twice = whole.twice or item.twice
        whole.nullable = not begun
        whole.literal = _literal(items)
        return whole

    def _items(self, parts: Any) -> list[_Ways]:
        items: list[_Ways] = []
        run: list[int] = []  # plain text, by far the most of any expression, goes in one piece
        for code, value in parts:
            if code is op.LITERAL:
                run.append(value)
                continue
            if run:
                items.append(self._plain(run))
                run = []
            items.append(self._part(code, value))
        return [*items, self._plain(run)] if run else items

    def _plain(self, codes: Sequence[int]) -> _Ways:
        begin = len(self.sets)
        end = begin + len(codes) - 1
        self.sets += [self.alphabet.literal(code, self.flags) for code in codes]
        self.follow += [1 << at for at in range(begin + 1, end + 1)]
        self.follow.append(0)
        return _Ways(False, first=1 << begin, last=1 << end, literal=len(codes))

    def _settled(self, item: _Ways, behind: Sequence[_Ways]) -> list[_Choice]:
        """An item's choices, with what follows it taken into account."""
        if not item.open:
            return []
        first, spaced = 0, 0
        for at, other in enumerate(behind):
            first |= self._set(other.first)
            if not other.nullable:
                spaced = max(1, _literal(behind[at:]))
                break
        return [c for choice in item.open for c in _settle(choice, first, spaced)]

    def _set(self, positions: int) -> int:
        bits = 0
        for position in _positions(positions):
            bits |= self.sets[position]
        return bits

    def _part(self, code: Any, value: Any) -> _Ways:
        if code in _REPEATS:
            return self._repeat(*value)
        if code is op.SUBPATTERN:
            return self._group(*value[1:])
        if code is op.BRANCH:
            return self._branch(value[1])
        if code is op.ATOMIC_GROUP:
            return self.sequence(value)
        if code is op.GROUPREF_EXISTS:
            return self._branch([part or [] for part in value[1:]])
        if code is op.GROUPREF:
            return self._repeat(0, op.MAXREPEAT, [(op.ANY, None)])
        if code in (op.ASSERT, op.ASSERT_NOT):
            self.looks.append(value[1])
            return _Ways()
        return _Ways() if code is op.AT else self._character(code, value)

    def _character(self, code: Any, value: Any) -> _Ways:
        place = 1 << len(self.sets)
        self.sets.append(self.alphabet.set_of(code, value, self.flags))
        self.follow.append(0)
        return _Ways(False, first=place, last=place)

    def _group(self, added: int, removed: int, parts: Any) -> _Ways:
        before = self.flags
        self.flags = (before | added) & ~removed
        ways = self.sequence(parts)
        self.flags = before
        return ways

    def _branch(self, alternatives: Sequence[Any]) -> _Ways:
        found = [self.sequence(parts) for parts in alternatives]
        empty = sum(one.nullable for one in found)
        whole = _Ways(empty > 0, empty > 1 or any(one.twice for one in found))
        for one in found:
            whole.first |= one.first
            whole.last |= one.last
        worst = max(found, key=lambda one: one.total(self.longest))
        whole.open = list(worst.open)
        whole.times = worst.times * self._rivals(found)
        whole.literal = min(one.literal for one in found)
        return whole

    def _rivals(self, found: Sequence[_Ways]) -> float:
        """How many alternatives of about the worst cost one text may be taken by."""
        firsts = [self._set(one.first) for one in found]
        if not any(one.nullable for one in found) and _apart(firsts):
            return 1.0
        weights = [one.total(self.longest) for one in found]
        heaviest = max(weights)
        begins = [self._begin(one) for one in found]
        most = 1.0
        for at, begin in enumerate(begins):
            same = (w for w, other in zip(weights, begins, strict=True) if _agree(begin, other))
            most = max(most, sum(same) / heaviest if weights[at] == heaviest else 1.0)
        return most

    def _begin(self, one: _Ways) -> list[int]:
        """The sets of characters that an alternative begins with, as far as it is plain text."""
        if one.nullable:
            return []
        sets = [self._set(one.first)]
        at, length = one.first, one.literal
        while length > 1 and at.bit_count() == 1:
            at = self.follow[at.bit_length() - 1]
            sets.append(self._set(at))
            length -= 1
        return sets

    def _repeat(self, low: int, high: Any, parts: Any) -> _Ways:
        high = self.longest if high is op.MAXREPEAT else int(high)
        single = len(parts) == 1 and parts[0][0] not in (
            *_REPEATS, op.SUBPATTERN, op.BRANCH, op.ATOMIC_GROUP, op.GROUPREF, op.GROUPREF_EXISTS
        )  # fmt: skip
        if not single and high <= _WRITTEN_OUT:
            return self._written_out(low, high, parts)
        begun = len(self.sets)
        ways = self.sequence(parts)
        if high > 1:
            # Which of the rounds that have to be made took nothing is open, too.
            self.endless = self.endless or (ways.nullable and low > 1)
            self._go_round(ways)
            if not single:
                self.rounds.append((begun, len(self.sets)))
        self._leave_open(ways, low, min(high, self.longest))
        if low != 1 or high != 1:
            ways.literal = 0
        ways.nullable = ways.nullable or low == 0
        return ways

    def _written_out(self, low: int, high: int, parts: Any) -> _Ways:
        rounds = [self.sequence(parts) for _ in range(high)]
        whole = _Ways(low == 0 or not rounds or rounds[0].nullable)
        last = 0
        for number, ways in enumerate(rounds, 1):
            for position in _positions(last):
                self.follow[position] |= ways.first
            last = ways.last
            whole.first |= ways.first if number == 1 else 0
            whole.last |= last if number >= low else 0
            whole.twice = whole.twice or ways.twice
            whole.times *= ways.times
            whole.open += ways.open
        self._leave_open(whole, low, high)
        if high == low and rounds:
            whole.literal = rounds[0].literal
        return whole

    def _leave_open(self, ways: _Ways, low: int, high: int) -> None:
        first = self._set(ways.first)
        if high > 1:  # the next round may follow
            ways.open = [c for choice in ways.open for c in _settle(choice, first, 0)]
        if high > low:
            ways.open.append(_Choice(high - low + 1, first))

    def _go_round(self, ways: _Ways) -> None:
        self.endless = self.endless or ways.twice
        for position in _positions(ways.last):
            if self.follow[position] & ways.first:
                self.endless = True  # the same step, inside the round and into the next one
            self.follow[position] |= ways.first


def _settle(choice: _Choice, first: int, spaced: int) -> list[_Choice]:
    """A choice when `first` may follow, `spaced` characters of it for certain if not none."""
    if not choice.pending:
        return [choice]
    if choice.on & first:
        return [replace(choice, spaced=max(1, spaced), pending=False)]
    return [] if spaced else [choice]


def _apart(sets: Sequence[int]) -> bool:
    taken = 0
    for bits in sets:
        if bits & taken:
            return False
        taken |= bits
    return True


def _agree(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(a & b for a, b in zip(one, other, strict=False))


def _positions(bits: int) -> list[int]:
    if bits & (bits - 1) == 0:
        return [bits.bit_length() - 1] if bits else []
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _literal(items: Sequence[_Ways]) -> int:
    """The characters of plain text that a sequence begins with."""
    length = 0
    for item in items:
        length += item.literal
        if item.open or item.nullable or not item.literal:
            break
    return length


def _goes_round_twice(graph: _Graph) -> bool:
    """Whether one text leads in two ways from a character of a repetition back to it."""
    # Of rounds within rounds, the outer ones alone: these come later and begin no later.
    outer: list[tuple[int, int]] = []
    for begin, end in graph.rounds:
        outer = [other for other in outer if other[0] < begin] + [(begin, end)]
    return any(_leads_back_twice(graph, begin, end) for begin, end in outer)


def _leads_back_twice(graph: _Graph, begin: int, end: int) -> bool:
    inside = (1 << end) - (1 << begin)
    steps = {p: _positions(graph.follow[p] & inside) for p in range(begin, end)}
    seen: set[tuple[int, int]] = set()
    todo = [(a, b) for p in steps for a in steps[p] for b in steps[p] if a < b]
    while todo:
        one, other = pair = todo.pop()
        if pair in seen or not graph.sets[one] & graph.sets[other]:
            continue
        if one == other:
            return True
        seen.add(pair)
        todo += [(min(a, b), max(a, b)) for a in steps[one] for b in steps[other]]
    return False
