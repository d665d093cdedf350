"""Owns scikit-learn's t-SNE, called exactly as in the article: the reference for our own speed and quality.

A wrapper around scikit-learn's gradient descent sees the positions before each iteration. The page can show them, and a
user can stop the layout. The wrapper changes no number.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.errors import StoppedByUser
from services.projections.layout import Layout, LayoutStopped, OnStage
from services.schema import LayoutTick, Recipe

#: Iterations between two calls of ``tick``.
EVERY = 10
#: scikit-learn does at least this many iterations. A layout that was stopped earlier could not be made again.
MIN_ITERATIONS = 250

#: Called with the flattened positions, ``f4 (n * dimensions,)``, before each iteration.
OnStep: TypeAlias = Callable[[NDArray[np.float32]], None]


def run(features: NDArray[np.float32], *, recipe: Recipe, threads: int, tick: LayoutTick, stage: OnStage) -> Layout:
    """Lay out ``features``, ``f4 (n, d)`` with n more than 3, as the article does.

    The call is ``TSNE(n_components, perplexity, max_iter, metric="euclidean", random_state)``. ``threads`` is ignored:
    as in the article, scikit-learn uses what it finds.

    Raises
    ------
    StoppedByUser
        Stopped before iteration :data:`MIN_ITERATIONS`.
    """
    del threads
    from sklearn.manifold import TSNE

    stage("neighbours")
    started = time.perf_counter()
    n = len(features)
    perplexity = recipe.perplexity if recipe.perplexity < n else max(1.0, (n - 1) / 3)
    model = TSNE(
        n_components=recipe.dimensions,
        perplexity=perplexity,
        max_iter=max(MIN_ITERATIONS, recipe.iterations),
        metric="euclidean",
        random_state=recipe.seed,
        # "pca" is the default. Where all features are equal, its PCA would divide by zero.
        init="pca" if np.ptp(features, axis=0).any() else "random",
    )
    done, first = 0, 0.0
    last: NDArray[np.float32] = np.zeros((n, recipe.dimensions), dtype=np.float32)

    def on_step(parameters: NDArray[np.float32]) -> None:
        nonlocal done, first, last
        if not done:
            first = time.perf_counter()
            stage("project")
        if done % EVERY == 0:
            last = np.array(parameters, dtype=np.float32).reshape(n, recipe.dimensions)
            if not tick(done, model.max_iter, last if done else None):
                raise LayoutStopped
        done += 1

    stopped = False
    with _watched(on_step):
        try:
            positions = model.fit_transform(features)
            done = model.max_iter
        except LayoutStopped:
            if done < MIN_ITERATIONS:
                raise StoppedByUser("Stopped before the layout could be kept; the features are.") from None
            positions, stopped = last, True
    ended = time.perf_counter()
    first = first or ended
    seconds = {"neighbours": round(first - started, 3), "project": round(ended - first, 3)}
    return Layout(np.ascontiguousarray(positions, dtype=np.float32), float(perplexity), done, stopped, seconds)


@contextlib.contextmanager
def _watched(on_step: OnStep) -> Iterator[None]:
    """Call ``on_step`` before every iteration of scikit-learn's gradient descent.

    The descent is a private function of scikit-learn. If a version has no function of that name, nothing is called.
    """
    from sklearn.manifold import _t_sne

    descend = getattr(_t_sne, "_gradient_descent", None)
    if descend is None:
        yield
        return

    def watched_descend(objective: Callable[..., object], start: NDArray[np.float32], **options: object) -> object:
        def watched_objective(parameters: NDArray[np.float32], *args: object, **kwargs: object) -> object:
            on_step(parameters)
            return objective(parameters, *args, **kwargs)

        return descend(watched_objective, start, **options)

    _t_sne._gradient_descent = watched_descend
    try:
        yield
    finally:
        _t_sne._gradient_descent = descend
