"""Owns the speed from features to a map: ours against scikit-learn's call as the article makes it, quality beside it.

PCA, neighbours and affinities are in both times. KL is reckoned for both by the same code, exactly, over the affinities
(perplexity 20)
of the whole features; trustworthiness over 12 neighbours; accuracy is that of the class most common among the 5 nearest
on the map.
"""

from typing import Any

import numpy as np

from benchmarks.report import Table, timed
from services import projections
from services.neighbours import nearest
from services.projections import tsne
from services.quality.trust import knn_accuracy, trust
from services.schema import Recipe

HEAD = ("points", "who", "seconds", "ratio", "KL", "trustworthiness", "kNN-5 accuracy", "iterations")


def divergence(features: Any, positions: Any, *, perplexity: float = 20.0) -> float:
    """KL(P || Q) of a layout, every pair counted in Q's sum."""
    pairs = tsne.affinities_of(
        nearest.search(features, k=int(3 * perplexity), threads=2), perplexity, threads=2
    ).P.tocoo()
    place = np.asarray(positions, dtype=np.float64)
    squares = (place**2).sum(axis=1)
    total = -float(len(place))
    for start in range(0, len(place), 2000):
        part = slice(start, start + 2000)
        total += float((1 / (1 + np.maximum(squares[part, None] + squares - 2 * place[part] @ place.T, 0))).sum())
    near = 1 / (1 + ((place[pairs.row] - place[pairs.col]) ** 2).sum(axis=1)) / total
    return float((pairs.data * np.log(pairs.data / near)).sum())


def table(sets: list[tuple[Any, Any]], *, runs: int) -> Table:
    """The section, for (``f4 (n, d)`` features, classes) pairs."""
    from sklearn.manifold import TSNE

    made = Table("Features to a map", " ".join((__doc__ or "").split("\n\n")[1].split()) + f" Medians of {runs}.", HEAD)
    for features, classes in sets:
        call = TSNE(n_components=2, perplexity=20, max_iter=2000, metric="euclidean", random_state=8)
        slow, theirs = timed(lambda call=call, features=features: call.fit_transform(features), runs)
        fast, layout = timed(
            lambda features=features: projections.project(
                features, recipe=Recipe(), threads=2, tick=lambda *_: True, stage=lambda _: None
            ),
            runs,
        )
        n = f"{len(features):,}"
        for who, seconds, positions, steps in (
            ("scikit-learn", slow, theirs, call.n_iter_ + 1),
            ("Imagescape", fast, layout.positions, layout.iterations),
        ):
            quality = (
                divergence(features, positions),
                trust(features, positions, seed=8).map,
                knn_accuracy(positions, classes),
            )
            made.rows.append(
                (n, who, f"{seconds:.2f}", f"**{slow / seconds:.1f}**", *(f"{v:.4f}" for v in quality), f"{steps:,}")
            )
        made.bars.append((f"{n} points", slow / fast))
    return made
