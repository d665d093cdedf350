"""Owns how far a map can be trusted: trustworthiness of the whole and of each point.

Venna and Kaski 2001: of the k points nearest on the map, those that are not among the k nearest in feature space are
intruders, and each costs the more the farther down its true rank is. 1 means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.features import Features
from services.neighbours import nearest, ranks
from services.schema import NEIGHBOURS, Tick

#: Up to so many points every one is measured in feature space; above, this many drawn at random.
EXACT = 5_000
SAMPLE = 3_000


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


def measure(
    features: Any, positions: Any, *, seed: int, k: int = NEIGHBOURS, exact: int = EXACT, tick: Tick | None = None
) -> Trust:
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
    near, _ = nearest.search(positions, k=k, queries=asked)
    closer = ranks.closer(Features.of(features), asked, near.astype(np.int64), tick)
    penalties = np.maximum(closer + 1 - k, 0).sum(axis=1).astype(np.float64)
    worst = k * (2 * n - 3 * k - 1) / 2
    points = 1 - penalties / worst
    return Trust(float(points.mean()), np.clip(points, 0, 1).astype(np.float32), asked, len(asked))


def knn_accuracy(positions: Any, labels: Any, *, k: int = 5) -> float:
    """Share of points whose class is the commonest among their k nearest on the map, each point left out of its own
    vote.

    Used by benchmarks and tests: a map no class can be read from is no map.
    """
    near, _ = nearest.search(np.asarray(positions, dtype=np.float32), k=k)
    classes, codes = np.unique(np.asarray(labels), return_inverse=True)
    votes = np.zeros((len(codes), len(classes)), dtype=np.int32)
    for column in codes[near].T:
        np.add.at(votes, (np.arange(len(codes)), column), 1)
    return float((votes.argmax(axis=1) == codes).mean())
