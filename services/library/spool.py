"""Owns features too many for memory on their way out of the library: written once, in row order, to a file that
vanishes by itself.

A map's rows are asked for three times, and SQLite gives them one by one: a flat file is read ten times as quickly. It
has no name, so
nothing is left of it when the process ends, however it ends.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from services.errors import STOPPED_EARLY, LibraryUnusable, StoppedByUser
from services.features import Features
from services.schema import Tick

#: Rows fetched and written at a time.
BLOCK = 4500
#: Bytes of disk that are left to others.
ROOM = 256 * 2**20


def spooled(folder: Path, hashes: Any, fetch: Callable[[Any, Any], None], *, width: int, tick: Tick | None) -> Features:
    """Features in the order of ``hashes``, in a file of its own below ``folder``.

    Parameters
    ----------
    fetch : callable
        Given some of ``hashes``, and ``f4 (b, width)`` to fill with their features.
    tick : Tick, optional
        Told rows done, of how many; False stops.

    Raises
    ------
    LibraryUnusable
        The disk has no room for it.
    StoppedByUser
    """
    n = len(hashes)
    needed, free = n * width * 4, shutil.disk_usage(folder).free
    if needed + ROOM > free:
        raise LibraryUnusable(_full(folder, needed, free))
    file: Any = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed when the features are no longer read
    features = Features.in_file(file, n=n, width=width)
    for at, part in _parts(hashes):
        block: Any = np.empty((len(part), width), dtype="<f4")
        fetch(part, block)
        try:
            left = memoryview(block).cast("B")
            while left:
                left = left[file.write(left) :]
        except OSError as error:
            raise LibraryUnusable(_full(folder, needed, free)) from error
        if tick is not None and not tick(at + len(part), n):
            raise StoppedByUser(STOPPED_EARLY)
    return features


def _parts(hashes: Any) -> Iterator[tuple[int, Any]]:
    for at in range(0, len(hashes), BLOCK):
        yield at, hashes[at : at + BLOCK]


def _full(folder: Path, needed: int, free: int) -> str:
    return (
        f"The features need {needed / 1e9:.1f} GB of disk in {folder} while they are laid out, and {free / 1e9:.1f} GB are free. "
        "Free some, or give a library on another disk with --library; what was embedded is kept."
    )
