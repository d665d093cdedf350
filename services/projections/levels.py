"""Owns the order in which the pictures of a map appear while one zooms in, without one lying on another.

At each level as many points are shown as have room for a square around each; at the next the squares are smaller. Who
is shown stays shown. Of two that have no room for both the lower row is shown: rows are in random order, so that is
fair. Points of a level follow one another along a Hilbert curve: what is seen together stands together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Squares along the longer side of the map at the first level. With pictures of some 50 pixels it is about what a
#: screen has.
FIRST = 16
#: How many times as wide the squares of a level are as those of the next.
RATIO = 2**0.5
#: Levels at most, besides the last, which has all that had no room before. At the fifteenth the squares are 2,000 times
#: smaller than the map: of a million points a screen then has some hundred. A table of its squares takes 17 MB.
MOST = 15
#: Bits of each coordinate on the Hilbert curve.
_BITS = 16


@dataclass(frozen=True, slots=True)
class Levels:
    """The order of n points.

    Attributes
    ----------
    order : i4 (n,)
        Rows, those of the first level first; within a level along the curve.
    ends : tuple of int
        Where each level ends in ``order``.
    """

    order: NDArray[np.int32]
    ends: tuple[int, ...]


def levels(positions: NDArray[np.floating]) -> Levels:
    """Return the levels of a map.

    Parameters
    ----------
    positions : (n, 2)
        Finite, in random order.
    """
    points = np.asarray(positions, dtype=np.float64)
    n = len(points)
    curve = hilbert(points)
    level = np.full(n, -1, dtype=np.int64)
    wide = float(np.ptp(points, axis=0).max()) if n else 0.0
    side, low = wide / FIRST, points.min(axis=0) if n else np.zeros(2)
    shown = np.empty(0, dtype=np.int64)
    for number in range(MOST if wide > 0 else 0):
        left = np.flatnonzero(level < 0)
        if not len(left):
            break
        found = _with_room((points - low) / side, shown, left)
        level[found] = number
        shown = np.concatenate([shown, found])
        side /= RATIO
    level[level < 0] = level.max(initial=-1) + 1
    order = np.lexsort((curve, level))
    return Levels(order.astype(np.int32), tuple(np.cumsum(np.bincount(level)).tolist()) if n else ())


def _with_room(points: NDArray[np.float64], shown: NDArray[np.int64], left: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those of the rows ``left`` that are shown besides ``shown``, as unit squares around them do not overlap.

    The same rows come out as if one went through ``left`` from the lowest row on. A row that is the lowest around it is
    shown whatever the others do: all such rows are taken at once, and again among those that have room then.
    """
    cells = np.floor(points).astype(np.int32) + 1
    across, lines = int(cells[:, 0].max()) + 2, int(cells[:, 1].max()) + 2
    keys = cells[:, 1] * across + cells[:, 0]
    around = [line * across + column for line in (-1, 0, 1) for column in (-1, 0, 1)]
    none = len(points)
    table = np.full(across * lines, none, dtype=np.int32)
    table[keys[shown]] = shown
    left = _apart(points, keys, left, table, around)
    table[keys[shown]] = none
    found = [np.empty(0, dtype=np.int64)]
    while len(left):
        # Of rows of one square the first is written last.
        table[keys[left[::-1]]] = left[::-1]
        least = np.full(len(left), none, dtype=np.int32)
        for step in around:
            np.minimum(least, table[keys[left] + step], out=least)
        table[keys[left]] = none
        first = least == left
        chosen = left[first]
        table[keys[chosen]] = chosen
        found.append(chosen)
        left = _apart(points, keys, left[~first], table, around)
        table[keys[chosen]] = none
    return np.concatenate(found)


def _apart(
    points: NDArray[np.float64],
    keys: NDArray[np.int32],
    rows: NDArray[np.int64],
    table: NDArray[np.int32],
    around: list[int],
) -> NDArray[np.int64]:
    """Return those of ``rows`` whose unit square overlaps none of the rows in ``table``, of which a cell has one."""
    for step in around:
        other = table[keys[rows] + step]
        close = np.flatnonzero(other < len(points))
        near = np.abs(points[rows[close]] - points[other[close]]).max(axis=1) < 1
        rows = np.delete(rows, close[near])
    return rows


def hilbert(positions: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the place of each point, ``(n, 2)``, on a Hilbert curve through the map's square (Skilling 2004,
    doi:10.1063/1.1751381).
    """
    points = np.asarray(positions, dtype=np.float64)
    if not len(points):
        return np.empty(0, dtype=np.int64)
    low, wide = points.min(axis=0), float(np.ptp(points, axis=0).max()) or 1.0
    x, y = ((points - low) / wide * ((1 << _BITS) - 1)).astype(np.int64).T
    place = np.zeros(len(points), dtype=np.int64)
    for bit in range(_BITS - 1, -1, -1):
        half = 1 << bit
        right, up = (x & half) > 0, (y & half) > 0
        place += np.where(right, np.where(up, 2, 3), np.where(up, 1, 0)) * half * half
        # The quarters at the bottom are turned, so that the curve goes on from one to the next.
        turned = ~up
        flipped = turned & right
        x, y = np.where(flipped, half - 1 - (x & (half - 1)), x), np.where(flipped, half - 1 - (y & (half - 1)), y)
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    return place
