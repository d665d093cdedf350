"""Owns estimates of neighbour ranks: about how many rows lie closer to a row than each of a few given rows does.

Of a random sample of all rows the closer ones are counted, and their share stands for that among all. So the estimate
is right in the mean. Of a few rows all are counted on the way, to tell how good the sample is. In
:mod:`services.neighbours.ranks` all are counted of every row, in a time that grows with n^2. Distances come from matrix
products in single precision.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.features import Features
from services.neighbours.nearest import squared_distances
from services.neighbours.ranks import SINGLE_ERROR
from services.schema import Tick

#: Rows dealt with at a time. With 1,280 numbers a row and a sample of 2,000, they take some 150 MB.
BATCH = 4096


class Closer(NamedTuple):
    """How many rows lie closer to a row than each of its others does.

    Attributes
    ----------
    estimated : f4 (n, k)
        Of each row.
    counted : i8 (c, k)
        Of the rows for which all are counted.
    """

    estimated: NDArray[np.float32]
    counted: NDArray[np.int64]


class _Rows(NamedTuple):
    """Rows about a centre: their numbers ``i8 (m,)``, features ``f4 (m, d)`` and squared lengths ``f4 (m,)``."""

    numbers: NDArray[np.int64]
    vectors: NDArray[np.float32]
    lengths: NDArray[np.float32]


def estimate_closer(
    features: Features,
    others: NDArray[np.int64],
    *,
    sample: NDArray[np.int64],
    checked: NDArray[np.int64],
    order: NDArray[np.int64],
    tick: Tick | None = None,
) -> Closer:
    """Estimate how many rows lie closer to each row than each of its ``others`` does.

    Copies of a picture have the same distance, so none of them is closer than another.

    Parameters
    ----------
    features : Features
        n rows.
    others : i8 (n, k)
        For each row, numbers of the rows whose rank is wanted; its own number must not be among them.
    sample : i8 (m,)
        Numbers of the rows that are drawn at random; m more than 2.
    checked : i8 (c,)
        Numbers of the rows for which all are counted.
    order : i8 (n,)
        All rows, in the order in which to deal with them. Where rows that stand together have the same others, each
        row's features are read about once.
    tick : Tick, optional
        Called with (rows dealt with, n) after each batch. Its answer is ignored.
    """
    n, k = others.shape
    # A squared distance is a difference of large squares. About the centre they are smaller, and so is their error.
    centre = features.rows(sample).mean(axis=0)
    drawn = _rows(features, sample, centre)
    asked, asked_limits = _with_others(features, checked, others[checked], centre)
    place = np.full(n, -1, dtype=np.int64)
    place[sample] = np.arange(len(sample))
    estimated: NDArray[np.float32] = np.empty((n, k), dtype=np.float32)
    counted: NDArray[np.int64] = np.zeros((len(checked), k), dtype=np.int64)
    for at in range(0, n, BATCH):
        numbers = order[at : at + BATCH]
        batch, limits = _with_others(features, numbers, others[numbers], centre)
        # A row is not compared with itself, nor another with itself: there are n - 2 besides the two.
        compared = len(sample) - (place[numbers] >= 0)[:, None] - (place[others[numbers]] >= 0)
        estimated[numbers] = _count_closer(batch, limits, drawn) / compared * (n - 2)
        counted += _count_closer(asked, asked_limits, batch)
        if tick is not None:
            tick(at + len(numbers), n)
    return Closer(estimated, counted)


def _rows(features: Features, numbers: NDArray[np.int64], centre: NDArray[np.float32]) -> _Rows:
    vectors = features.rows(numbers) - centre
    return _Rows(numbers, vectors, _squared_lengths(vectors))


def _with_others(
    features: Features, numbers: NDArray[np.int64], others: NDArray[np.int64], centre: NDArray[np.float32]
) -> tuple[_Rows, NDArray[np.float32]]:
    """Return rows, and the squared distances to their others, ``f4 (b, k)``. What several of them need is read once."""
    needed, place = np.unique(np.concatenate([numbers[:, None], others], axis=1), return_inverse=True)
    place = place.reshape(len(numbers), 1 + others.shape[1])
    near = features.rows(needed) - centre
    vectors = near[place[:, 0]]
    return _Rows(numbers, vectors, _squared_lengths(vectors)), squared_distances(near, vectors, place[:, 1:])


def _count_closer(queries: _Rows, limits: NDArray[np.float32], rows: _Rows) -> NDArray[np.int64]:
    """Count those of ``rows`` that lie closer to each query than its ``limits``, ``f4 (b, k)``: ``i8 (b, k)``.

    What rounding leaves undecided is not closer: that may be a copy.
    """
    # Squared distances less the squared length of the query, which the limits are lowered by as well.
    distances = (-2 * queries.vectors) @ rows.vectors.T
    distances += rows.lengths
    _, own, itself = np.intersect1d(queries.numbers, rows.numbers, assume_unique=True, return_indices=True)
    distances[own, itself] = np.inf
    lowered = limits - (queries.lengths + SINGLE_ERROR * (queries.lengths + rows.lengths.max()))[:, None]
    below: NDArray[np.bool_] = np.empty(distances.shape, dtype=bool)
    counts = np.empty(limits.shape, dtype=np.int64)
    for column, limit in enumerate(lowered.T):
        np.less(distances, limit[:, None], out=below)
        # Of bytes the sum is quicker than the number of those that are true; there are fewer than 2^16 in a line.
        counts[:, column] = below.view(np.uint8).sum(axis=1, dtype=np.uint16)
    return counts


def _squared_lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.einsum("ij,ij->i", rows, rows)
    return lengths
