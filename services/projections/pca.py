"""Owns PCA as a projection: the map's axes are the strongest two or three principal components of the features.

It takes no iterations and shows only the broadest differences. The components come from
:mod:`services.projections.reduce`.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from services.features import FeatureMatrix, Features
from services.projections.layout import Layout, OnStage
from services.projections.reduce import pca, pca_by_blocks
from services.schema import LayoutTick, Recipe

#: Rows that :func:`transform` holds in double precision at once.
BLOCK = 8192
#: Eigenvalues below this share of the largest are rounding noise. :func:`transform` takes them for zero.
SMALLEST = 1e-8


def run(features: NDArray[np.float32], *, recipe: Recipe, threads: int, tick: LayoutTick, stage: OnStage) -> Layout:
    """Lay out ``features``, ``f4 (n, d)``."""
    del threads
    stage("project")
    started = time.perf_counter()
    return _layout(pca(features, components=recipe.dimensions), recipe, tick, started)


def run_large(features: Features, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: OnStage) -> Layout:
    """Lay out a set larger than memory.

    Raises
    ------
    StoppedByUser
    """
    del threads
    stage("project")
    started = time.perf_counter()
    scores = pca_by_blocks(features, components=recipe.dimensions, tick=lambda done, total: tick(done, total, None))
    return _layout(scores, recipe, tick, started)


def _layout(scores: NDArray[np.float32], recipe: Recipe, tick: LayoutTick, started: float) -> Layout:
    """Return the layout whose positions are ``scores``; a dimension that they lack is zero."""
    positions = np.zeros((len(scores), recipe.dimensions), dtype=np.float32)
    positions[:, : scores.shape[1]] = scores
    tick(1, 1, positions)
    return Layout(positions, None, 1, False, {"neighbours": 0.0, "project": round(time.perf_counter() - started, 3)})


def transform(
    old: FeatureMatrix,
    new: FeatureMatrix,
    positions: NDArray[np.float32],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
) -> NDArray[np.float32]:
    """Give new pictures positions on a map that PCA made.

    A map does not store its principal axes. Least squares finds the linear map from the old features to the old
    positions, which is exact where PCA made the positions. Pictures that were added this way earlier do not change it.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
    positions : f4 (n, 2 or 3)
        Of the old pictures.

    Returns
    -------
    f4 (m, 2 or 3)
    """
    del recipe, threads
    stage("project")
    mean, centre = _mean(old), positions.mean(axis=0, dtype=np.float64)
    width = old.shape[1]
    squares, moments = np.zeros((width, width)), np.zeros((width, positions.shape[1]))
    for at, block in Features.of(old).blocks(BLOCK):
        centred = block.astype(np.float64) - mean
        squares += centred.T @ centred
        moments += centred.T @ (positions[at : at + BLOCK].astype(np.float64) - centre)
    axes = np.linalg.pinv(squares, rcond=SMALLEST, hermitian=True) @ moments
    tick(1, 1, None)
    if isinstance(new, Features):
        return np.concatenate([_project(block, mean, axes, centre) for _, block in new.blocks(BLOCK)])
    return _project(new, mean, axes, centre)


def _project(
    rows: NDArray[np.float32],
    mean: NDArray[np.float64],
    axes: NDArray[np.float64],
    centre: NDArray[np.float64],
) -> NDArray[np.float32]:
    positions: NDArray[np.float32] = ((rows.astype(np.float64) - mean) @ axes + centre).astype(np.float32)
    return positions


def _mean(features: FeatureMatrix) -> NDArray[np.float64]:
    """Return the mean row, ``f8 (d,)``."""
    if isinstance(features, Features):
        total = np.zeros(features.width)
        for _, block in features.blocks(BLOCK):
            total += block.sum(axis=0, dtype=np.float64)
        return total / features.n
    mean: NDArray[np.float64] = features.mean(axis=0, dtype=np.float64)
    return mean
