"""All that a build may import, imported at once: for a process from which builds are forked."""

# ruff: noqa: F401

from __future__ import annotations

import babel.dates
import babel.lists
import babel.numbers
import numpy.ma

from digest.pages import building, running, showing, signals, without_pelican
from digest.relations import copies, wholly
