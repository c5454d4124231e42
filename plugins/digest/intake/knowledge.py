"""What cleaning knows about the site: its publications and its vocabulary of tags."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from digest import sources, vocabulary
from digest.intake.facts.tagging import Subjects
from digest.sources import Sources
from digest.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class Knowledge:
    sources: Sources
    subjects: Subjects

    @property
    def vocabulary(self) -> Vocabulary:
        return self.subjects.vocabulary


NOTHING = Knowledge(Sources(), Subjects(Vocabulary()))


def load(root: Path) -> Knowledge:
    """Read content/sources.yaml and content/tags.yaml. Raises DigestError as those do."""
    return _loaded(str(root), stamp(root))


def stamp(root: Path) -> str:
    """Tells one state of both files from another."""
    paths = (root / sources.FILE, root / vocabulary.FILE)
    parts = (path.read_bytes() if path.is_file() else b"" for path in paths)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@lru_cache(2)
def _loaded(root: str, _stamp: str) -> Knowledge:
    base = Path(root)
    return Knowledge(
        sources.load(base / sources.FILE),
        Subjects(vocabulary.load(base / vocabulary.FILE)),
    )
