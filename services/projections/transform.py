"""Owns transform: new pictures get positions on a finished t-SNE map whose points stay.

Each new point begins at one of its nearest neighbours (:mod:`services.projections.transform_start`). It then descends
by itself, as in openTSNE's ``transform`` (Poličar 2023, doi:10.1007/s10994-021-06043-1): its neighbours among the old
points attract it, and all old points repel it. New points do not act on one another, so a picture's position does not
depend on which others are added with it. A copy of an old picture comes to lie beside it; in
three dimensions it lies exactly on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.errors import StoppedByUser
from services.features import FeatureMatrix, Features
from services.projections.jitter import separate_from
from services.projections.layout import OnStage, perplexity_for
from services.projections.transform_start import BATCH, neighbour_medoids, relative_neighbours
from services.schema import LayoutTick, Recipe

#: Perplexity of the affinities of a new point, whatever the perplexity of the map's own recipe. The default recipe has
#: this perplexity too. (In a layout of all pictures together, two points attract each other if either is a neighbour of
#: the other. Here, a new point is attracted by its own neighbours only.)
PERPLEXITY = 20.0
#: Iterations.
STEPS = 20
#: Factor on the attraction, in all iterations.
EXAGGERATION = 12.0
LEARNING_RATE = 1.0
MOMENTUM = 0.8
#: A longer gradient is shortened to this length, so that no point is thrown off the map.
MAX_GRADIENT = 0.25
#: Iterations between two calls of ``tick``.
EVERY = 10
#: With fewer neighbours than this, affinities cannot be fitted to a perplexity. There is no descent then: points stay
#: where they begin.
MIN_NEIGHBOURS = 4
#: A new point may lie beyond the outermost old points, but by no more than this share of the map's width, plus 1 unit
#: of the map. A point that lies farther out goes back to where it began.
MARGIN = 0.05


def run(
    old: FeatureMatrix,
    new: FeatureMatrix,
    positions: NDArray[np.float32],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
) -> NDArray[np.float32]:
    """Give new pictures positions on the map of the old ones.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
    positions : f4 (n, 2 or 3)
        Of the old pictures; not changed.
    recipe : Recipe
        Not used.
    threads : int
    tick : LayoutTick
        Called with (iteration, iterations, None) every few iterations; False stops.
    stage : OnStage

    Returns
    -------
    f4 (m, 2 or 3)

    Raises
    ------
    StoppedByUser
    """
    del recipe
    stage("neighbours")
    neighbours, relative = relative_neighbours(old, new, threads=threads)
    start = neighbour_medoids(positions, neighbours, relative)
    stage("project")
    settled = _descend(start, neighbours, relative, positions, threads=threads, tick=tick)
    out = keep_on_map(settled, start, positions)
    copy_of = copies(old, new, neighbours)
    out[copy_of >= 0] = positions[copy_of[copy_of >= 0]]
    transformed = out.astype(np.float32)
    return separate_from(positions, transformed) if transformed.shape[1] == 2 else transformed


def _descend(
    start: NDArray[np.float64],
    neighbours: NDArray[np.int64],
    relative: NDArray[np.float32],
    positions: NDArray[np.float32],
    *,
    threads: int,
    tick: LayoutTick,
) -> NDArray[np.float64]:
    """Return the positions of the new points, ``f8 (m, 2 or 3)``, after the descent from ``start``."""
    from openTSNE.affinity import joint_probabilities_nn
    from openTSNE.tsne import PartialTSNEEmbedding

    k = neighbours.shape[1]
    if k < MIN_NEIGHBOURS:
        return start
    affinities = joint_probabilities_nn(
        neighbours,
        relative.astype(np.float64),
        [perplexity_for(k + 1, PERPLEXITY)],
        symmetrize=False,
        normalization="point-wise",
        n_reference_samples=len(positions),
        n_jobs=threads,
    )

    def on_step(iteration: int, _error: float, _current: NDArray[np.float64]) -> bool:
        if not tick(iteration, STEPS, None):
            raise StoppedByUser(
                "Stopped before the new pictures were placed; their features are kept, "
                "and the next start goes on from there."
            )
        return False

    fixed = np.asarray(positions, dtype=np.float64).view(_Fixed)
    embedding = PartialTSNEEmbedding(start, fixed, affinities, negative_gradient_method="bh", n_jobs=threads)
    settled = embedding.optimize(
        STEPS,
        learning_rate=LEARNING_RATE,
        exaggeration=EXAGGERATION,
        momentum=MOMENTUM,
        max_grad_norm=MAX_GRADIENT,
        callbacks=on_step,
        callbacks_every_iters=EVERY,
        propagate_exception=True,
    )
    out: NDArray[np.float64] = np.asarray(settled)
    return out


class _Fixed(np.ndarray):
    """Old positions with the two attributes that openTSNE reads; None means that there is no interpolation grid."""

    box_x_lower_bounds = interp_coeffs = None


def copies(old: FeatureMatrix, new: FeatureMatrix, neighbours: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the new pictures whose features equal those of an old one.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
    neighbours : i8 (m, k)
        Rows of ``old``, nearest first.

    Returns
    -------
    i8 (m,)
        The row of ``old``; -1 where there is none.
    """
    old_features, new_features = Features.of(old), Features.of(new)
    same = np.empty(new_features.n, dtype=bool)
    for at, block in new_features.blocks(BATCH):
        part = slice(at, at + len(block))
        same[part] = (old_features.rows(neighbours[part, 0]) == block).all(axis=1)
    return np.where(same, neighbours[:, 0], -1)


def keep_on_map(
    settled: NDArray[np.float64], start: NDArray[np.float64], old: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Move points that have left the map, or are not finite, back to where they began.

    Parameters
    ----------
    settled, start : f8 (m, 2 or 3)
        Positions of the new points after and before the descent.
    old : f4 (n, 2 or 3)
        Positions of the old points.

    Returns
    -------
    f8 (m, 2 or 3)
    """
    low, high = old.min(axis=0), old.max(axis=0)
    margin = MARGIN * float((high - low).max()) + 1.0
    inside = (settled >= low - margin).all(axis=1) & (settled <= high + margin).all(axis=1)
    kept = np.isfinite(settled).all(axis=1) & inside
    return np.where(kept[:, None], settled, start)
