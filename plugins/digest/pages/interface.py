"""The interface's words, theme/words/*.yaml: one file a language, the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from digest.languages import locale
from digest.problems import DigestError, Problem, problem
from digest.strictyaml import load_mapping, read_text


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The interface in one language."""

    language: str
    phrases: Mapping[str, str | Mapping[str, str]]

    def __getitem__(self, key: str) -> str:
        """A phrase without a count."""
        phrase = self.phrases[key]
        assert isinstance(phrase, str), f"{key} depends on a count"
        return phrase

    def counted(self, key: str, count: int) -> str:
        """A phrase for a number of things, in the plural form that CLDR asks for."""
        forms = self.phrases[key]
        assert not isinstance(forms, str), f"{key} does not depend on a count"
        form = forms.get(_plural(self.language, count)) or forms["other"]
        return form.format(count=count)


@lru_cache(1 << 12)
def _plural(language: str, count: int) -> str:
    return str(locale(language).plural_form(count))


def load(folder: Path) -> dict[str, Words]:
    """Read the words of every language.

    Raises DigestError where there are none, or a language lacks a phrase of another.
    """
    if not any(folder.glob("*.yaml")):
        name = f"{folder.parent.name}/{folder.name}"
        raise problem(name, "there are no interface words", "bring them back, or see THEME")
    words = {path.stem: Words(path.stem, _phrases(path)) for path in sorted(folder.glob("*.yaml"))}
    keys = {key for each in words.values() for key in each.phrases}
    problems = [
        Problem(f"theme/words/{language}.yaml", f"no phrase for {key!r}", "translate it")
        for language, each in words.items()
        for key in sorted(keys - each.phrases.keys())
    ]
    if problems:
        raise DigestError(*problems)
    return words


def _phrases(path: Path) -> dict[str, Any]:
    file = f"theme/words/{path.name}"
    return load_mapping(read_text(path.read_bytes(), file), file)
