"""Owns how far a map can be trusted: trustworthiness of the whole and of each point.

Venna and Kaski 2001: of the k points nearest on the map, those that are not among the k nearest in feature space are
intruders, and each costs the more the farther down its true rank is. 1 means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services import neighbours
from services.features import IN_MEMORY, Features
from services.schema import NEIGHBOURS, Tick

#: Up to so many points every one is measured in feature space; above, this many drawn at random.
EXACT = 5_000
SAMPLE = 3_000
#: Rows of the distance matrix held at once, in numbers.
BLOCK = 8_000_000
#: Share of two squared lengths within which distances count as one: what rounding leaves between copies of one picture.
EQUAL = 1e-12


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
        In the encoder's own space, nothing reduced; above :data:`services.features.IN_MEMORY` read once, block by block.
    positions : f4 (n, 2 or 3)
    k : int
        Neighbours looked at; shrinks with n. Lower it to judge the finest groups only.
    seed : int
        Decides which points are measured when there are more than ``exact``.
    tick : Tick, optional
        Told (rows read, n) where features are read block by block; what it answers changes nothing.

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
    if n > IN_MEMORY:
        penalties = _penalties_of_many(Features.of(features), asked, near, k, tick)
    else:
        held = features.all() if isinstance(features, Features) else np.asarray(features, dtype=np.float32)
        penalties = _penalties(held, asked, near, k)
    worst = k * (2 * n - 3 * k - 1) / 2
    points = 1 - penalties / worst
    return Trust(float(points.mean()), np.clip(points, 0, 1).astype(np.float32), asked, len(asked))


def _penalties(features: Any, asked: Any, near: Any, k: int) -> Any:
    """For each asked row, the ranks beyond k of its map neighbours, summed: ``f8 (m,)``."""
    n = len(features)
    squares = np.einsum("ij,ij->i", features, features, dtype=np.float64)
    rows = max(1, BLOCK // n)
    penalties = np.empty(len(asked))
    # In double: the difference of nearly equal squares is where alike pictures are told apart.
    wide = features.astype(np.float64)
    for start in range(0, len(asked), rows):
        part = asked[start : start + rows]
        products = wide[part] @ wide.T
        products *= 2.0
        distances = squares[part, None] + squares[None, :]
        distances -= products
        distances[np.arange(len(part)), part] = np.inf
        for line, neighbour in enumerate(near[start : start + rows]):
            closer = (distances[line][None, :] < distances[line, neighbour][:, None]).sum(axis=1)
            penalties[start + line] = np.maximum(closer + 1 - k, 0).sum()
    return penalties


def _penalties_of_many(features: Features, asked: Any, near: Any, k: int, tick: Tick | None) -> Any:
    """The same in one pass over the features, after one look at those asked for and their neighbours."""
    own = features.rows(asked).astype(np.float64)
    squares = np.einsum("ij,ij->i", own, own)
    limits = np.empty(near.shape)
    for line, row in enumerate(own):
        there = features.rows(near[line]).astype(np.float64)
        limits[line] = ((there - row) ** 2).sum(axis=1)
    closer = np.zeros(near.shape, dtype=np.int64)
    for at, block in features.blocks():
        wide = block.astype(np.float64)
        lengths = np.einsum("ij,ij->i", wide, wide)
        # As many of those asked for at once as BLOCK allows, in numbers.
        step = max(1, BLOCK // len(wide))
        for start in range(0, len(own), step):
            lines = slice(start, start + step)
            distances = own[lines] @ wide.T
            distances *= -2.0
            distances += squares[lines, None]
            distances += lengths
            inside = np.flatnonzero((asked[lines] >= at) & (asked[lines] < at + len(wide)))
            distances[inside, asked[lines][inside] - at] = np.inf
            _count(distances, limits[lines], squares[lines], closer[lines])
        if tick is not None:
            tick(at + len(wide), features.n)
    return np.maximum(closer + 1 - k, 0).sum(axis=1).astype(np.float64)


def _count(distances: Any, limits: Any, squares: Any, closer: Any) -> None:
    """Add to ``closer`` ``i8 (b, k)`` how many of ``distances`` ``f8 (b, m)`` are below each of ``limits`` ``f8 (b, k)``."""
    below = limits - EQUAL * squares[:, None] * 4
    # Few are below the farthest limit, and only those are compared with each.
    line, place = np.nonzero(distances < below.max(axis=1)[:, None])
    for start in range(0, len(line), BLOCK // 16):
        part = slice(start, start + BLOCK // 16)
        hits = distances[line[part], place[part]][:, None] < below[line[part]]
        for column in range(limits.shape[1]):
            closer[:, column] += np.bincount(line[part][hits[:, column]], minlength=len(closer))


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
