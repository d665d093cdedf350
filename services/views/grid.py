"""Owns the grid of a map as bytes for the browser: the cell of every row."""

from __future__ import annotations

import struct

import numpy as np

from services.library import Library
from services.projections.grid import KIND

_HEAD = struct.Struct("<iii")


class Grid:
    """Grids of the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def whole(self, map_id: str) -> tuple[bytes, int]:
        """The grid of a map, little-endian, and the edition of the code that made it; no bytes while there is none.

        First columns, lines and n, as ``i4``; then the column of each row's cell, and its line from the top, as ``u2``.

        Raises
        ------
        NotFound
            No such map.
        """
        self._library.maps.get(map_id)
        found = self._library.beside.found(map_id, KIND)
        if found is None:
            return b"", 0
        x, y = (np.asarray(found.arrays[axis], dtype="<u2") for axis in "xy")
        head = _HEAD.pack(found.about["columns"], found.about["lines"], len(x))
        return head + x.tobytes() + y.tobytes(), found.edition
