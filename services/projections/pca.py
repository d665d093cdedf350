"""Owns the projection by PCA alone: instant, linear, the broad view only."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from services.projections.layout import Layout
from services.projections.reduce import pca
from services.schema import LayoutTick, Recipe


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
