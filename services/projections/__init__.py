"""Owns the projections, which turn features into positions on a map. ``PROJECTIONS`` has one entry for each.

Features are ``f4 (n, d)``, or a :class:`services.features.Features` of more than memory holds. Positions are
``f4 (n, 2 or 3)`` and finite. The same features, recipe and machine give the same positions, bit for bit. Of features
in memory, t-SNE (fast) and PCA do so whatever kernel BLAS takes for the processor (:mod:`services.projections.exact`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.errors import BadRequest
from services.features import IN_MEMORY, FeatureMatrix, Features
from services.projections import landmarks, pca, transform, tsne, tsne_exact, waves
from services.projections.layout import SMALL, Layout, OnStage, small_layout
from services.projections.tsne import new_waves
from services.projections.waves import Waves
from services.projections.waves import sizes as wave_sizes
from services.schema import LayoutTick, Recipe

__all__ = [
    "PROJECTIONS",
    "Layout",
    "Projection",
    "Waves",
    "in_waves",
    "new_waves",
    "project",
    "transform_new",
    "wave_sizes",
]


@dataclass(frozen=True, slots=True)
class Projection:
    """An entry of ``PROJECTIONS``.

    Attributes
    ----------
    name : str
        The key in ``PROJECTIONS``.
    title, help : str
        What the page calls it, and says about it.
    run : callable
        ``run(features, recipe=, threads=, tick=, stage=)`` returns a :class:`Layout` of ``f4 (n, d)`` features.
    transform : callable
        ``transform(old, new, positions, recipe=, threads=, tick=, stage=)`` returns the positions of new pictures; see
        :func:`transform_new`.
    run_large : callable
        The same as ``run`` for a ``Features`` of more than :data:`services.features.IN_MEMORY` pictures.
    iterative : bool
        Whether it descends step by step from neighbours: if not, perplexity and iterations mean nothing to it.
    """

    name: str
    title: str
    help: str
    run: Callable[..., Layout]
    transform: Callable[..., NDArray[np.float32]]
    run_large: Callable[..., Layout]
    iterative: bool = True


def _refuse_large(features: Features, **_: object) -> Layout:
    raise BadRequest(
        f"scikit-learn's t-SNE needs all features in memory and takes hours above {IN_MEMORY:,} pictures; "
        f"these are {features.n:,}. "
        "Choose t-SNE (fast), or map a sample."
    )


PROJECTIONS: dict[str, Projection] = {
    "tsne": Projection(
        "tsne",
        "t-SNE (fast)",
        "Groups of alike pictures; shown while it forms.",
        tsne.run,
        transform.run,
        landmarks.run,
    ),
    "tsne-exact": Projection(
        "tsne-exact",
        "t-SNE (scikit-learn)",
        "The article's own call; slower, the same kind of map.",
        tsne_exact.run,
        transform.run,
        _refuse_large,
    ),
    "pca": Projection(
        "pca",
        "PCA",
        "Instant and linear; only the broadest differences.",
        pca.run,
        pca.transform,
        pca.run_large,
        iterative=False,
    ),
}


def in_waves(recipe: Recipe, n: int) -> bool:
    """Whether a map of ``n`` pictures is laid out in waves (:mod:`services.projections.waves`)."""
    return recipe.projection == "tsne" and recipe.dimensions == 2 and bool(waves.sizes(n))


def project(
    features: Features | ArrayLike,
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
    waves_done: Waves | None = None,
) -> Layout:
    """Lay out features by the recipe.

    Parameters
    ----------
    features : f4 (n, d) or Features
        n at least 1. Above :data:`services.features.IN_MEMORY` rows only a block of them is held at a time.
    recipe : Recipe
    threads : int
    tick : LayoutTick
        Called with (iteration, iterations, positions so far). If it answers False, the layout stays as it is then.
    stage : OnStage
    waves_done : Waves, optional
        Waves of the map that are laid out already. Ignored if the map is not laid out in waves.

    Raises
    ------
    BadRequest
        There is no such projection, or it cannot lay out so many pictures.
    StoppedByUser
        Stopped too early for a layout. This happens above :data:`services.features.IN_MEMORY` pictures before the first
        iteration, and in scikit-learn's t-SNE.
    """
    projection = _projection_of(recipe)
    matrix = _held_if_small(features)
    if len(matrix) <= SMALL:
        stage("project")
        positions = small_layout(Features.of(matrix).all(), recipe.dimensions)
        tick(1, 1, positions)
        return Layout(positions, None, 1, False, {"neighbours": 0.0, "project": 0.0})
    options: dict[str, object] = {"recipe": recipe, "threads": threads, "tick": tick, "stage": stage}
    if waves_done is not None and in_waves(recipe, len(matrix)):
        options["waves_done"] = waves_done
    if len(matrix) > IN_MEMORY:
        return projection.run_large(Features.of(matrix), **options)
    return projection.run(matrix, **options)


def transform_new(
    old: Features | ArrayLike,
    new: Features | ArrayLike,
    positions: NDArray[np.float32],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
) -> NDArray[np.float32]:
    """Give new pictures positions on a finished map, whose points stay where they are.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
        Features of the n pictures of the map, n at least 1, and of the m new ones.
    positions : f4 (n, 2 or 3)
        Of the old pictures; not changed.
    recipe : Recipe
        That of the map.
    threads : int
    tick : LayoutTick
        Called with (iteration, iterations, None); False stops.
    stage : OnStage

    Returns
    -------
    f4 (m, 2 or 3)
        Finite. The same input gives the same numbers.

    Raises
    ------
    BadRequest, StoppedByUser
    """
    projection = _projection_of(recipe)
    # So few old pictures were laid out by small_layout, whatever the recipe says.
    method = transform.run if len(Features.of(old)) <= SMALL else projection.transform
    transformed = method(
        _held_if_small(old), _held_if_small(new), positions, recipe=recipe, threads=threads, tick=tick, stage=stage
    )
    return np.where(np.isfinite(transformed), transformed, positions.mean(axis=0)).astype(np.float32)


def _projection_of(recipe: Recipe) -> Projection:
    if recipe.projection not in PROJECTIONS:
        raise BadRequest(f"{recipe.projection!r} is no projection. Choose one of {', '.join(PROJECTIONS)}.")
    return PROJECTIONS[recipe.projection]


def _held_if_small(features: Features | ArrayLike) -> FeatureMatrix:
    """Return an array, ``f4 (n, d)``, or the ``Features`` of more than :data:`services.features.IN_MEMORY` rows."""
    if isinstance(features, Features):
        return features if features.n > IN_MEMORY else features.all()
    return np.ascontiguousarray(features, dtype=np.float32)
