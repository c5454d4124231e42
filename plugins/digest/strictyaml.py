"""YAML in which strings stay strings and every key is known.

`no` is Norwegian and not false, `1.10` a version and not a number: all scalars arrive
as text and the reader of a key gives it its type.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from digest.problems import DigestError, Problem, problem

# Characters that neither HTML nor XML can say.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
# The parser goes down a level of its own stack for each level of nesting.
_DEEPEST = 50
_BRACKET = re.compile(r"[\[\]{}]|(?:[-?] ){50}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


def read_text(data: bytes, file: str) -> str:
    """Decode a file that people edit: UTF-8, with or without a byte order mark."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise problem(file, "not UTF-8 text", "save it as UTF-8") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def printable(text: str) -> str:
    """The text without the characters that neither HTML nor XML can say."""
    # Python calls more than those unprintable, but tells at once that a text has none of them.
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    lines = text.split("\n")
    return "\n".join(x if x.isprintable() else _UNPRINTABLE.sub("", x) for x in lines)


class _Loader(yaml.CBaseLoader):
    """PyYAML's parser in C. No node has a type but its kind, so none is looked for."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:
        return ""


def _loaded(text: str) -> Any:
    """The texts, lists and mappings of YAML text; None where there is nothing."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _value(node, {})
    finally:
        loader.dispose()


def _value(node: yaml.Node, known: dict[int, Any]) -> Any:
    """What a node says. `known` is what those above and before it say, for aliases: None while
    that is not complete."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if id(node) in known:
        if (before := known[id(node)]) is None:
            raise _wrong("a list or mapping that holds itself", node)
        return before
    known[id(node)] = None
    made: Any
    if isinstance(node, yaml.SequenceNode):
        made = [_value(each, known) for each in node.value]
    else:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _wrong("a key is not text", key)
            if key.value in seen:
                raise _wrong(f"the key {key.value!r} stands here twice", key)
            seen.add(key.value)
        made = {key.value: _value(each, known) for key, each in node.value}
    known[id(node)] = made
    return made


def _wrong(what: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark)


def load_mapping(text: str, file: str, first_line: int = 1) -> dict[str, Any]:
    """Parse YAML text that must be a mapping; an empty text is an empty mapping.

    `first_line` is the number of the text's first line in `file`, for messages.
    Raises DigestError for anything that is not a mapping with unique text keys.
    """
    if _depth(text) > _DEEPEST:
        raise problem(file, "lists within lists without end", "remove what is not plain text")
    try:
        data = _loaded(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + first_line}: " if mark else ""
        what = f"{line}not valid YAML ({error.problem or error.context})"
        raise problem(file, what, _yaml_remedy(str(error.problem))) from None
    except (yaml.YAMLError, RecursionError) as error:
        what = str(error).splitlines()[0]
        raise problem(file, f"not valid YAML ({what})", "remove what is not plain text") from None
    if data is None or data == "":
        return {}
    if not isinstance(data, dict):
        raise problem(file, "not a list of `key: value` lines", "begin each line with a key")
    return data


def _yaml_remedy(what: str) -> str:
    if "twice" in what:
        return "merge the two or rename one"
    if "start any token" in what:
        return "indent with spaces, not tabs, and put values with odd signs in quotes"
    return "put values with a colon, # or quotes in quotes"


def _depth(text: str) -> int:
    """About how deep lists and mappings lie in each other; brackets in texts count, too."""
    if sum(map(text.count, ("[", "{", "- ", "? "))) < _DEEPEST:
        return 0
    deepest = depth = 0
    for found in _BRACKET.finditer(text):
        if len(found[0]) > 1:
            return _DEEPEST + 1
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def unknown_keys(
    data: Mapping[str, Any], known: Collection[str], file: str, where: str = ""
) -> list[Problem]:
    """Name each key that is not known, with the nearest known one as a suggestion."""
    found = []
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.6)
            remedy = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
            found.append(Problem(file, f"{where}unknown key {key!r}", remedy))
    return found


def claim(owners: dict[str, str], name: str, id_: str, file: str, said: str = "") -> list[Problem]:
    """Note that an entry of a file has a name that no other may have; a problem if one has.

    `owners` are ids by name; `said` is the name as the file has it, if that is another.
    """
    owner = owners.setdefault(name, id_)
    if owner == id_:
        return []
    what = f"{said or name!r} is claimed by both {owner!r} and {id_!r}"
    return [Problem(file, what, "take it away from one of them")]


class Fields:
    """Takes typed values out of a mapping of strings and collects what is wrong."""

    def __init__(self, data: Mapping[str, Any], file: str, where: str = "") -> None:
        self.data, self.file, self.where = data, file, where
        self.problems: list[Problem] = []

    def wrong(self, key: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, f"{self.where}{key}: {what}", remedy))

    def raise_problems(self) -> None:
        if self.problems:
            raise DigestError(*self.problems)

    def text(self, key: str, required: bool = False) -> str:
        """A single line or block of text, stripped; empty where the key is missing."""
        value = self.data.get(key, "")
        if not isinstance(value, str):
            self.wrong(key, "not text", "write a single value after the colon")
            return ""
        if not value and not required:
            return ""
        value = printable(value).strip()
        if required and all(unicodedata.category(c) in _UNSEEN for c in value):
            self.wrong(key, "missing", f"add a line `{key}: ...`")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value] if value.strip() else []
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            self.wrong(key, "not a list of texts", f"write `{key}: [one, two]`")
            return ()
        return tuple(text for v in value if (text := printable(v).strip()))

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        value = self.text(key) or default
        if value not in choices:
            self.wrong(key, f"{value!r} is not known", f"choose one of: {', '.join(choices)}")
            return default
        return value

    def language(self, key: str = "language", required: bool = False) -> str:
        """A BCP 47 language tag: language, optional script, optional region."""
        value = self.text(key, required)
        if value and not _LANGUAGE.fullmatch(value):
            self.wrong(key, f"{value!r} is no language tag", "write a code such as de or pt-BR")
            return ""
        return value

    def by_language(self, key: str) -> dict[str, str]:
        """Texts by the language they are in, such as `{en: ..., de: ...}`; possibly none."""
        value = self.data.get(key, "")
        if value == "":
            return {}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.wrong(key, "not texts by language", f"write `{key}: {{en: ..., de: ...}}`")
            return {}
        inner = Fields({code: code for code in value}, self.file, f"{self.where}{key}: ")
        found = {code: printable(text).strip() for code, text in value.items()}
        for code, text in found.items():
            if inner.language(code) and not text:
                inner.wrong(code, "empty", "write a text or take the language out")
        self.problems += inner.problems
        return found
