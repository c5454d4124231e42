"""Cleaning on many machines: a Dask cluster as an executor."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from pkgutil import resolve_name

from digest.problems import problem

_SECONDS = 10


@contextmanager
def executor(address: str, root: Path) -> Iterator[tuple[Executor, int]]:
    """A cluster's own executor, and how many articles it cleans at once.

    Raises DigestError if Dask is missing, if no scheduler answers, or if a worker has
    not the project's folder at the same place or cannot import its code.
    """
    where = f"--scheduler {address}"
    try:
        from distributed import Client
    except ImportError:
        remedy = "install it: pip install distributed"
        raise problem(where, "Dask is not installed", remedy) from None
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        what = f"no scheduler answers ({str(error)[:100]})"
        raise problem(where, what, "start it: dask scheduler") from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise problem(where, "no workers", "start some: dask worker ADDRESS")
        folder = str(root / "content")
        if not all(client.run(os.path.isdir, folder).values()):
            what = f"not every worker has {folder}"
            raise problem(where, what, "share the project's folder, at the same place everywhere")
        try:
            client.run(resolve_name, "digest.intake.running:clean_job")
        except ImportError as error:
            what = f"a worker cannot import the project's code ({error})"
            raise problem(where, what, f"start it with PYTHONPATH={root / 'plugins'}") from None
        # Not pure: names made of the articles' bytes would cost time and bring nothing.
        yield client.get_executor(pure=False), workers
