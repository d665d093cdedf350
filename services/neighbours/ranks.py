"""Owns ranks: how many rows of some features lie closer to a row than each of a few others do, in one pass over them.

Distances are matrix products. In single precision these take half the time of double; wherever it cannot tell which of
two rows is
nearer, distances are made again in double, so that the counts are those of double precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.features import Features
from services.schema import Tick

#: Rows of a block in a pass, and distances held at once, in numbers.
PASS, HELD = 32_768, 8_000_000
#: What rounding may make of a squared distance in single precision, as a share of both squared lengths: eight times the
#: most seen among
#: 40 million of 1,280 numbers, and among others of 48 and of 4,096.
ROUNDING = 5e-6
#: Share of the squared lengths within which distances in double precision count as one: what rounding leaves between
#: copies of a picture.
EQUAL = 4e-12
#: Rows of a block that single precision may be unsure of: where there are more, as of thousands of copies, all is
#: double for that row.
UNSURE = 200


def closer(features: Features, asked: Any, others: Any, tick: Tick | None = None) -> Any:
    """How many rows lie closer to each row of ``asked`` than each of its ``others`` does; copies of one are not closer
    than it.

    Parameters
    ----------
    features : Features
        Of n rows.
    asked : i8 (m,)
        Row numbers.
    others : i8 (m, k)
        Row numbers, none of them the asked one's own.
    tick : Tick, optional
        Told (rows read, n) block by block; what it answers changes nothing.

    Returns
    -------
    i8 (m, k)
    """
    own = features.rows(asked)
    limits = np.array([_squared(features.rows(others[line]), row) for line, row in enumerate(own)])
    # The others are compared with each other here, and left out of the pass.
    between = (limits[:, None, :] < limits[:, :, None]).sum(axis=2)
    left_out = np.column_stack([asked, others])
    counts, unsure = _in_single(features, own, limits, left_out, tick)
    if unsure.any():
        counts[unsure] = _in_double(features, own[unsure], limits[unsure], left_out[unsure])
    return counts + between


def _in_single(features: Features, own: Any, limits: Any, left_out: Any, tick: Tick | None) -> tuple[Any, Any]:
    """Counts ``i8 (m, k)``, and of which rows they cannot be told in single precision, ``bool (m,)``."""
    counts, unsure = np.zeros(limits.shape, dtype=np.int64), np.zeros(len(own), dtype=bool)
    # From about the middle of all, so that less is lost in the differences of squares.
    centre = own.mean(axis=0)
    from_centre = own - centre
    lengths = _lengths(from_centre).astype(np.float32)
    for at, block in features.blocks(PASS):
        there = block - centre
        squares = _lengths(there).astype(np.float32)
        doubt = ROUNDING * (lengths + squares.max())
        for lines, distances in _distances(from_centre, there, lengths, squares, left_out - at):
            for line, row in enumerate(distances, lines.start):
                told = None if unsure[line] else _told(row, limits[line], doubt[line], own[line], block)
                if told is None:
                    unsure[line] = True
                else:
                    counts[line] += told
        if tick is not None:
            tick(at + len(block), features.n)
    return counts, unsure


def _told(distances: Any, limits: Any, doubt: float, own: Any, block: Any) -> Any:
    """How many of ``distances`` ``f4 (b,)`` are below each of ``limits`` ``f8 (k,)``; None where that would take too
    long to find out.
    """
    below = np.array([np.count_nonzero(distances < limit) for limit in (*(limits - doubt), *(limits + doubt))]).reshape(
        2, -1
    )
    for column in np.flatnonzero(below[0] < below[1]):
        rows = np.flatnonzero((distances >= limits[column] - doubt) & (distances < limits[column] + doubt))
        if len(rows) > UNSURE:
            return None
        exact = _squared(block[rows], own)
        below[0, column] += np.count_nonzero(exact < limits[column])
    return below[0]


def _in_double(features: Features, own: Any, limits: Any, left_out: Any) -> Any:
    """Counts ``i8 (m, k)``."""
    counts = np.zeros(limits.shape, dtype=np.int64)
    wide = own.astype(np.float64)
    lengths = _lengths(own)
    below = limits - EQUAL * lengths[:, None]
    for at, block in features.blocks():
        there = block.astype(np.float64)
        for lines, distances in _distances(wide, there, lengths, _lengths(block), left_out - at):
            for line, row in enumerate(distances, lines.start):
                counts[line] += [np.count_nonzero(row < limit) for limit in below[line]]
    return counts


def _distances(own: Any, there: Any, lengths: Any, squares: Any, left_out: Any) -> Iterator[tuple[slice, Any]]:
    """Squared distances of some rows ``own`` at a time from all ``there``, infinite from those ``left_out`` ``i8 (m,
    j)``.
    """
    step = max(1, HELD // len(there))
    for start in range(0, len(own), step):
        lines = slice(start, start + step)
        distances = own[lines] @ there.T
        distances *= -2
        distances += lengths[lines, None]
        distances += squares
        line, column = np.nonzero((left_out[lines] >= 0) & (left_out[lines] < len(there)))
        distances[line, left_out[lines][line, column]] = np.inf
        yield lines, distances


def _lengths(rows: Any) -> Any:
    """Squared lengths, ``f8 (m,)``."""
    return np.einsum("ij,ij->i", rows, rows, dtype=np.float64)


def _squared(rows: Any, own: Any) -> Any:
    """Squared distances of ``rows`` from ``own`` in double precision, ``f8 (m,)``: the same for copies."""
    return ((rows.astype(np.float64) - own) ** 2).sum(axis=1)
