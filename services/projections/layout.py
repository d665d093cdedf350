"""Owns what a projection returns, and the layout of so few points that no projection is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.projections import exact
from services.schema import ALL_WAVES

#: Up to this many points are laid out by :func:`small_layout`. t-SNE cannot: the smallest perplexity, 1, takes three
#: neighbours of each point.
SMALL = 3

#: Called with ``neighbours`` and with ``project`` when that part of a projection begins.
OnStage: TypeAlias = Callable[[str], None]


class LayoutStopped(Exception):
    """A ``tick`` has answered False. Raised inside projections, to leave a computation that has no other way out."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a projection returns.

    Attributes
    ----------
    positions : f4 (n, 2 or 3)
        Finite.
    perplexity : float or None
        The perplexity that was used; None if the method has none.
    iterations : int
        Iterations that were done.
    stopped : bool
        Whether the user stopped the layout.
    seconds : dict
        Time taken by each step.
    waves : int
        Waves that were done, if the layout ended after a wave (:mod:`services.projections.waves`); else ``ALL_WAVES``.
    neighbours : i4 (n, 15) or None
        The table of neighbours (:mod:`services.neighbours.table`), if they were found on the way.
    """

    positions: NDArray[np.float32]
    perplexity: float | None
    iterations: int
    stopped: bool
    seconds: dict[str, float]
    waves: int = ALL_WAVES
    neighbours: NDArray[np.int32] | None = None


def small_layout(features: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Lay out one, two or three points by their principal components, scaled so that the largest coordinate is 1.

    Each point is then moved to another side by 0.05, so that copies do not coincide.

    Parameters
    ----------
    features : f4 (n, d)
        n at most :data:`SMALL`.
    dimensions : int
        2 or 3.

    Returns
    -------
    f4 (n, dimensions)
        Centred on zero.
    """
    n = len(features)
    positions = np.zeros((n, dimensions), dtype=np.float64)
    if n > 1:
        centred = np.asarray(features, dtype=np.float64) - np.mean(features, axis=0)
        u, s, _ = np.linalg.svd(centred, full_matrices=False)
        components = (u * s)[:, :dimensions]
        scale = np.abs(components).max()
        if scale > 0:
            positions[:, : components.shape[1]] = exact.rounded(components / scale)
        angles = 2 * np.pi * np.arange(n) / n
        positions[:, :2] += 0.05 * np.column_stack([np.cos(angles), np.sin(angles)])
    centred_positions: NDArray[np.float64] = positions - positions.mean(axis=0)
    return centred_positions.astype(np.float32)


def perplexity_for(n: int, wanted: float) -> float:
    """Return the perplexity to use with ``n`` points.

    It is ``wanted``, but at most a third of the other points (van der Maaten 2008, section 2): t-SNE takes three times
    as many neighbours of each point as the perplexity.
    """
    return float(max(1.0, min(wanted, (n - 1) / 3)))
