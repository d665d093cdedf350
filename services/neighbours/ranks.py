"""Owns neighbour ranks: how many rows lie closer to a row than each of a few given rows does.

One pass over all features counts the closer rows for every query at once. Distances come from matrix products in single
precision, which takes half the time of double precision. Rounding leaves some comparisons undecided. Those distances
are computed again in double precision, so the counts are the ones that double precision gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.features import Features, RowNumbers
from services.schema import Tick

#: Rows of a block in the single precision pass.
BLOCK = 32_768
#: Distances that are held in memory at once.
MAX_DISTANCES = 8_000_000
#: Largest rounding error of a squared distance in single precision, as a share of the sum of both squared lengths. It
#: is eight times the largest error seen in 40 million distances of 1,280 numbers, and in others of 48 and of 4,096
#: numbers.
SINGLE_ERROR = 5e-6
#: Difference below which two squared distances in double precision count as equal, as a share of the squared length.
#: Rounding leaves such differences between copies of a picture.
DOUBLE_ERROR = 4e-12
#: Undecided distances in a block above which a query is counted wholly in double precision. Thousands of copies of one
#: picture lead to so many.
MAX_UNDECIDED = 200

Real = TypeVar("Real", np.float32, np.float64)


def count_closer(
    features: Features, rows: RowNumbers, others: NDArray[np.int64], tick: Tick | None = None
) -> NDArray[np.int64]:
    """Count the rows that lie closer to each of ``rows`` than each of its ``others`` does.

    Copies of a picture have the same distance, so none of them is closer than another.

    Parameters
    ----------
    features : Features
        n rows.
    rows : int (m,)
        Numbers of the rows that the distances are measured from.
    others : i8 (m, k)
        For each of ``rows``, numbers of the rows whose rank is wanted; its own number must not be among them.
    tick : Tick, optional
        Called with (rows read, n) after each block. Its answer is ignored.

    Returns
    -------
    i8 (m, k)
    """
    queries = features.rows(rows)
    # limits[i, j] is the squared distance from query i to its other j.
    limits = np.array([_squared_to(features.rows(others[i]), query) for i, query in enumerate(queries)])
    # The k others are compared with one another here, and left out of the pass over all rows.
    among_others: NDArray[np.int64] = (limits[:, None, :] < limits[:, :, None]).sum(axis=2)
    left_out: NDArray[np.int64] = np.column_stack([rows, others])
    counts, undecided = _count_in_single(features, queries, limits, left_out, tick)
    if undecided.any():
        counts[undecided] = _count_in_double(features, queries[undecided], limits[undecided], left_out[undecided])
    return counts + among_others


def _count_in_single(
    features: Features,
    queries: NDArray[np.float32],
    limits: NDArray[np.float64],
    left_out: NDArray[np.int64],
    tick: Tick | None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return counts, ``i8 (m, k)``, and for which queries single precision cannot decide them, ``bool (m,)``."""
    counts, undecided = np.zeros(limits.shape, dtype=np.int64), np.zeros(len(queries), dtype=bool)
    # A squared distance is a difference of large squares. Moving the origin to the centre makes them smaller, and with
    # them the rounding error.
    centre = queries.mean(axis=0)
    centred = queries - centre
    query_lengths = _squared_lengths(centred).astype(np.float32)
    for at, block in features.blocks(BLOCK):
        centred_block = block - centre
        block_lengths = _squared_lengths(centred_block).astype(np.float32)
        errors = SINGLE_ERROR * (query_lengths + block_lengths.max())
        for part, distances in _distances(centred, centred_block, query_lengths, block_lengths, left_out - at):
            for i, line in enumerate(distances, part.start):
                below = None if undecided[i] else _count_below(line, limits[i], errors[i], queries[i], block)
                if below is None:
                    undecided[i] = True
                else:
                    counts[i] += below
        if tick is not None:
            tick(at + len(block), features.n)
    return counts, undecided


def _count_below(
    distances: NDArray[np.float32],
    limits: NDArray[np.float64],
    error: float,
    query: NDArray[np.float32],
    block: NDArray[np.float32],
) -> NDArray[np.int64] | None:
    """Count the ``distances``, ``f4 (b,)``, that are below each of ``limits``, ``f8 (k,)``.

    Distances within ``error`` of a limit are computed again in double precision.

    Returns
    -------
    i8 (k,), or None
        None if more than :data:`MAX_UNDECIDED` distances lie near one limit.
    """
    below: NDArray[np.int64] = np.array([np.count_nonzero(distances < bound) for bound in limits - error])
    at_most = np.array([np.count_nonzero(distances < bound) for bound in limits + error])
    for column in np.flatnonzero(below < at_most):
        near = np.flatnonzero((distances >= limits[column] - error) & (distances < limits[column] + error))
        if len(near) > MAX_UNDECIDED:
            return None
        exact = _squared_to(block[near], query)
        below[column] += np.count_nonzero(exact < limits[column])
    return below


def _count_in_double(
    features: Features, queries: NDArray[np.float32], limits: NDArray[np.float64], left_out: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the counts of a few queries, ``i8 (m, k)``, from distances in double precision."""
    counts = np.zeros(limits.shape, dtype=np.int64)
    wide = queries.astype(np.float64)
    query_lengths = _squared_lengths(queries)
    lowered = limits - DOUBLE_ERROR * query_lengths[:, None]
    for at, block in features.blocks():
        wide_block = block.astype(np.float64)
        for part, distances in _distances(wide, wide_block, query_lengths, _squared_lengths(block), left_out - at):
            for i, line in enumerate(distances, part.start):
                counts[i] += [np.count_nonzero(line < limit) for limit in lowered[i]]
    return counts


def _distances(
    queries: NDArray[Real],
    block: NDArray[Real],
    query_lengths: NDArray[Real],
    block_lengths: NDArray[Real],
    left_out: NDArray[np.int64],
) -> Iterator[tuple[slice, NDArray[Real]]]:
    """Give the squared distances from a few queries at a time to all rows of ``block``.

    Distances to the rows in ``left_out``, ``i8 (m, j)``, numbered from the start of the block, are infinite.
    """
    step = max(1, MAX_DISTANCES // len(block))
    for start in range(0, len(queries), step):
        part = slice(start, start + step)
        distances = queries[part] @ block.T
        distances *= -2
        distances += query_lengths[part, None]
        distances += block_lengths
        line, column = np.nonzero((left_out[part] >= 0) & (left_out[part] < len(block)))
        distances[line, left_out[part][line, column]] = np.inf
        yield part, distances


def _squared_lengths(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the squared length of each row, ``f8 (m,)``."""
    lengths: NDArray[np.float64] = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return lengths


def _squared_to(rows: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the squared distance from each row to ``query``, ``f8 (m,)``; copies have exactly the same distance."""
    squared: NDArray[np.float64] = ((rows.astype(np.float64) - query) ** 2).sum(axis=1)
    return squared
