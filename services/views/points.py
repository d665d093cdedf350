"""Owns the positions of a map, in parts, as bytes for the browser."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from services.errors import NotFound
from services.library import Library

#: Points in the first part of a map: drawn within a second without a GPU. Rows are shuffled, so these show the shape of
#: the whole map.
FIRST = 65_536
#: How many times as many points there are after each further part. With a large step, drawing again after each part
#: costs little in all.
GROWTH = 16
#: Maps of up to so many points come in one part.
WHOLE = 131_072

_HEAD = struct.Struct("<iiii")


def ends(n: int) -> list[int]:
    """Where each part of ``n`` points ends; a part starts where the one before it ends."""
    found = [n] if n <= WHOLE else [FIRST]
    while found[-1] < n:
        found.append(min(found[-1] * GROWTH, n))
    return found


def limits(map_id: str, n: int, number: int) -> tuple[int, int]:
    """The first row of part ``number`` of a map of ``n`` points, and the row behind its last.

    Raises
    ------
    NotFound
        No such part.
    """
    parts = [0, *ends(n)]
    if not 0 <= number < len(parts) - 1:
        raise NotFound(f"Map {map_id} has {n:,} points; there is no part {number} of them.")
    return parts[number], parts[number + 1]


def axes(positions: NDArray[np.float32]) -> bytes:
    """Positions ``f4 (n, 2 or 3)`` as little-endian bytes: all x, then all y (then all z)."""
    return np.ascontiguousarray(positions.T, dtype="<f4").tobytes()


class Points:
    """Positions of the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def part(self, map_id: str, number: int) -> bytes:
        """A part of a map's positions, little-endian.

        First n, dimensions, first row and rows of this part, as ``i4``; then all x, all y (all z) as ``f4``. Of a map
        that is being made, it is the layout as it stands, and no bytes before the layout has begun.

        Raises
        ------
        NotFound
            No such map or part.
        """
        if self._library.maps.get(map_id).state == "ready":
            extent = self._library.points.extent(map_id)
            start, stop = limits(map_id, extent.n, number)
            head = _HEAD.pack(extent.n, extent.dimensions, start, stop - start)
            return head + self._library.points.positions(map_id, start, stop)
        latest = self._library.live.load(map_id)
        if latest is None:
            return b""
        positions = latest[1]
        n, dimensions = positions.shape
        start, stop = limits(map_id, n, number)
        return _HEAD.pack(n, dimensions, start, stop - start) + axes(positions[start:stop])
