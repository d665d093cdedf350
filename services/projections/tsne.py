"""Owns t-SNE as we run it: PCA, exact neighbours, openTSNE with a live layout that can be stopped; only importer of openTSNE.

van der Maaten and Hinton 2008; early exaggeration 12 with learning rate n / exaggeration after Belkina 2019
(doi:10.1038/s41467-019-13055-y); start from PCA after Kobak and Berens 2019; Barnes-Hut (van der Maaten 2014) or, for many
points on a plane, FFT interpolation (Linderman 2019, doi:10.1038/s41592-018-0308-4).
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from services import neighbours
from services.projections.layout import Layout, perplexity_for
from services.projections.reduce import directions_for, pca
from services.schema import LayoutTick, Recipe

#: Iterations with the affinities exaggerated; groups form here.
EARLY = 250
EXAGGERATION = 12
#: From so many points on a plane, interpolation beats the tree.
FFT_FROM = 10_000
#: Smallest learning rate: n / exaggeration alone would hardly move a small set.
SLOWEST = 50.0
#: Iterations between two looks at the layout.
EVERY = 10
#: Standard deviation of the start.
START = 1e-4


class _Stopped(Exception):
    pass


def run(features: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Layout:
    """Lay out ``features`` (``f4 (n, d)``, n > 3).

    A layout stopped at iteration k is bit for bit that of a recipe of k iterations.
    """
    stage("neighbours")
    started = time.perf_counter()
    n = len(features)
    kept = directions_for(n)
    reduced = pca(features, directions=kept, seed=recipe.seed) if min(features.shape) > kept else features
    perplexity = perplexity_for(n, recipe.perplexity)
    found = neighbours.search(reduced, k=min(n - 1, int(3 * perplexity)), threads=threads)
    embedding = _start(reduced, found, perplexity, recipe=recipe, threads=threads)
    seconds = {"neighbours": round(time.perf_counter() - started, 3)}
    stage("project")
    started = time.perf_counter()
    positions, done = _optimise(embedding, recipe.iterations, tick)
    seconds["project"] = round(time.perf_counter() - started, 3)
    return Layout(positions, perplexity, done, done < recipe.iterations, seconds)


def _start(reduced: Any, found: tuple[Any, Any], perplexity: float, *, recipe: Recipe, threads: int) -> Any:
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    n = len(reduced)
    index = PrecomputedNeighbors(found[0].astype(np.int64), found[1].astype(np.float64))
    affinities = PerplexityBasedNN(knn_index=index, perplexity=perplexity, n_jobs=threads, random_state=recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    place = np.zeros((n, recipe.dimensions))
    strongest = pca(reduced, directions=recipe.dimensions, seed=recipe.seed)
    spread = strongest[:, :1].std()
    if spread > 0:
        place[:, : strongest.shape[1]] = strongest / spread * START
    # Copies of one picture would start on one spot, and a tree cannot part what shares a place (openTSNE #233).
    place += rng.normal(scale=START / 100 if spread > 0 else START, size=place.shape)
    method = "fft" if n >= FFT_FROM and recipe.dimensions == 2 else "bh"
    return TSNEEmbedding(place, affinities, negative_gradient_method=method, n_jobs=threads, random_state=recipe.seed)


def _optimise(embedding: Any, iterations: int, tick: LayoutTick) -> tuple[Any, int]:
    done = 0
    last: Any = None

    def look(iteration: int, _error: float, current: Any) -> bool:
        nonlocal last
        last = _positions(current)
        # openTSNE calls before it takes the step it counts.
        if not tick(done + iteration - 1, iterations, last):
            raise _Stopped(done + iteration - 1)
        return False

    try:
        for steps, exaggeration, momentum in ((min(EARLY, iterations), EXAGGERATION, 0.5), (iterations - EARLY, 1, 0.8)):
            if steps > 0:
                embedding = embedding.optimize(
                    n_iter=steps,
                    exaggeration=exaggeration,
                    momentum=momentum,
                    learning_rate=max(len(embedding) / exaggeration, SLOWEST),
                    callbacks=look,
                    callbacks_every_iters=EVERY,
                    propagate_exception=True,
                )
                done += steps
    except _Stopped as stopped:
        return last, int(stopped.args[0])
    return _positions(embedding), done


def _positions(current: Any) -> Any:
    return np.ascontiguousarray(np.asarray(current), dtype=np.float32)
