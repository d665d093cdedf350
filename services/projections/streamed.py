"""Owns PCA of features too many for memory: one pass for their covariance, one to project; same numbers, same
directions.

The width x width covariance is summed up block by block, in double precision; only n x ``directions`` numbers are held.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import Features
from services.projections.layout import Layout
from services.schema import LayoutTick, Recipe

#: Told how much is done, of how much; False stops.
Told = Callable[[int, int], bool]


def directions_of(features: Features, directions: int, tick: Told) -> tuple[Any, Any]:
    """Middle ``f4 (d,)`` and strongest directions ``f4 (d, directions)``, strongest first; fewer where d allows no
    more.

    Raises
    ------
    StoppedByUser
        ``tick`` said so.
    """
    width = features.width
    shift, sums, squares = np.zeros(width, np.float32), np.zeros(width), np.zeros((width, width))
    for at, block in features.blocks():
        if not at:
            # Near the middle already, so that single precision loses nothing to a common offset.
            shift = block.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = block - shift
        sums += centred.sum(axis=0, dtype=np.float64)
        squares += centred.T @ centred
        _told(tick, at + len(block), 2 * features.n)
    offset = sums / features.n
    _, vectors = np.linalg.eigh(squares / features.n - np.outer(offset, offset))
    return (shift + offset).astype(np.float32), np.ascontiguousarray(vectors[:, ::-1][:, :directions], dtype=np.float32)


def pca(features: Features, *, directions: int, tick: Told) -> Any:
    """Principal components, as :func:`services.projections.reduce.pca` has them.

    Parameters
    ----------
    features : Features
    directions : int
        How many to keep.
    tick : Told
        Told rows done in both passes; False stops.

    Returns
    -------
    f4 (n, directions)
        Each direction's sign fixed so that its largest entry is positive.

    Raises
    ------
    StoppedByUser
    """
    middle, axes = directions_of(features, directions, tick)
    scores = np.empty((features.n, axes.shape[1]), dtype=np.float32)
    for at, block in features.blocks():
        np.matmul(block - middle, axes, out=scores[at : at + len(block)])
        _told(tick, features.n + at + len(block), 2 * features.n)
    low, high = scores.min(axis=0), scores.max(axis=0)
    scores *= np.where(-low > high, -1, 1).astype(np.float32)
    return scores


def _told(tick: Told, done: int, total: int) -> None:
    if not tick(done, total):
        raise StoppedByUser(STOPPED_EARLY)


def run(features: Features, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Layout:
    """The map that is the strongest 2 or 3 directions.

    Raises
    ------
    StoppedByUser
    """
    del threads
    stage("project")
    started = time.perf_counter()
    positions = np.zeros((features.n, recipe.dimensions), dtype=np.float32)
    scores = pca(features, directions=recipe.dimensions, tick=lambda done, total: tick(done, total, None))
    positions[:, : scores.shape[1]] = scores
    tick(1, 1, positions)
    return Layout(positions, None, 1, False, {"neighbours": 0.0, "project": round(time.perf_counter() - started, 3)})
