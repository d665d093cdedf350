"""Owns the gradient descent of t-SNE in three dimensions, by openTSNE with a Barnes-Hut tree.

The tree gathers points that lie far away, and computes their repulsion as one (van der Maaten 2014, "Accelerating t-SNE
using tree-based algorithms"). Our own descent (:mod:`services.projections.descent`) has two dimensions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.projections.affinities import Affinities
from services.projections.descent import MIN_LEARNING_RATE
from services.projections.layout import LayoutStopped
from services.schema import LayoutTick, Recipe

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

#: Iterations at the beginning in which the attraction is exaggerated; groups form there.
EARLY = 250
#: Factor on the attraction in those iterations.
EXAGGERATION = 12
#: Momentum in those iterations, and in all others.
EARLY_MOMENTUM, MOMENTUM = 0.5, 0.8
#: Iterations between two calls of ``tick``.
EVERY = 10


def descend(
    start: NDArray[np.float64], affinities: Affinities, *, recipe: Recipe, threads: int, tick: LayoutTick
) -> tuple[NDArray[np.float32], int, bool]:
    """Lay out points from ``start``.

    Parameters
    ----------
    start : f8 (n, 3)
    affinities : Affinities
    recipe : Recipe
    threads : int
        The numbers do not depend on it.
    tick : LayoutTick
        Called every few iterations; False stops the descent.

    Returns
    -------
    (f4 (n, 3), int, bool)
        Positions, iterations done, and whether ``tick`` stopped the descent.
    """
    from openTSNE import TSNEEmbedding

    embedding: TSNEEmbedding = TSNEEmbedding(
        start, affinities, negative_gradient_method="bh", n_jobs=threads, random_state=recipe.seed
    )
    done = reached = 0
    last = _single(start)

    def on_step(iteration: int, _error: float, current: NDArray[np.float64]) -> bool:
        nonlocal last, reached
        last = _single(current)
        # openTSNE calls before it does the iteration that it counts.
        reached = done + iteration - 1
        if not tick(reached, recipe.iterations, last):
            raise LayoutStopped
        return False

    early = min(EARLY, recipe.iterations)
    plan = ((early, EXAGGERATION, EARLY_MOMENTUM), (recipe.iterations - EARLY, 1, MOMENTUM))
    try:
        for steps, exaggeration, momentum in plan:
            if steps > 0:
                embedding = embedding.optimize(
                    n_iter=steps,
                    exaggeration=exaggeration,
                    momentum=momentum,
                    learning_rate=max(len(embedding) / exaggeration, MIN_LEARNING_RATE),
                    callbacks=on_step,
                    callbacks_every_iters=EVERY,
                    propagate_exception=True,
                )
                done += steps
    except LayoutStopped:
        return last, reached, True
    return _single(embedding), done, False


def _single(positions: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.asarray(positions), dtype=np.float32)
