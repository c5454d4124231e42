"""Templates in the form that Jinja makes of them, from one build to the next."""

from __future__ import annotations

from pathlib import Path

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from digest.pages.rendering import environment
from digest.pages.renewing import memory
from digest.pages.renewing.inputs import Inputs


class Compiled(BytecodeCache):
    """What is kept in a file. It is of a version, which is that of all templates."""

    def __init__(self, path: Path, version: bytes) -> None:
        self._path, self._version = path, version
        self._known: dict[str, bytes] = memory.load(path, version) or {}
        self.is_empty = not self._known
        self._more = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what is kept of a template, if anything is."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what Jinja has made of a template."""
        self._known[bucket.key] = bucket.bytecode_to_string()
        self._more = True

    def save(self) -> None:
        """Keep all that was taken."""
        if self._more:
            memory.save(self._path, self._version, self._known)


def templates(inputs: Inputs, cache: Path, every: bool = False) -> Environment:
    """The theme's templates, as they are kept in a folder. With `every` all are loaded at once,
    and else each when it is wanted."""
    compiled = Compiled(cache / "templates", inputs.pages)
    found = environment(inputs.theme / "templates", compiled)
    if every or compiled.is_empty:  # compile once, and not in each process that renders
        for name in found.list_templates(["html"]):
            found.get_template(name)
        compiled.save()
    return found
