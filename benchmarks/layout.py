"""Owns the speed from features to a map: ours against scikit-learn's call as the article makes it, quality beside it.

PCA, neighbours and affinities are in both times. KL is computed for both by the same code, exactly, over the affinities
(perplexity 20) of the whole features; trustworthiness over 12 neighbours; accuracy is that of the class most common
among the 5 nearest on the map.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.report import timed
from docs.measured import Row
from services import projections
from services.neighbours import nearest
from services.projections import Layout, affinities
from services.quality.trust import knn_accuracy, measure
from services.schema import Recipe

#: Rows whose distances to all others are in memory at once.
BLOCK = 2000


def divergence(features: NDArray[np.float32], positions: ArrayLike, *, perplexity: float = 20.0) -> float:
    """KL(P || Q) of a layout, every pair counted in Q's sum."""
    neighbours = nearest.search(features, k=int(3 * perplexity), threads=2)
    pairs = affinities.from_neighbours(neighbours, perplexity, threads=2).P.tocoo()
    place = np.asarray(positions, dtype=np.float64)
    squares = (place**2).sum(axis=1)
    total = -float(len(place))
    for start in range(0, len(place), BLOCK):
        part = slice(start, start + BLOCK)
        total += float((1 / (1 + np.maximum(squares[part, None] + squares - 2 * place[part] @ place.T, 0))).sum())
    near = 1 / (1 + ((place[pairs.row] - place[pairs.col]) ** 2).sum(axis=1)) / total
    return float((pairs.data * np.log(pairs.data / near)).sum())


def _ours(features: NDArray[np.float32]) -> Layout:
    return projections.project(features, recipe=Recipe(), threads=2, tick=lambda *_: True, stage=lambda _: None)


def rows(sets: list[tuple[NDArray[np.float32], NDArray[np.str_]]], *, runs: int) -> list[Row]:
    """Two rows of the data file, scikit-learn's and ours, for each pair of ``f4 (n, d)`` features and classes."""
    from sklearn.manifold import TSNE

    made: list[Row] = []
    for features, classes in sets:
        call = TSNE(n_components=2, perplexity=20, max_iter=2000, metric="euclidean", random_state=8)
        slow, theirs = timed(lambda call=call, features=features: call.fit_transform(features), runs)
        fast, layout = timed(lambda features=features: _ours(features), runs)
        for who, seconds, positions, steps in (
            ("scikit-learn", slow, theirs, call.n_iter_ + 1),
            ("Imagescape", fast, layout.positions, layout.iterations),
        ):
            made.append(
                {
                    "points": len(features),
                    "who": who,
                    "seconds": round(seconds, 2),
                    "ratio": round(slow / seconds, 1),
                    "divergence": round(divergence(features, positions), 4),
                    "trust": round(measure(features, positions, seed=8).map or 0.0, 4),
                    "accuracy": round(knn_accuracy(positions, classes), 4),
                    "iterations": int(steps),
                }
            )
    return made
