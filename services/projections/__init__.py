"""Owns the projections: ``PROJECTIONS`` holds them, a file an entry.

In: ``f4 (n, d)``, or :class:`Features` of more than memory holds. Out: :class:`Layout`, ``f4 (n, 2 or 3)``, finite; the
same input and seed
give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.errors import BadRequest
from services.features import IN_MEMORY, Features
from services.projections import landmarks, pca, streamed, tsne, tsne_exact, waves
from services.projections.layout import FEW, Layout, few
from services.projections.tsne import grow
from services.projections.waves import Waves
from services.projections.waves import ends as wave_ends
from services.schema import LayoutTick, Recipe

__all__ = ["PROJECTIONS", "Layout", "Projection", "Waves", "grow", "grows", "place", "project", "wave_ends"]


@dataclass(frozen=True, slots=True)
class Projection:
    """``run(features, recipe=, threads=, tick=, stage=)`` answers a :class:`Layout`; ``tick`` False means: stop there.

    ``large`` is the same for :class:`Features`, above :data:`services.features.IN_MEMORY` pictures.
    ``place(old, new, positions, recipe=, threads=, tick=, stage=)`` answers where new pictures belong on a finished map
    of the old.
    """

    name: str
    title: str
    help: str
    run: Callable[..., Layout]
    place: Callable[..., Any]
    large: Callable[..., Layout]


def _refused(features: Features, **_: Any) -> Layout:
    raise BadRequest(
        f"scikit-learn's t-SNE needs all features in memory and takes hours above {IN_MEMORY:,} pictures; these are {features.n:,}. "
        "Choose t-SNE (fast), or map a sample."
    )


PROJECTIONS: dict[str, Projection] = {
    "tsne": Projection(
        "tsne", "t-SNE (fast)", "Groups of alike pictures; shown while it forms.", tsne.run, tsne.place, landmarks.run
    ),
    "tsne-exact": Projection(
        "tsne-exact",
        "t-SNE (scikit-learn)",
        "The article's own call; slower, the same kind of map.",
        tsne_exact.run,
        tsne.place,
        _refused,
    ),
    "pca": Projection(
        "pca", "PCA", "Instant and linear; only the broadest differences.", pca.run, pca.place, streamed.run
    ),
}


def grows(recipe: Recipe, n: int) -> bool:
    """Whether a map of ``n`` pictures grows in waves."""
    return recipe.projection == "tsne" and recipe.dimensions == 2 and bool(waves.ends(n))


def project(
    features: Any,
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: Callable[[str], None],
    begun: waves.Waves | None = None,
) -> Layout:
    """Lay out features by the recipe.

    Parameters
    ----------
    features : f4 (n, d) or Features
        n at least 1; above :data:`services.features.IN_MEMORY` never more than a block of them is held.
    tick : LayoutTick
        Told (iteration, of how many, positions so far); False stops and keeps the layout as it is.
    stage : callable
        Told ``neighbours`` and ``project`` when they begin.
    begun : Waves, optional
        Of a map that grows, the waves that are done.

    Raises
    ------
    BadRequest
        No such projection, or it cannot lay out so many.
    StoppedByUser
        Above :data:`services.features.IN_MEMORY`, and by scikit-learn: before the first iteration.
    """
    if recipe.projection not in PROJECTIONS:
        raise BadRequest(f"{recipe.projection!r} is no projection. Choose one of {', '.join(PROJECTIONS)}.")
    if len(features) <= FEW:
        stage("project")
        positions = few(_held(features), recipe.dimensions)
        tick(1, 1, positions)
        return Layout(positions, None, 1, False, {"neighbours": 0.0, "project": 0.0})
    more = {"begun": begun} if begun is not None and grows(recipe, len(features)) else {}
    if len(features) > IN_MEMORY:
        return PROJECTIONS[recipe.projection].large(
            Features.of(features), recipe=recipe, threads=threads, tick=tick, stage=stage, **more
        )
    return PROJECTIONS[recipe.projection].run(
        _held(features), recipe=recipe, threads=threads, tick=tick, stage=stage, **more
    )


def _held(features: Any) -> Any:
    """As an array, but for what is too much for one."""
    if isinstance(features, Features):
        return features if features.n > IN_MEMORY else features.all()
    return np.ascontiguousarray(features, dtype=np.float32)


def place(
    old: Any, new: Any, positions: Any, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Callable[[str], None]
) -> Any:
    """Where new pictures belong on a map whose points stay.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
        Features of the pictures that are there, n at least 1, and of those to come.
    positions : f4 (n, 2 or 3)
        Of the old; never changed.
    tick, stage
        As in :func:`project`; no positions are handed on.

    Returns
    -------
    f4 (m, 2 or 3)
        Finite; the same input gives the same numbers.

    Raises
    ------
    BadRequest, StoppedByUser
    """
    if recipe.projection not in PROJECTIONS:
        raise BadRequest(f"{recipe.projection!r} is no projection. Choose one of {', '.join(PROJECTIONS)}.")
    # What few pictures were laid out by is none of the projections.
    method = tsne.place if len(old) <= FEW else PROJECTIONS[recipe.projection].place
    there, came = (_held(part) for part in (old, new))
    placed = method(there, came, positions, recipe=recipe, threads=threads, tick=tick, stage=stage)
    return np.where(np.isfinite(placed), placed, positions.mean(axis=0)).astype(np.float32)
