"""Owns reading what lies beside a map: the facts of a kind, with all of their arrays, as they stand at one moment."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.library.files import MapFiles

#: What is said about the facts of a kind; JSON must be able to hold it.
About = dict[str, object]
#: Where the JSON names the arrays and their files.
ARRAYS = "arrays"
#: A file of at most so many bytes is read whole; one without rows cannot be mapped into memory.
SMALL = 4096


@dataclass(frozen=True, slots=True)
class Found:
    """Facts of a kind that lie beside a map.

    Attributes
    ----------
    about : dict
        What is said about them.
    arrays : mapping
        Name -> array, read from the disk as it is used; those of rows have n lines, in row order.
    stamp : str
        Another each time that facts of the kind are stored: part of the key of what is computed of them.
    """

    about: About = field(default_factory=dict)
    arrays: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    stamp: str = ""

    @property
    def edition(self) -> int:
        """The edition of the code that found them; 0 where it is not said."""
        edition = self.about.get("edition", 0)
        return edition if isinstance(edition, int) else 0

    def of_rows(self, rows: slice | NDArray[np.int64]) -> Found:
        """The same of some rows; for a kind all of whose arrays are of rows."""
        return replace(self, arrays={name: array[rows] for name, array in self.arrays.items()})


def stored(files: MapFiles, map_id: str, kind: str) -> dict[str, dict[str, str]] | None:
    """Return what the JSON of a kind says; None where there is none, or it cannot be read."""
    try:
        said = json.loads(files.beside(map_id, kind).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def find(files: MapFiles, map_id: str, kind: str) -> Found | None:
    """Return the facts of a kind beside a map; None where there are none, or not whole."""
    # Between the JSON and the arrays the facts may have been replaced: then those that replaced them are read.
    for _ in range(2):
        said = stored(files, map_id, kind)
        if said is None:
            return None
        about: About = {name: value for name, value in said.items() if name != ARRAYS}
        with contextlib.suppress(OSError, ValueError, AttributeError):
            names = said.get(ARRAYS, {})
            stamp = f"{zlib.crc32(json.dumps(said).encode()):x}"
            return Found(about, {name: read(files.folder / file) for name, file in names.items()}, stamp)
    return None


def read(path: Path) -> NDArray[np.generic]:
    """Return the array of a file, which cannot be changed.

    Raises
    ------
    OSError, ValueError
        The file is missing or damaged.
    """
    array: NDArray[np.generic] = np.load(path, mmap_mode="r" if path.stat().st_size > SMALL else None)
    array.setflags(write=False)
    return array
