"""Owns the rows of a map in memory: one array or list a column, in row order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.library.found import Found
from services.schema import Candidate, Facts, shown

#: Characters of a time as ISO 8601 without its offset from UTC.
LOCAL = 19


class Folders(NamedTuple):
    """The folders of n rows.

    Attributes
    ----------
    names : list of str
        Each folder once, in any order, relative to the source and as :func:`services.schema.shown` gives it; ``""`` is
        the source itself.
    codes : i4 (n,)
        The place in ``names`` of each row's folder.
    """

    names: list[str]
    codes: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RowTable:
    """The n rows of a map.

    Attributes
    ----------
    path : list of str
        Relative to the source. Bytes that are not UTF-8 are surrogate escapes.
    hash : list of str
        SHA-256 of the contents, in hex.
    bytes : i8 (n,)
        Sizes of the files.
    mtime_ns : i8 (n,)
        When the files were last changed, nanoseconds since 1970.
    width, height : i4 (n,)
        Pixels, as shown.
    format, mode : list of str
        What the contents are, and Pillow's names of their colour modes.
    taken : list of str
        EXIF dates as ISO 8601, or empty.
    positions : f4 (n, 2 or 3)
        NaN while the map has no layout.
    trust : f4 (n,)
        0 to 1; NaN where not measured.
    added : int
        The last so many rows were added to a finished map.
    found : mapping
        What lies beside the map of each kind, of these rows.
    """

    path: list[str]
    hash: list[str]
    bytes: NDArray[np.int64]
    mtime_ns: NDArray[np.int64]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    format: list[str]
    mode: list[str]
    taken: list[str]
    positions: NDArray[np.float32]
    trust: NDArray[np.float32]
    added: int = 0
    found: Mapping[str, Found] = field(default_factory=dict, repr=False)

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.path)

    @property
    def folders(self) -> Folders:
        """The folders of the rows. Two whose names are shown alike are one."""
        own: dict[str, int] = {}
        parts = [path.rpartition("/")[0] for path in self.path]
        place = {folder: own.setdefault(shown(folder), len(own)) for folder in dict.fromkeys(parts)}
        return Folders(list(own), np.fromiter((place[folder] for folder in parts), np.int32, len(parts)))

    def numbers(self, name: str) -> NDArray[np.generic]:
        """A column of numbers by its name in the map file; see :meth:`services.library.columns.Columns.numbers`."""
        columns: dict[str, NDArray[np.generic]] = {
            "width": self.width,
            "height": self.height,
            "bytes": self.bytes,
            "modified": self.mtime_ns,
        }
        return columns[name]

    def moments(self, name: str) -> NDArray[np.float64]:
        """A column of times; see :meth:`services.library.columns.Columns.moments`."""
        return np.array([seconds(text) for text in {"taken": self.taken}[name]], np.float64)

    def texts(self, name: str) -> tuple[list[str], NDArray[np.int32]]:
        """A column of texts by its name in the map file; see :meth:`services.library.columns.Columns.texts`."""
        own = {"format": self.format, "mode": self.mode, "taken": self.taken}[name]
        place = {text: at for at, text in enumerate(dict.fromkeys(own))}
        return list(place), np.fromiter((place[text] for text in own), np.int32, len(own))

    def beside(self, kind: str) -> Found | None:
        """What lies beside the map of a kind; None where there is nothing."""
        return self.found.get(kind)

    @classmethod
    def of(
        cls, rows: Sequence[Candidate], hashes: Sequence[str], facts: Mapping[str, Facts], *, dimensions: int
    ) -> RowTable:
        """Rows without positions: file ``rows[i]`` has content ``hashes[i]``, whose facts are ``facts[hashes[i]]``."""
        known = [facts[h] for h in hashes]
        n = len(rows)
        return cls(
            path=[c.path for c in rows],
            hash=list(hashes),
            bytes=np.array([f.bytes for f in known], dtype=np.int64),
            mtime_ns=np.array([c.mtime_ns for c in rows], dtype=np.int64),
            width=np.array([f.width for f in known], dtype=np.int32),
            height=np.array([f.height for f in known], dtype=np.int32),
            format=[f.format for f in known],
            mode=[f.mode for f in known],
            taken=[f.taken for f in known],
            positions=np.full((n, dimensions), np.nan, dtype=np.float32),
            trust=np.full(n, np.nan, dtype=np.float32),
        )


def seconds(text: str) -> float:
    """A time as ISO 8601 in seconds since 1970, as its clock showed it, whatever its zone; NaN where it is none."""
    try:
        return datetime.fromisoformat(text[:LOCAL]).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return float("nan")
