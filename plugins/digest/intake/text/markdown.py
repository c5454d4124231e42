"""Blocks to Markdown that shows exactly their text: escaped where it must be, only there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from digest.intake.text.blocks import Block, Runs, text_of

# What would be read as markup inside a line. A tilde between a space and a digit (`~20`)
# cannot strike anything out; an underscore within a word cannot emphasise.
_MARKUP = (
    r"[\\`*]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|(?<!\s)~|~(?!\d)"
    r"|<(?=[A-Za-z/!?]|[^\s<>@]*(?:@|{end}))"
    r"|&(?=#?\w{{1,40}};|{end})"
    r"|\](?=[(\[:]|{end})"
    r"|\[(?=\^)"
    r"|!(?={end})"
)
# An address that GitHub's renderer would link is taken as it stands, backslashes and the
# stars of the next run included; so it must not be linked where it has such, nor where it
# is so long that looking for such in a line of nothing but addresses would take for ever.
_UP_TO_SUCH = r"[^ \n\\`*_~#<&\[\]]{{0,500}}+(?:[^ ]|{end})"
_LINKABLE = (
    rf"|(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//{_UP_TO_SUCH})"
    rf"|(?<=www)\.(?={_UP_TO_SUCH})"
)
_NOWHERE, _END = "(?!)", "$"  # another run follows: what it begins with is not known here
_LAST = re.compile((_MARKUP + _LINKABLE).format(end=_NOWHERE), re.IGNORECASE)
_FOLLOWED = re.compile((_MARKUP + _LINKABLE).format(end=_END), re.IGNORECASE)
_LINKED = re.compile((_MARKUP + _LINKABLE).format(end=_END) + r"|[\[\]]", re.IGNORECASE)
# What would be read as markup at the beginning of a line.
_OPENING = re.compile(
    r"(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=++\s*+$|--[\s-]*+$|[|:](?=[\s|:-]*-)|-(?=[\s|:-]*\|))"
    r"|(?P<number>\d{1,9})(?P<stop>[.)])(?=\s|$)"
)
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def write(blocks: Iterable[Block]) -> str:
    """The Markdown of an article's body, without a final line break."""
    parts: list[str] = []
    before: Block | None = None
    widths: list[int] = []  # of the bullets of the items that are open
    for block in blocks:
        if block.kind != "item" or (before and before.quoted != block.quoted):
            widths = []
        if block.kind == "item":
            block = dataclasses.replace(block, level=min(block.level, len(widths)))
            del widths[block.level :]
        if before:
            parts.append("\n" if _is_tight(before, block) else _between(before, block))
        text = _written(block, sum(widths))
        parts.append(_quoted(text) if block.quoted else text)
        widths += [len(_bullet(block))] if block.kind == "item" else []
        before = block
    return "".join(parts)


def _is_tight(before: Block, block: Block) -> bool:
    """Whether an item may stand right below another: a number other than 1 may not begin a
    list there, Markdown would take it for more of the text above."""
    if not before.kind == block.kind == "item" or before.quoted != block.quoted:
        return False
    continues = before.level == block.level and bool(before.number) == bool(block.number)
    return continues or block.number < 2


def _between(before: Block, block: Block) -> str:
    """An empty line; within a block quotation it is marked, so that this remains one."""
    return "\n>\n" if before.quoted and block.quoted else "\n\n"


def _written(block: Block, indent: int) -> str:
    if block.kind == "heading":
        return "#" * block.level + " " + _closed(_inline(block.runs, one_line=True))
    if block.kind == "item":
        bullet = _bullet(block)
        lines = _inline(block.runs).replace("\n", "\n" + " " * (indent + len(bullet)))
        return " " * indent + bullet + lines
    if block.kind == "code":
        return _fenced(text_of(block.runs))
    if block.kind == "table":
        return _table(block.rows)
    return _inline(block.runs)


def _bullet(block: Block) -> str:
    return f"{block.number}. " if block.number else "- "


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _closed(line: str) -> str:
    """A heading whose last # would be taken for its end."""
    before = line.rstrip("#")
    marks = len(line) - len(before)
    escaped = int(marks > 0 and before.endswith("\\"))
    return before + "#" * escaped + r"\#" * (marks - escaped)


def _fenced(code: str) -> str:
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _table(rows: Sequence[Sequence[Runs]]) -> str:
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _cell(runs: Runs) -> str:
    return _inline(runs, one_line=True).replace("|", r"\|")


def _inline(runs: Runs, one_line: bool = False) -> str:
    text = "".join(_marked(runs, number) for number in range(len(runs)))
    if one_line:
        return _open(text.replace("\n", " "))
    return "\\\n".join(_open(line) for line in text.split("\n"))


def _open(line: str) -> str:
    return _OPENING.sub(_escaped_opening, line, 1) if _OPENING.match(line) else line


def _escaped_opening(found: re.Match[str]) -> str:
    if found["mark"]:
        return "\\" + found["mark"]
    return f"{found['number']}\\{found['stop']}"


def _marked(runs: Runs, number: int) -> str:
    """A run with its link and emphasis, as far as Markdown can say them in this place."""
    run = runs[number]
    inner = run.text.strip()
    markup = _LINKED if run.href else _FOLLOWED if number + 1 < len(runs) else _LAST
    if not inner or "\n" in inner:
        return _escape(run.text, markup)
    text = _code(inner) if run.code else _escape(inner, markup)
    mark = "*" * (2 * run.bold + run.italic)
    before = run.text[: len(run.text) - len(run.text.lstrip())]
    after = run.text[len(run.text.rstrip()) :]
    if mark and _opens(inner, before, runs[:number]) and _closes(inner, after, runs[number + 1 :]):
        text = mark + text + mark
    if run.href:
        text = f"[{text}]({_address(run.href)})"
    return before + text + after


def _opens(inner: str, before: str, earlier: Runs) -> bool:
    """Whether stars before a text would be read as emphasis and not as stars."""
    if before or not earlier or earlier[-1].text[-1].isspace():
        return True
    marked = earlier[-1].bold or earlier[-1].italic
    return not marked and not _PUNCTUATION.match(inner[0])


def _closes(inner: str, after: str, later: Runs) -> bool:
    if after or not later or later[0].text[0].isspace():
        return True
    return not (later[0].bold or later[0].italic) and not _PUNCTUATION.match(inner[-1])


def _escape(text: str, markup: re.Pattern[str]) -> str:
    return markup.sub(lambda found: "\\" + found[0], text)


def _code(text: str) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return fence + pad + text + pad + fence


def _address(href: str) -> str:
    """An address that ends where it shall: no brackets, blanks or quotes left in it."""
    return re.sub(r"[\s<>()\[\]\\\"`|]", lambda found: "".join(_percent(found[0])), href)


def _percent(char: str) -> Iterator[str]:
    return (f"%{byte:02X}" for byte in char.encode())
