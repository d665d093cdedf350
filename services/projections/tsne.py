"""Owns t-SNE (van der Maaten and Hinton 2008, "Visualizing data using t-SNE") of features that fit in memory.

A layout has four steps: nearest neighbours, affinities, a start, and a gradient descent. A layout in two dimensions of
more than 1,000 pictures starts from waves (:mod:`services.projections.waves`). A wave is a layout of the first rows
only; each wave has more rows than the one before, and starts from it. All other layouts start from PCA. The descent
in two dimensions is our own (:mod:`services.projections.descent`). The descent in three dimensions is openTSNE's
(:mod:`services.projections.tsne_3d`).

Every few iterations the positions are handed on, so that the page can show them and a user can stop the layout.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.neighbours import nearest, table
from services.progress import Clock
from services.projections import affinities, descent, tsne_3d, waves
from services.projections.affinities import Affinities, Neighbours
from services.projections.jitter import separate
from services.projections.layout import Layout, OnStage, perplexity_for
from services.projections.reduce import basis, components_for
from services.projections.waves import Waves
from services.schema import ALL_WAVES, LayoutTick, Recipe

#: Iterations between two calls of ``tick``.
EVERY = 10


def run(
    features: NDArray[np.float32],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
    waves_done: Waves | None = None,
    at_once: bool = False,
) -> Layout:
    """Lay out ``features``.

    The iterations inside the waves do not count towards ``recipe.iterations``; only those that follow them do. A layout
    that is stopped after k iterations is the same, bit for bit, as that of a recipe which asks for k iterations. A
    layout that is stopped before its first iteration, when w waves are done, is the same as that of a recipe with w
    waves and no iterations.

    Parameters
    ----------
    features : f4 (n, d)
        n more than 3.
    recipe : Recipe
        The layout does at most ``recipe.iterations`` iterations. It ends earlier if the points have settled.
    threads : int
        Results do not depend on it.
    tick : LayoutTick
        Called every few iterations; False stops the layout.
    stage : OnStage
    waves_done : Waves, optional
        Finished waves of the first rows.
    at_once : bool
        Lay out all rows without waves, as a reference for tests and benchmarks.
    """
    stage("neighbours")
    clock = Clock()
    n = len(features)
    start, plan = None, descent.phases(n)
    if recipe.dimensions == 2 and n > waves.FIRST and not at_once:
        grown = waves_done or new_waves(recipe, threads=threads)
        finished = advance(grown, features, recipe=recipe, tick=tick)
        start, plan = _start_after(grown, features), waves.final_phases(n)
        clock.lap("waves")
        if not finished or not recipe.iterations:
            positions, perplexity = separate(_single(start)), perplexity_for(n, recipe.perplexity)
            return Layout(positions, perplexity, 0, not finished, clock.steps, grown.count)
        tick(0, recipe.iterations, _single(start))
    kept = components_for(n, features.shape[1])
    reduced = basis(features, components=kept).reduce(features) if kept < features.shape[1] else None
    neighbours, perplexity = _neighbours(features, reduced, recipe=recipe, threads=threads)
    pairs = affinities.from_neighbours(neighbours, perplexity, threads=threads)
    if start is None:
        space = features if reduced is None else reduced
        start = waves.pca_start(space, dimensions=recipe.dimensions, seed=recipe.seed)
    clock.lap("neighbours")
    stage("project")
    if recipe.dimensions == 3:
        positions, done, stopped = tsne_3d.descend(start, pairs, recipe=recipe, threads=threads, tick=tick)
    else:
        positions, done, stopped = _descend_2d(start, pairs, plan, recipe=recipe, threads=threads, tick=tick)
    clock.lap("project")
    return Layout(positions, perplexity, done, stopped, clock.steps, neighbours=table.kept(neighbours[0]))


def new_waves(recipe: Recipe, *, threads: int) -> Waves:
    """Return a map that is to be laid out in waves, none of which is done."""

    def make_attraction(reduced: NDArray[np.float32]) -> descent.Attraction:
        neighbours, perplexity = _neighbours(reduced, None, recipe=recipe, threads=threads)
        pairs = affinities.from_neighbours(neighbours, perplexity, threads=threads)
        return affinities.attraction(pairs, threads=threads)

    return Waves(make_attraction, seed=recipe.seed, threads=threads)


def advance(grown: Waves, features: NDArray[np.float32], *, recipe: Recipe, tick: LayoutTick) -> bool:
    """Lay out the waves of ``features``, ``f4 (n, d)``, that are not done yet.

    ``recipe.waves`` says after which wave to end.

    Returns
    -------
    bool
        False if ``tick`` stopped a wave.
    """

    def on_wave(positions: NDArray[np.float64] | None) -> bool:
        return tick(0, recipe.iterations, None if positions is None else _single(positions))

    sizes = waves.sizes(len(features))
    last = len(sizes) if recipe.waves == ALL_WAVES else recipe.waves
    return all(grown.advance(features[:size], on_wave) for size in sizes[grown.count : last])


def _start_after(grown: Waves, features: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the positions of the last wave, followed by those where all other rows begin: ``f8 (n, 2)``."""
    return np.concatenate([grown.positions, grown.initial_positions(features[grown.rows :])])


def _neighbours(
    features: NDArray[np.float32], reduced: NDArray[np.float32] | None, *, recipe: Recipe, threads: int
) -> tuple[Neighbours, float]:
    """Return the neighbours of ``features``, ``f4 (n, d)``, for their affinities, and the perplexity of these.

    Without ``reduced`` the neighbours are exact. ``reduced``, ``f4 (n, e)``, makes the search quicker, and its result
    nearly exact: for each row, more neighbours than needed are found among the reduced features, and the nearest of
    them by all feature dimensions are kept.
    """
    n = len(features)
    perplexity = perplexity_for(n, recipe.perplexity)
    k = min(n - 1, int(3 * perplexity))
    if reduced is None:
        return nearest.search(features, k=k, threads=threads), perplexity
    return nearest.search_candidates(features, reduced, k=k, threads=threads), perplexity


def _descend_2d(
    start: NDArray[np.float64],
    pairs: Affinities,
    plan: tuple[descent.Phase, ...],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
) -> tuple[NDArray[np.float32], int, bool]:
    """Return positions, ``f4 (n, 2)``, the iterations done, and whether ``tick`` stopped the descent."""
    layout = descent.Descent(start, affinities.attraction(pairs, threads=threads), threads=threads)

    def on_step(done: int, positions: NDArray[np.float64]) -> bool:
        return tick(done, recipe.iterations, _single(positions))

    done, stopped = layout.run(plan, recipe.iterations, on_step, every=EVERY)
    return separate(_single(layout.positions)), done, stopped


def _single(positions: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.ascontiguousarray(positions, dtype=np.float32)
