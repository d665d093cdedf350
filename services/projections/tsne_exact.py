"""Owns scikit-learn's t-SNE, called exactly as in the article: the reference that speed and quality are measured
against.

Its gradient descent is watched from outside, which changes no number: the layout is shown while it forms, and can be
stopped.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from services.errors import StoppedByUser
from services.projections.layout import Layout
from services.schema import LayoutTick, Recipe

#: Iterations between two looks at the layout.
EVERY = 10
#: scikit-learn takes no fewer iterations; a layout stopped before could not be made again.
LEAST = 250


class _Stopped(Exception):
    pass


def run(features: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any) -> Layout:
    """``TSNE(n_components, perplexity, max_iter, metric="euclidean", random_state)`` on ``features`` (``f4 (n, d)``, n
    > 3).

    ``threads`` is not used: as in the article, scikit-learn takes what it finds.

    Raises
    ------
    StoppedByUser
        Stopped before iteration :data:`LEAST`.
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
        max_iter=max(LEAST, recipe.iterations),
        metric="euclidean",
        random_state=recipe.seed,
        # The default, but for copies of one picture: its PCA would divide by a spread of zero.
        init="pca" if np.ptp(features, axis=0).any() else "random",
    )
    done, first, last = 0, 0.0, None

    def look(parameters: Any) -> None:
        nonlocal done, first, last
        if not done:
            first = time.perf_counter()
            stage("project")
        if done % EVERY == 0:
            last = np.array(parameters, dtype=np.float32).reshape(n, recipe.dimensions)
            if not tick(done, model.max_iter, last if done else None):
                raise _Stopped
        done += 1

    stopped = False
    with _watched(look):
        try:
            positions = model.fit_transform(features)
            done = model.max_iter
        except _Stopped:
            if done < LEAST:
                raise StoppedByUser("Stopped before the layout could be kept; the features are.") from None
            positions, stopped = last, True
    ended = time.perf_counter()
    first = first or ended
    seconds = {"neighbours": round(first - started, 3), "project": round(ended - first, 3)}
    return Layout(np.ascontiguousarray(positions, dtype=np.float32), float(perplexity), done, stopped, seconds)


@contextlib.contextmanager
def _watched(look: Callable[[Any], None]) -> Iterator[None]:
    """Call ``look`` with the parameters before every step of scikit-learn's descent, where it can be reached."""
    from sklearn.manifold import _t_sne

    descend = getattr(_t_sne, "_gradient_descent", None)
    if descend is None:
        yield
        return

    def watched(objective: Any, start: Any, **options: Any) -> Any:
        def observed(parameters: Any, *args: Any, **kwargs: Any) -> Any:
            look(parameters)
            return objective(parameters, *args, **kwargs)

        return descend(observed, start, **options)

    _t_sne._gradient_descent = watched
    try:
        yield
    finally:
        _t_sne._gradient_descent = descend
