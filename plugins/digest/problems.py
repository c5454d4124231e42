"""What can be wrong with a file, said so that a person can mend it."""

from __future__ import annotations

import os
from dataclasses import dataclass

# How the person at the keyboard calls tasks: ./digest says so.
COMMAND = os.environ.get("DIGEST_COMMAND", "invoke")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what to do about it."""

    file: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}; {self.remedy}"


class DigestError(Exception):
    """One or more problems that keep a file from being used."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def problem(file: str, what: str, remedy: str) -> DigestError:
    """Make the error for a single problem, ready to be raised."""
    return DigestError(Problem(file, what, remedy))
