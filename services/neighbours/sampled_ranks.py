"""Owns estimates of neighbour ranks: about how many rows lie closer to a row than each of a few given rows does.

Of a random sample of all rows the closer ones are counted, and their share stands for that among all. So the estimate
is right in the mean; :mod:`services.neighbours.ranks` counts exactly, in a time that grows with n^2. Distances come
from matrix products in single precision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.features import Features
from services.neighbours.nearest import squared_distances
from services.neighbours.ranks import SINGLE_ERROR
from services.schema import Tick

#: Rows dealt with at a time. With 1,280 numbers a row and a sample of 2,000, they take some 150 MB.
BATCH = 4096


def estimate_closer(
    features: Features,
    others: NDArray[np.int64],
    sample: NDArray[np.int64],
    order: NDArray[np.int64],
    tick: Tick | None = None,
) -> NDArray[np.float32]:
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
    order : i8 (n,)
        All rows, in the order in which to deal with them. Where rows that stand together have the same others, each
        row's features are read about once.
    tick : Tick, optional
        Called with (rows dealt with, n) after each batch. Its answer is ignored.

    Returns
    -------
    f4 (n, k)
    """
    n, k = others.shape
    drawn = _Sample(features, sample)
    closer: NDArray[np.float32] = np.empty((n, k), dtype=np.float32)
    for at in range(0, n, BATCH):
        rows = order[at : at + BATCH]
        counts, compared = drawn.count_closer(features, rows, others[rows])
        # Besides a row itself and the other whose rank is wanted there are n - 2.
        closer[rows] = counts / compared * (n - 2)
        if tick is not None:
            tick(at + len(rows), n)
    return closer


class _Sample:
    """The sample, ready to be compared with. ``place`` is that of each row in it, and -1 for the others."""

    def __init__(self, features: Features, rows: NDArray[np.int64]) -> None:
        self.place = np.full(features.n, -1, dtype=np.int64)
        self.place[rows] = np.arange(len(rows))
        drawn = features.rows(rows)
        # A squared distance is a difference of large squares. About the centre they are smaller, and so is the error.
        self._centre = drawn.mean(axis=0)
        self._rows = drawn - self._centre
        self._lengths = _squared_lengths(self._rows)

    def count_closer(
        self, features: Features, rows: NDArray[np.int64], others: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count those of the sample that lie closer to each of ``rows`` than each of ``others``, ``i8 (b, k)``, does.

        Returns
        -------
        (i8 (b, k), i8 (b, k))
            The counts, and how many of the sample were compared: a row is not compared with itself, nor another with
            itself.
        """
        b = len(rows)
        needed, place = np.unique(np.concatenate([rows[:, None], others], axis=1), return_inverse=True)
        place = place.reshape(b, -1)
        near = features.rows(needed) - self._centre
        queries = near[place[:, 0]]
        limits = squared_distances(near, queries, place[:, 1:])
        lengths = _squared_lengths(queries)
        distances = queries @ self._rows.T
        distances *= -2
        distances += self._lengths
        distances += lengths[:, None]
        own, theirs = self.place[rows], self.place[others]
        inside = np.flatnonzero(own >= 0)
        distances[inside, own[inside]] = np.inf
        # What rounding leaves undecided is not closer: that may be a copy.
        errors = SINGLE_ERROR * (lengths + self._lengths.max())
        counts = _below(distances, limits - errors[:, None])
        return counts, len(self._rows) - (own >= 0)[:, None] - (theirs >= 0)


def _below(distances: NDArray[np.float32], limits: NDArray[np.float32]) -> NDArray[np.int64]:
    """Count the ``distances``, ``f4 (b, m)``, below each of ``limits``, ``f4 (b, k)``: ``i8 (b, k)``."""
    counts = np.empty(limits.shape, dtype=np.int64)
    for column, limit in enumerate(limits.T):
        counts[:, column] = np.count_nonzero(distances < limit[:, None], axis=1)
    return counts


def _squared_lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.einsum("ij,ij->i", rows, rows)
    return lengths
