"""Owns trust: how well the neighbours on a map agree with the neighbours among the features.

The measure is trustworthiness (Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods"). Each
point has k nearest points on the map. Those of them that are not among its k nearest rows in feature space are
intruders. An intruder costs more the farther down it stands in the feature space's order. 1 means no intruders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.features import FeatureMatrix, Features, RowNumbers
from services.neighbours import nearest, ranks
from services.schema import NEIGHBOURS, Tick

#: Up to this many points every point is measured. The time grows with points measured x n.
EXACT = 5_000
#: Points drawn at random and measured on a larger map. Raise it for a map's trust with less sampling error.
SAMPLE = 3_000


@dataclass(frozen=True, slots=True)
class Trust:
    """Trustworthiness of a map and of its points, each from 0 to 1.

    Attributes
    ----------
    map : float or None
        Mean over the measured points; None if the map has too few points.
    points : f4 (m,) or None
        Trust of each measured point.
    rows : int (m,)
        Numbers of the measured rows.
    sampled : int
        m.
    """

    map: float | None
    points: NDArray[np.float32] | None
    rows: RowNumbers
    sampled: int

    def points_or_nan(self, n: int) -> NDArray[np.float32]:
        """Return the trust of every row, ``f4 (n,)``; NaN where it was not measured."""
        every = np.full(n, np.nan, dtype=np.float32)
        if self.points is not None:
            every[self.rows] = self.points
        return every


def measure(
    features: FeatureMatrix,
    positions: NDArray[np.float32],
    *,
    seed: int,
    k: int = NEIGHBOURS,
    exact: int = EXACT,
    tick: Tick | None = None,
) -> Trust:
    """Measure the trustworthiness of a map.

    Parameters
    ----------
    features : f4 (n, d) or Features
        As the encoder gave them, not reduced. They are read once, block by block.
    positions : f4 (n, 2 or 3)
    seed : int
        Decides which points are drawn if there are more than ``exact``.
    k : int
        Neighbours of a point; a small map uses fewer. Lower it to judge only the finest groups.
    exact : int
        Up to this many points every point is measured; above, :data:`SAMPLE` of them.
    tick : Tick, optional
        Called with (rows read, n) after each block. Its answer is ignored.
    """
    n = len(features)
    # scikit-learn has the same bound: if k is half the points or more, the worst case is not defined.
    k = min(k, (n - 1) // 2)
    if k < 1 or n < 5:
        return Trust(None, None, np.arange(0), 0)
    rows = np.arange(n)
    if n > exact:
        rows = np.sort(np.random.default_rng(seed).choice(n, SAMPLE, replace=False))
    on_map, _ = nearest.search(positions, k=k, rows=rows)
    closer = ranks.count_closer(Features.of(features), rows, on_map.astype(np.int64), tick)
    penalties = np.maximum(closer + 1 - k, 0).sum(axis=1).astype(np.float64)
    worst = k * (2 * n - 3 * k - 1) / 2
    points = 1 - penalties / worst
    return Trust(float(points.mean()), np.clip(points, 0, 1).astype(np.float32), rows, len(rows))


def knn_accuracy(positions: ArrayLike, labels: ArrayLike, *, k: int = 5) -> float:
    """Return the share of points whose class is the most common one among their ``k`` nearest points on the map.

    Benchmarks and tests use it: a good map keeps classes together.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
    labels : (n,)
        The class of each point, of any type.
    k : int
        Neighbours that vote; a point does not vote for itself.
    """
    neighbours, _ = nearest.search(positions, k=k)
    classes, codes = np.unique(np.asarray(labels), return_inverse=True)
    votes = np.zeros((len(codes), len(classes)), dtype=np.int32)
    for column in codes[neighbours].T:
        np.add.at(votes, (np.arange(len(codes)), column), 1)
    return float((votes.argmax(axis=1) == codes).mean())
