"""Owns t-SNE as we run it: neighbours, affinities, a start from PCA, a live layout that can be stopped; only importer
of openTSNE.

van der Maaten and Hinton 2008; start from PCA after Kobak and Berens 2019 (doi:10.1038/s41467-019-13056-x). On a plane
the descent
is our own (:mod:`services.projections.descent`); in space openTSNE's Barnes-Hut tree (van der Maaten 2014).
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from services.errors import StoppedByUser
from services.neighbours import nearest
from services.progress import Clock
from services.projections import descent, transform, waves
from services.projections.jitter import part, part_from
from services.projections.layout import Layout, perplexity_for
from services.projections.reduce import basis, directions_for
from services.projections.waves import Waves
from services.schema import LayoutTick, Recipe

#: In space: iterations with the affinities exaggerated; groups form here.
EARLY = 250
EXAGGERATION = 12
#: Iterations between two looks at the layout.
EVERY = 10
#: Placing among points that stay, as openTSNE's ``transform`` does it (Poličar 2023, doi:10.1007/s10994-021-06043-1):
#: attraction
#: exaggerated, gradients cut so that no point is thrown off the map. Attention as wide as a layout's, as it is spread
#: by no one else's.
PLACING_PERPLEXITY, PLACING_STEPS, PLACING_EXAGGERATION, PLACING_RATE, PLACING_GRADIENT = 20.0, 20, 12.0, 1.0, 0.25
#: With fewer neighbours there is no perplexity to speak of.
FEWEST = 4


class _Stopped(Exception):
    pass


def run(
    features: Any,
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: Any,
    begun: Waves | None = None,
    at_once: bool = False,
) -> Layout:
    """Lay out ``features`` (``f4 (n, d)``, n > 3); ``begun`` are waves of their first rows that are done already,
    ``at_once`` is without any.

    A layout stopped at iteration k is bit for bit that of a recipe of k iterations, one stopped among the waves that of
    a recipe of as
    many waves and none. ``recipe.iterations`` bounds a layout that does not settle before.
    """
    stage("neighbours")
    clock = Clock()
    n = len(features)
    start, finished = None, True
    if recipe.dimensions == 2 and n > waves.FIRST and not at_once:
        grown = begun or grow(recipe, threads=threads)
        finished = advance(grown, features, recipe=recipe, tick=tick)
        start = np.concatenate([grown.positions, grown.place(features[grown.rows :])])
        clock.lap("waves")
        if not finished or not recipe.iterations:
            return Layout(
                part(_positions(start)), perplexity_for(n, recipe.perplexity), 0, not finished, clock.steps, grown.count
            )
        tick(0, recipe.iterations, _positions(start))
    kept = directions_for(n, features.shape[1])
    reduced = basis(features, directions=kept).of(features) if kept < features.shape[1] else None
    affinities, perplexity = _affinities(features, reduced, recipe=recipe, threads=threads)
    plan = descent.phases(n) if start is None else waves.last(n)
    if start is None:
        start = waves.start(features if reduced is None else reduced, dimensions=recipe.dimensions, seed=recipe.seed)
    clock.lap("neighbours")
    stage("project")
    if recipe.dimensions == 3:
        positions, done, stopped = _in_space(start, affinities, recipe=recipe, threads=threads, tick=tick)
    else:
        positions, done, stopped = _on_a_plane(start, affinities, plan, recipe=recipe, threads=threads, tick=tick)
    clock.lap("project")
    return Layout(positions, perplexity, done, stopped, clock.steps)


def grow(recipe: Recipe, *, threads: int) -> Waves:
    """A map that is laid out in waves, none of them done yet."""

    def pull(reduced: Any) -> descent.Attraction:
        return attraction(_affinities(reduced, None, recipe=recipe, threads=threads)[0], threads=threads)

    return Waves(pull, seed=recipe.seed, threads=threads)


def advance(grown: Waves, features: Any, *, recipe: Recipe, tick: LayoutTick) -> bool:
    """The waves of ``features`` (``f4 (n, d)``) that are still to come; whether none was stopped."""

    def look(positions: Any) -> bool:
        return tick(0, recipe.iterations, None if positions is None else _positions(positions))

    ends = waves.ends(len(features))
    return all(
        grown.advance(features[:end], look)
        for end in ends[grown.count : len(ends) if recipe.waves < 0 else recipe.waves]
    )


def _affinities(features: Any, reduced: Any, *, recipe: Recipe, threads: int) -> tuple[Any, float]:
    """Affinities of ``f4 (n, d)``, whose neighbours are found exactly or with the help of ``reduced`` features, and the
    perplexity they have.
    """
    n = len(features)
    perplexity = perplexity_for(n, recipe.perplexity)
    k = min(n - 1, int(3 * perplexity))
    found = (
        nearest.search(features, k=k, threads=threads)
        if reduced is None
        else nearest.refined(features, reduced, k=k, threads=threads)
    )
    return affinities_of(found, perplexity, threads=threads), perplexity


def affinities_of(found: tuple[Any, Any], perplexity: float, *, threads: int) -> Any:
    """How much each point attends to each of its neighbours, ``(i4 (n, k), f4 (n, k))`` of rows and distances;
    benchmarks use it too.
    """
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    index = PrecomputedNeighbors(found[0].astype(np.int64), found[1].astype(np.float64))
    return PerplexityBasedNN(knn_index=index, perplexity=perplexity, n_jobs=threads)


def affinities_of_many(found: tuple[Any, Any], perplexity: float, *, threads: int) -> Any:
    """The same of very many, in half the memory; with fewer than three times ``perplexity`` neighbours the farthest are
    cut off.
    """
    from openTSNE.affinity import joint_probabilities_nn

    return SimpleNamespace(P=joint_probabilities_nn(*found, [min(perplexity, found[0].shape[1] / 1.5)], n_jobs=threads))


def attraction(affinities: Any, *, threads: int) -> descent.Attraction:
    """What pulls neighbours together on a plane, by openTSNE's own loop over the pairs, which uses all threads."""
    from openTSNE import _tsne

    pairs = affinities.P

    def pull(positions: Any, measure: bool) -> tuple[Any, float]:
        gradient = np.zeros_like(positions)
        _, divergence = _tsne.estimate_positive_gradient_nn(
            pairs.indices,
            pairs.indptr,
            pairs.data,
            positions,
            positions,
            gradient,
            1.0,
            num_threads=threads,
            should_eval_error=measure,
        )
        return gradient, float(divergence)

    return pull


def _on_a_plane(
    start: Any, affinities: Any, plan: tuple[descent.Phase, ...], *, recipe: Recipe, threads: int, tick: LayoutTick
) -> tuple[Any, int, bool]:
    layout = descent.Descent(start, attraction(affinities, threads=threads), threads=threads)

    def look(done: int, positions: Any) -> bool:
        return tick(done, recipe.iterations, _positions(positions))

    done, stopped = layout.run(plan, recipe.iterations, look, every=EVERY)
    return part(_positions(layout.positions)), done, stopped


def _in_space(start: Any, affinities: Any, *, recipe: Recipe, threads: int, tick: LayoutTick) -> tuple[Any, int, bool]:
    from openTSNE import TSNEEmbedding

    embedding: Any = TSNEEmbedding(
        start, affinities, negative_gradient_method="bh", n_jobs=threads, random_state=recipe.seed
    )
    iterations, done = recipe.iterations, 0
    last: Any = None

    def look(iteration: int, _error: float, current: Any) -> bool:
        nonlocal last
        last = _positions(current)
        # openTSNE calls before it takes the step it counts.
        if not tick(done + iteration - 1, iterations, last):
            raise _Stopped(done + iteration - 1)
        return False

    try:
        for steps, exaggeration, momentum in (
            (min(EARLY, iterations), EXAGGERATION, 0.5),
            (iterations - EARLY, 1, 0.8),
        ):
            if steps > 0:
                embedding = embedding.optimize(
                    n_iter=steps,
                    exaggeration=exaggeration,
                    momentum=momentum,
                    learning_rate=max(len(embedding) / exaggeration, descent.SLOWEST),
                    callbacks=look,
                    callbacks_every_iters=EVERY,
                    propagate_exception=True,
                )
                done += steps
    except _Stopped as stopped:
        return last, int(stopped.args[0]), True
    return _positions(embedding), done, False


def place(old: Any, new: Any, positions: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Any:
    """Where ``new`` (``f4 (m, d)``) belong on the map that ``old`` (``f4 (n, d)``) have at ``positions``; those stay as
    they are.

    Every new point descends by itself: it is drawn to its neighbours among the old and pushed off by the rest, and
    other new points
    count for nothing, so what is added together does not matter. A copy of an old picture lies beside it.
    """
    del recipe
    stage("neighbours")
    found, relative = transform.near(old, new, threads=threads)
    begun = transform.start(positions, found, relative)
    stage("project")
    out = transform.bounded(_settled(begun, found, relative, positions, threads=threads, tick=tick), begun, positions)
    same = transform.twins(old, new, found)
    out[same >= 0] = positions[same[same >= 0]]
    placed = out.astype(np.float32)
    return part_from(positions, placed) if placed.shape[1] == 2 else placed


def _settled(begun: Any, found: Any, distances: Any, positions: Any, *, threads: int, tick: LayoutTick) -> Any:
    from openTSNE.affinity import joint_probabilities_nn
    from openTSNE.tsne import PartialTSNEEmbedding

    k = found.shape[1]
    if k < FEWEST:
        return begun
    perplexity = [perplexity_for(k + 1, PLACING_PERPLEXITY)]
    pull = joint_probabilities_nn(
        found,
        distances.astype(np.float64),
        perplexity,
        symmetrize=False,
        normalization="point-wise",
        n_reference_samples=len(positions),
        n_jobs=threads,
    )

    def look(iteration: int, _error: float, _current: Any) -> bool:
        if not tick(iteration, PLACING_STEPS, None):
            raise StoppedByUser(
                "Stopped before the new pictures were placed; their features are kept, and the next start goes on from there."
            )
        return False

    fixed = np.asarray(positions, dtype=np.float64).view(_Fixed)
    embedding: Any = PartialTSNEEmbedding(begun, fixed, pull, negative_gradient_method="bh", n_jobs=threads)
    settled = embedding.optimize(
        PLACING_STEPS,
        learning_rate=PLACING_RATE,
        exaggeration=PLACING_EXAGGERATION,
        momentum=0.8,
        max_grad_norm=PLACING_GRADIENT,
        callbacks=look,
        callbacks_every_iters=EVERY,
        propagate_exception=True,
    )
    return np.asarray(settled)


class _Fixed(np.ndarray):
    """Old positions as openTSNE asks for them: with no grid of its own, which its interpolation would need."""

    box_x_lower_bounds = interp_coeffs = None


def _positions(current: Any) -> Any:
    return np.ascontiguousarray(np.asarray(current), dtype=np.float32)
