"""Owns the orders in which pictures can be looked through, the day of each, and their paths; all for whole maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest, NotFound
from services.facts import date
from services.library import Columns, Library
from services.library.held import Held
from services.schema import visible
from services.views.kept import Kept

if TYPE_CHECKING:
    import pyarrow as pa
    from flask_caching import Cache

#: Part of the cache key of an order. Raise it when one would be another.
EDITION = 1
#: Paths that one answer has at most.
BATCH = 500
#: Maps whose paths are held; those of a million rows take some 60 MB.
HELD = 2
#: The day of a picture whose day is not known.
NO_DAY = -(2**31)
#: Seconds of a day.
_DAY = 86_400
#: Digits to which a number in a name is filled up, so that 2 comes before 10.
_DIGITS = 12
_NUMBER = re.compile(r"\d+")


def natural(name: str) -> str:
    """A name as it is put in order: without case, a number by its value."""
    return _NUMBER.sub(lambda number: number[0].lstrip("0").rjust(_DIGITS, "0"), name.casefold())


def _by_name(columns: Columns) -> NDArray[np.intp]:
    names = columns.text("name").to_pylist()
    paths = columns.text("path").to_pylist()
    keys = [(natural(name), path) for name, path in zip(names, paths, strict=True)]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _by_date(columns: Columns) -> NDArray[np.intp]:
    return np.argsort(date.read(columns), kind="stable")


def _by_size(columns: Columns) -> NDArray[np.intp]:
    return np.argsort(columns.numbers("bytes"), kind="stable")


def _by_trust(columns: Columns) -> NDArray[np.intp]:
    # What was not measured comes last.
    return np.argsort(columns.trust, kind="stable")


#: Name -> what gives the rows in that order, from small to large.
ORDERS: dict[str, Callable[[Columns], NDArray[np.intp]]] = {
    "name": _by_name,
    "date": _by_date,
    "size": _by_size,
    "trust": _by_trust,
}


class Orders:
    """Orders of the maps in ``library``; those of finished maps are kept in ``cache``."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._kept = Kept(cache)
        self._held: Held[pa.StringArray] = Held(HELD)

    def rows(self, map_id: str, order: str) -> bytes:
        """All rows in an order of :data:`ORDERS`, ``u4`` little-endian; of equal ones the lower row comes first.

        Raises
        ------
        NotFound
            No such map or order.
        """
        if order not in ORDERS:
            raise NotFound(f"{order[:40]!r} is no order. Choose one of {', '.join(ORDERS)}.")
        return self._of(map_id, order, lambda columns: ORDERS[order](columns).astype("<u4").tobytes())

    def days(self, map_id: str) -> bytes:
        """The day on which each picture was made, in days since 1970, ``i4`` little-endian.

        It is the day of the fact ``date``; :data:`NO_DAY` where that is not known.

        Raises
        ------
        NotFound
        """

        def compute(columns: Columns) -> bytes:
            seconds = date.read(columns)
            days = np.where(np.isnan(seconds), NO_DAY, np.floor(seconds / _DAY))
            return bytes(days.astype("<i4").tobytes())

        return self._of(map_id, "day", compute)

    def paths(self, map_id: str, rows: Sequence[int]) -> list[str]:
        """The paths of some rows.

        Raises
        ------
        NotFound
            No such map or row.
        BadRequest
            There are more than :data:`BATCH`.
        """
        if len(rows) > BATCH:
            raise BadRequest(f"{len(rows):,} paths are too many for one answer; ask for {BATCH} at most.")
        paths = self._paths(map_id)
        for row in rows:
            if not 0 <= row < len(paths):
                raise NotFound(f"Map {map_id} has {len(paths):,} rows; there is no row {row}.")
        return [visible(paths[row].as_py()) for row in rows]

    def _of(self, map_id: str, what: str, compute: Callable[[Columns], bytes]) -> bytes:
        columns = self._library.maps.columns(map_id)
        if self._library.maps.get(map_id).state != "ready":
            return compute(columns)
        # Names and dates change where the pictures were found again in another folder: the file is written anew then.
        return self._kept.get(f"order|{EDITION}|{map_id}|{columns.stamp}|{what}", lambda: compute(columns))

    def _paths(self, map_id: str) -> pa.StringArray:
        columns = self._library.maps.columns(map_id)
        return self._held.get((map_id, columns.stamp), lambda: columns.text("path"))
