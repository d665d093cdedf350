"""Owns how far a map can be trusted: trustworthiness of the whole and of each point.

Venna and Kaski 2001: of the k points nearest on the map, those that are not among the k nearest in feature space are
intruders, and each costs the more the farther down its true rank is. 1 means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services import neighbours
from services.features import Features
from services.schema import NEIGHBOURS, Tick

#: Up to so many points every one is measured in feature space; above, this many drawn at random.
EXACT = 5_000
SAMPLE = 3_000
#: Rows of the distance matrix held at once, in numbers.
BLOCK = 8_000_000
#: Rows of a block in the pass over the features.
PASS = 32_768
#: What rounding may make of a squared distance in single precision, as a share of the squared lengths and of how many numbers a row has:
#: a third of the most there can be in a sum of so many, and twenty times what there is.
ROUNDING = 2e-8


@dataclass(frozen=True, slots=True)
class Trust:
    """``map`` is 0..1 or None (too few points); ``points`` ``f4 (m,)`` for the rows ``asked``; ``sampled`` is m."""

    map: float | None
    points: Any
    asked: Any
    sampled: int

    def points_or_nan(self, n: int) -> Any:
        """Trust of every row, ``f4 (n,)``: NaN where it was not measured."""
        every = np.full(n, np.nan, dtype=np.float32)
        if self.points is not None:
            every[self.asked] = self.points
        return every


def trust(features: Any, positions: Any, *, seed: int, k: int = NEIGHBOURS, exact: int = EXACT, tick: Tick | None = None) -> Trust:
    """Trustworthiness of a map.

    Parameters
    ----------
    features : f4 (n, d) or Features
        In the encoder's own space, nothing reduced; read once, block by block.
    positions : f4 (n, 2 or 3)
    k : int
        Neighbours looked at; shrinks with n. Lower it to judge the finest groups only.
    seed : int
        Decides which points are measured when there are more than ``exact``.
    tick : Tick, optional
        Told (rows read, n) block by block; what it answers changes nothing.

    Returns
    -------
    Trust
        Over :data:`SAMPLE` points drawn at random where there are more than ``exact``.
    """
    n = len(features)
    # scikit-learn's own bound: with k at half the points or more the measure has no scale.
    k = min(k, (n - 1) // 2)
    if k < 1 or n < 5:
        return Trust(None, None, np.arange(0), 0)
    asked = np.arange(n)
    if n > exact:
        asked = np.sort(np.random.default_rng(seed).choice(n, SAMPLE, replace=False))
    near, _ = neighbours.search(positions, k=k, queries=asked)
    penalties = _penalties(Features.of(features), asked, near, k, tick)
    worst = k * (2 * n - 3 * k - 1) / 2
    points = 1 - penalties / worst
    return Trust(float(points.mean()), np.clip(points, 0, 1).astype(np.float32), asked, len(asked))


def _penalties(features: Features, asked: Any, near: Any, k: int, tick: Tick | None) -> Any:
    """For each asked row, the ranks beyond k of its map neighbours, summed: ``f8 (m,)``; one pass over the features.

    Distances are products in single precision, which are twice as quick, and are made again in double wherever they are too close to a
    neighbour's for single precision to tell which is nearer: the counts are those of double precision.
    """
    own = features.rows(asked)
    limits = np.array([_squares(features.rows(near[line]), row) for line, row in enumerate(own)])
    closer = (limits[:, None, :] < limits[:, :, None]).sum(axis=2)
    centre = own.mean(axis=0)
    from_centre = own - centre
    lengths = np.einsum("ij,ij->i", from_centre, from_centre)
    for at, block in features.blocks(PASS):
        others = block - centre
        squares = np.einsum("ij,ij->i", others, others)
        doubt = ROUNDING * features.width * (lengths + squares.max())
        step = max(1, BLOCK // len(block))
        for start in range(0, len(own), step):
            lines = slice(start, start + step)
            distances = from_centre[lines] @ others.T
            distances *= -2
            distances += lengths[lines, None]
            distances += squares
            # Neighbours are compared with each other above.
            for known in (asked[lines, None], near[lines]):
                line, place = np.nonzero((known >= at) & (known < at + len(block)))
                distances[line, known[line, place] - at] = np.inf
            for one, row in enumerate(distances, start):
                closer[one] += _closer(row, limits[one], doubt[one], own[one], block)
        if tick is not None:
            tick(at + len(block), features.n)
    return np.maximum(closer + 1 - k, 0).sum(axis=1).astype(np.float64)


def _closer(distances: Any, limits: Any, doubt: float, own: Any, block: Any) -> list[int]:
    """How many rows of ``block`` (``f4 (b, d)``) lie closer to ``own`` (``f4 (d,)``) than each of ``limits``, squared ``f8 (k,)``."""
    counts = []
    for limit in limits.tolist():
        certain = np.count_nonzero(distances < limit - doubt)
        within = distances < limit + doubt
        if np.count_nonzero(within) > certain:
            unsure = np.flatnonzero(within & (distances >= limit - doubt))
            certain += np.count_nonzero(_squares(block[unsure], own) < limit)
        counts.append(int(certain))
    return counts


def _squares(rows: Any, own: Any) -> Any:
    """Squared distances of ``rows`` from ``own`` in double precision, ``f8 (m,)``: the same for copies."""
    return ((rows.astype(np.float64) - own) ** 2).sum(axis=1)


def knn_accuracy(positions: Any, labels: Any, *, k: int = 5) -> float:
    """Share of points whose class is the commonest among their k nearest on the map, each point left out of its own vote.

    Used by benchmarks and tests: a map no class can be read from is no map.
    """
    near, _ = neighbours.search(np.asarray(positions, dtype=np.float32), k=k)
    classes, codes = np.unique(np.asarray(labels), return_inverse=True)
    votes = np.zeros((len(codes), len(classes)), dtype=np.int32)
    for column in codes[near].T:
        np.add.at(votes, (np.arange(len(codes)), column), 1)
    return float((votes.argmax(axis=1) == codes).mean())
