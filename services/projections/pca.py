"""Owns the projection by PCA alone: instant, linear, the broad view only."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from services.features import Features
from services.projections.layout import Layout
from services.projections.reduce import pca
from services.schema import LayoutTick, Recipe

#: Rows held in double precision at once.
BLOCK = 8192
#: Share of the strongest direction's variance below which a direction is noise of rounding.
SMALLEST = 1e-8


def run(features: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Layout:
    """The features' strongest 2 or 3 directions."""
    del threads
    stage("project")
    started = time.perf_counter()
    positions = np.zeros((len(features), recipe.dimensions), dtype=np.float32)
    scores = pca(features, directions=recipe.dimensions, seed=recipe.seed)
    positions[:, : scores.shape[1]] = scores
    tick(1, 1, positions)
    return Layout(positions, None, 1, False, {"neighbours": 0.0, "project": round(time.perf_counter() - started, 3)})


def place(old: Any, new: Any, positions: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Any:
    """Where ``new`` (``f4 (m, d)``) lie in the directions that gave ``old`` (``f4 (n, d)``) their ``positions``.

    The directions are found again as the linear map from features to positions, by least squares: of what PCA laid out
    it is exact,
    and what was added by it earlier changes nothing.
    """
    del recipe, threads
    stage("project")
    middle, centre = _mean(old), positions.mean(axis=0, dtype=np.float64)
    width = old.shape[1]
    squares, moments = np.zeros((width, width)), np.zeros((width, positions.shape[1]))
    for at, block in Features.of(old).blocks(BLOCK):
        centred = block.astype(np.float64) - middle
        squares += centred.T @ centred
        moments += centred.T @ (positions[at : at + BLOCK].astype(np.float64) - centre)
    directions = np.linalg.pinv(squares, rcond=SMALLEST, hermitian=True) @ moments
    tick(1, 1, None)
    if isinstance(new, Features):
        return np.concatenate([_along(block, middle, directions, centre) for _, block in new.blocks(BLOCK)])
    return _along(new, middle, directions, centre)


def _along(new: Any, middle: Any, directions: Any, centre: Any) -> Any:
    return ((new.astype(np.float64) - middle) @ directions + centre).astype(np.float32)


def _mean(features: Any) -> Any:
    if isinstance(features, Features):
        return sum(block.sum(axis=0, dtype=np.float64) for _, block in features.blocks(BLOCK)) / features.n
    return features.mean(axis=0, dtype=np.float64)
