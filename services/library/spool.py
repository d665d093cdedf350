"""Owns features that are too many for memory: they are copied once, in row order, from SQLite to a temporary file.

A layout reads a map's features three times, and SQLite gives them one by one; a flat file is read ten times as
quickly. The file has no name, so nothing of it is left when the process ends, however it ends.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, LibraryUnusable, StoppedByUser
from services.features import Features
from services.schema import Tick

#: Rows fetched and written at a time.
BLOCK = 4500
#: Bytes of disk that are left free.
ROOM = 256 * 2**20
#: Called with some of the hashes and ``f4 (b, width)``, which it fills with their features.
Fetch: TypeAlias = Callable[[Sequence[str], NDArray[np.float32]], None]


def spooled(folder: Path, hashes: Sequence[str], fetch: Fetch, *, width: int, tick: Tick | None) -> Features:
    """Copy features to a temporary file in ``folder``, in the order of ``hashes``.

    Parameters
    ----------
    folder : Path
        Needs ``4 * n * width`` bytes of disk.
    hashes : sequence of str
        Content hashes; they may repeat.
    fetch : Fetch
    width : int
        Numbers a feature.
    tick : Tick, optional
        Called with (rows copied, rows); False stops.

    Returns
    -------
    Features
        ``f4 (n, width)``; the file is closed with it.

    Raises
    ------
    LibraryUnusable
        The disk has no room for it.
    StoppedByUser
    """
    n = len(hashes)
    needed, free = n * width * 4, shutil.disk_usage(folder).free
    if needed + ROOM > free:
        raise LibraryUnusable(_no_room(folder, needed, free))
    file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - Features closes it
    features = Features.in_file(file, n=n, width=width)
    for at, part in _blocks(hashes):
        block: NDArray[np.float32] = np.empty((len(part), width), dtype="<f4")
        fetch(part, block)
        try:
            _write_all(file, block)
        except OSError as error:
            raise LibraryUnusable(_no_room(folder, needed, free)) from error
        if tick is not None and not tick(at + len(part), n):
            raise StoppedByUser(STOPPED_EARLY)
    return features


def _blocks(hashes: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Give (number of the first, hashes) of :data:`BLOCK` hashes at a time."""
    for at in range(0, len(hashes), BLOCK):
        yield at, hashes[at : at + BLOCK]


def _write_all(file: io.FileIO, block: NDArray[np.float32]) -> None:
    """Write every byte of ``block``; an unbuffered file may take fewer at once."""
    left = block.data.cast("B")
    while left:
        left = left[file.write(left) :]


def _no_room(folder: Path, needed: int, free: int) -> str:
    """The sentence for a disk that is too full; ``needed`` and ``free`` in bytes."""
    return (
        f"The features need {needed / 1e9:.1f} GB of disk in {folder} while they are laid out, "
        f"and {free / 1e9:.1f} GB are free. "
        "Free some, or give a library on another disk with --library; what was embedded is kept."
    )
