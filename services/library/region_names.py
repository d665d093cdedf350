"""Owns the names that a person has given to regions of maps, each with the rows that it was given to.

Regions can change: another edition of the code finds others, and a map to which pictures were added has its own. The
rows say which region a name is of then.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.library.db import Database


class RegionName(NamedTuple):
    """A name, its number in the database, and the rows it was given to, ``i8 (m,)``, rising."""

    id: int
    name: str
    rows: NDArray[np.int64]


class RegionNames:
    """Names of regions in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, map_id: str) -> list[RegionName]:
        """Return the names of a map's regions, in the order in which they were given."""
        query = "SELECT id, name, rows FROM region_names WHERE map = ? ORDER BY id"
        return [
            RegionName(row["id"], row["name"], _unpacked(row["rows"]))
            for row in self._db.read().execute(query, (map_id,))
        ]

    def give(self, map_id: str, name: str, rows: NDArray[np.integer], *, instead: Sequence[int] = ()) -> None:
        """Store a name given to ``rows``, rising; those with the numbers ``instead`` are removed.

        An empty name only removes.
        """
        with self._db.write() as db:
            db.executemany("DELETE FROM region_names WHERE map = ? AND id = ?", [(map_id, one) for one in instead])
            if name:
                db.execute("INSERT INTO region_names (map, name, rows) VALUES (?, ?, ?)", (map_id, name, _packed(rows)))

    def inherit(self, map_id: str, base: str) -> None:
        """Give a map the names of the map ``base``, whose rows it begins with."""
        with self._db.write() as db:
            db.execute(
                "INSERT INTO region_names (map, name, rows) SELECT ?, name, rows FROM region_names WHERE map = ? "
                "ORDER BY id",
                (map_id, base),
            )


def _packed(rows: NDArray[np.integer]) -> bytes:
    """Row numbers as the steps between them, compressed: about a byte each."""
    return zlib.compress(np.diff(rows, prepend=0).astype("<i4").tobytes())


def _unpacked(stored: bytes) -> NDArray[np.int64]:
    return np.cumsum(np.frombuffer(zlib.decompress(stored), "<i4"), dtype=np.int64)
