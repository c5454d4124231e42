"""YAML text changed in place: a key, an item of a list, and every other byte as it was.

PyYAML says where each key and value stands; edits are pieces of text put there. What is
odd enough to defeat this (an alias, a list of one item that runs over lines) is left to
whoever asked: they read the result again and compare it with what they wanted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

from digest.strictyaml import printable

_BLANK = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"\r?\n|\Z")
_DASH = re.compile(r"-[ \t]*\Z")
_BLOCK_STYLES = ("|", ">")
_COMMENT = re.compile(r"#[^\r\n]*")


class UneditableError(ValueError):
    """The text is valid YAML, but written in a way that no edit is made for."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str = ""


def compose(text: str) -> yaml.MappingNode:
    """The nodes of a text that is known to be a YAML mapping; empty for an empty text."""
    node = yaml.compose(text, yaml.CBaseLoader)
    if isinstance(node, yaml.MappingNode):
        return node
    mark = yaml.Mark("", len(text), 0, 0, None, 0)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], mark, mark, flow_style=False)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; what two of them delete is deleted once."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.text and edit.start < at:
            raise UneditableError
        parts += [text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return "".join(parts) + text[at:]


def value_of(mapping: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a key of a mapping, or None."""
    found = _pair(mapping, key)
    return found[1] if found else None


def key_of(mapping: yaml.Node, key: str) -> yaml.Node | None:
    """The node of a key of a mapping, or None."""
    found = _pair(mapping, key)
    return found[0] if found else None


def _pair(mapping: yaml.Node, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(mapping, yaml.MappingNode):
        return None
    return next((pair for pair in mapping.value if pair[0].value == key), None)


def scalar(value: str, style: str | None = None) -> str:
    """A text as YAML, in a style (`'`, `"` or none) if it can be, fit for any list."""
    value = " ".join(value.split())
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _is_plain(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    """Whether a text means itself without quotes, in a list of either style."""
    try:
        read = yaml.load(f"- [{value}]\n- {value}\n- {{a: {value}}}", yaml.CBaseLoader)  # noqa: S506
    except yaml.YAMLError:
        return False
    return bool(read == [[value], value, {"a": value}])


def flow(values: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(scalar(value) for value in values)}]"


def replaced(node: yaml.Node, value: str) -> Edit:
    """Another text in the place of one, quoted as that was."""
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    if style in _BLOCK_STYLES:
        raise UneditableError
    return Edit(node.start_mark.index, node.end_mark.index, scalar(value, style))


def new_key(
    text: str, mapping: yaml.MappingNode, key: str, value: str, after: Collection[str] = ()
) -> Edit:
    """A key more in a mapping that is not empty: the last, or after the last of some others."""
    pairs = [pair for pair in mapping.value if pair[0].value in after] or mapping.value
    at = _end(text, pairs[-1][1])
    if mapping.flow_style:
        return Edit(at, at, f", {key}: {value}")
    at = _line_end(text, at)
    indent = " " * mapping.value[0][0].start_mark.column
    return Edit(at, at, f"{_newline(text)}{indent}{key}: {value}")


def edit_items(
    text: str, mapping: yaml.MappingNode, key: str, items: Sequence[str | None]
) -> list[Edit]:
    """Change the texts of a list: each becomes what `items` says, None takes it out.

    `items` has one place for each text that is not empty, in their order. A single text
    counts as a list of one. Raises UneditableError where they do not fit together.
    """
    node = value_of(mapping, key)
    if node is None:
        return _fitting([], items)
    if isinstance(node, yaml.ScalarNode):
        found = [node] if _said(node) else []
        changed = _fitting(found, items)
        gone = Edit(node.start_mark.index, node.end_mark.index, "[]")
        return [gone] if None in items else changed
    if not isinstance(node, yaml.SequenceNode):
        raise UneditableError
    found = [child for child in node.value if _said(child)]
    _fitting(found, items)
    wanted = dict(zip(map(id, found), items, strict=True))
    removed = [child for child in found if wanted[id(child)] is None]
    edits = [
        replaced(child, new)
        for child in found
        if (new := wanted[id(child)]) is not None and new != _said(child)
    ]
    if node.flow_style:
        return [*edits, *_without_in_flow(text, node, [id(child) for child in removed])]
    return [*edits, *(_without_in_block(text, child) for child in removed)]


def _fitting(found: Sequence[yaml.Node], items: Sequence[str | None]) -> list[Edit]:
    """The edits for texts that become others; raises where the numbers differ."""
    if len(found) != len(items):
        raise UneditableError
    return [
        replaced(node, new or "")
        for node, new in zip(found, items, strict=True)
        if new != _said(node)
    ]


def _said(node: yaml.Node) -> str:
    """A text as a reader of the file gets it."""
    if not isinstance(node, yaml.ScalarNode):
        raise UneditableError
    return printable(node.value).strip()


def _without_in_block(text: str, item: yaml.Node) -> Edit:
    """An item of a block list goes with its line; a comment behind it stays."""
    before = _DASH.search(text, _line_start(text, item.start_mark.index), item.start_mark.index)
    if not before:
        raise UneditableError
    start, end = before.start(), _end(text, item)
    return _tidy(text, start, end)


def _without_in_flow(text: str, node: yaml.SequenceNode, removed: Collection[int]) -> list[Edit]:
    """Items of a flow list go with the comma behind them, the last ones with that before."""
    if not removed:
        return []
    children = node.value
    starts = [*(child.start_mark.index for child in children[1:]), node.end_mark.index - 1]
    commas = [
        _comma(text, child.end_mark.index, start)
        for child, start in zip(children, starts, strict=True)
    ]
    gone = [id(child) in removed for child in children]
    edits = []
    for number, child in enumerate(children):
        if gone[number]:
            start, end = child.start_mark.index, child.end_mark.index
            comma = commas[number]
            if comma is not None and not text[end:comma].strip():
                end = comma + 1
            elif comma is not None:  # a comment stands between the two
                edits.append(Edit(comma, comma + 1))
            edits.append(_tidy(text, start, end))
    kept = [number for number, is_gone in enumerate(gone) if not is_gone]
    if commas[-1] is None and gone[-1] and kept:
        comma = commas[kept[-1]]
        assert comma is not None
        after = _BLANK.match(text, comma + 1)
        assert after
        comment = text[after.end()] == "#"
        edits.append(Edit(comma, comma + 1 if comment else after.end()))
    return edits


def _tidy(text: str, start: int, end: int) -> Edit:
    """Take a piece out, with its line if nothing else stands there, or the blanks behind it."""
    line = _line_start(text, start)
    after = _BLANK.match(text, end)
    assert after
    ends = _LINE_END.match(text, after.end())
    if not text[line:start].strip() and ends:
        return Edit(line, ends.end())
    if ends:
        return Edit(line + len(text[line:start].rstrip(" \t")), after.end())
    comment = text[after.end()] == "#"
    return Edit(start, end if comment else after.end())


def add_items(
    text: str,
    mapping: yaml.MappingNode,
    key: str,
    values: Sequence[str],
    after: Collection[str] = (),
) -> list[Edit]:
    """Put texts at the end of a list, in its own style; `after` is as for `new_key`.

    Raises UneditableError where the list holds something else than texts.
    """
    node = value_of(mapping, key)
    if not values:
        return []
    if node is None:
        return [new_key(text, mapping, key, flow(values), after)]
    if isinstance(node, yaml.ScalarNode):
        return [_listed(text, node, values)]
    if not isinstance(node, yaml.SequenceNode):
        raise UneditableError
    if not node.value:
        at = node.end_mark.index - 1
        return [Edit(at, at, ", ".join(scalar(value) for value in values))]
    _said(node.value[-1])
    return (
        _more_in_flow(text, node, values) if node.flow_style else _more_in_block(text, node, values)
    )


def _listed(text: str, node: yaml.ScalarNode, values: Sequence[str]) -> Edit:
    """A single text, or nothing, becomes a list."""
    if node.style in _BLOCK_STYLES:
        raise UneditableError
    start, end = node.start_mark.index, node.end_mark.index
    if _said(node):
        own = text[start:end] if node.style else scalar(node.value)
        inner = ", ".join([own, *(scalar(value) for value in values)])
        return Edit(start, end, f"[{inner}]")
    return Edit(start, end, (" " if text[start - 1 : start] == ":" else "") + flow(values))


def _more_in_flow(text: str, node: yaml.SequenceNode, values: Sequence[str]) -> list[Edit]:
    last, close = node.value[-1], node.end_mark.index - 1
    start, end = last.start_mark.index, last.end_mark.index
    comma = _comma(text, end, close)
    line = _line_start(text, start)
    place = _line_end(text, comma or end)
    if text[line:start].strip() or place >= close:
        return [Edit(end, end, _filled(text, node, end, values))]
    # One item a line: so are the new ones, behind the comment of the last.
    lead = _newline(text) + text[line:start]
    more = ",".join(lead + scalar(value) for value in values)
    edits = [Edit(place, place, more + ("," if comma is not None else ""))]
    return edits if comma is not None else [Edit(end, end, ","), *edits]


def _filled(text: str, node: yaml.SequenceNode, end: int, values: Sequence[str]) -> str:
    """More items behind the last; a list that is broken into lines goes on in such lines."""
    lines = text[_line_start(text, node.start_mark.index) : end].splitlines()
    width = max(map(len, lines)) if len(lines) > 1 else 2**31
    lead = _BLANK.match(lines[-1])
    assert lead
    column, more = len(lines[-1]), ""
    for value in map(scalar, values):
        if column + len(value) + 2 >= width:
            more, column = f"{more},{_newline(text)}{lead[0]}{value}", len(lead[0] + value)
        else:
            more, column = f"{more}, {value}", column + len(value) + 2
    return more


def _more_in_block(text: str, node: yaml.SequenceNode, values: Sequence[str]) -> list[Edit]:
    last = node.value[-1]
    start = last.start_mark.index
    dash = _DASH.search(text, _line_start(text, start), start)
    if not dash:
        raise UneditableError
    lead = _newline(text) + text[_line_start(text, start) : dash.start()]
    at = _line_end(text, _end(text, last))
    return [Edit(at, at, "".join(f"{lead}- {scalar(value)}" for value in values))]


def without_entry(text: str, mapping: yaml.MappingNode, key: str) -> Edit:
    """Take a key and its value out of a block mapping; the comments within stay behind."""
    found = _pair(mapping, key)
    if not found or mapping.flow_style:
        raise UneditableError
    start = _line_start(text, found[0].start_mark.index)
    end = _line_end(text, _end(text, found[1]))
    ends = _LINE_END.match(text, end)
    end = ends.end() if ends else end
    left = "".join(f"{comment}{_newline(text)}" for comment in _comments(text, found, end))
    if not left and _is_blank_line(text, end) and (not start or _is_blank_line(text, start, True)):
        ends = _LINE_END.match(text, end)
        end = ends.end() if ends else end
    return Edit(start, end, left)


def _is_blank_line(text: str, at: int, above: bool = False) -> bool:
    """Whether the line that begins here, or the one above it, is empty."""
    if above:
        return text[:at].replace("\r", "").endswith("\n\n")
    return text[at : at + 2].replace("\r", "").startswith("\n")


def _comments(text: str, pair: tuple[yaml.Node, yaml.Node], end: int) -> list[str]:
    """The comments of an entry: what stands between its keys and texts and begins with #."""
    spans = sorted((s.start_mark.index, s.end_mark.index) for node in pair for s in _scalars(node))
    gaps = [(one[1], other[0]) for one, other in pairwise([*spans, (end, end)])]
    return [found[0] for start, stop in gaps for found in _COMMENT.finditer(text, start, stop)]


def _scalars(node: yaml.Node) -> Iterable[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for child in pair:
                yield from _scalars(child)


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends; a block's own mark stands where the next key begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    at = int(node.end_mark.index)
    while text[at - 1 : at].isspace():
        at -= 1
    return at


def _comma(text: str, start: int, end: int) -> int | None:
    """The first comma in a stretch between two values, comments aside."""
    while start < end:
        if text[start] == ",":
            return start
        comment = _COMMENT.match(text, start)
        start = comment.end() if comment else start + 1
    return None


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Where the line of a place ends, before its line break."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end - (text[end - 1 : end] == "\r")


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
