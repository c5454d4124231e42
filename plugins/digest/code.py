"""Which code this is: what was made by other code is not taken for what this would make.

`OWN` is told when this module is imported, and it must come before the code that it tells: what
is saved while modules are loaded would else run under the digest of what replaced it.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache
from hashlib import blake2b
from pathlib import Path

# What code is read from: modules, and the data beside them.
SUFFIXES = (".py", ".yaml", ".json")


@cache
def digest(folder: Path) -> bytes:
    """The digest, of 16 bytes, of the code below a folder, of this Python and of what is
    installed in it."""
    packages = sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).iterdir())
    installed = [name for name in packages if name.endswith((".dist-info", ".pth"))]
    made = blake2b(repr((sys.version, installed)).encode(), digest_size=16)
    for path in sorted(_files(folder)):
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123, twice as quick
            text = stream.read()
        made.update(f"{path}\0{len(text)}\0".encode(errors="surrogateescape"))
        made.update(text)
    return made.digest()


def _files(folder: Path) -> list[str]:
    return [
        f"{place}/{name}"
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith(SUFFIXES)
    ]


OWN = digest(Path(__file__).resolve().parents[1])
