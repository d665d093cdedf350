"""Owns PCA: features to fewer directions where all would take too long, or to the map itself; same seed, same
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: Multiplications an exact search of neighbours may cost, n x n x directions: about a second on two cores.
AFFORDABLE = 1.4e11
#: Directions that candidates for neighbours are found by, at least and at most
#: (:func:`services.neighbours.nearest.refined`).
LEAST, MOST = 50, 192


def directions_for(n: int, width: int) -> int:
    """How many directions neighbours are looked for in: all while that is affordable (10,000 pictures of 1,280
    numbers).

    Above that they find candidates only, which are then compared in all numbers. 27,000 of cifar10, share of the 60
    true neighbours found:
    617 directions alone .94 in 5.1 s, 192 and candidates .996 in 3.2 s.
    """
    if n**2 * width <= AFFORDABLE:
        return width
    return int(min(width, np.clip(AFFORDABLE / n**2, LEAST, MOST)))


def pca(features: Any, *, directions: int, seed: int) -> Any:
    """Principal components.

    Parameters
    ----------
    features : f4 (n, d)
    directions : int
        How many to keep; fewer if n or d allow no more. Raise it for encoders whose features are spread over more.
    seed : int
        Of the randomized solver (Halko 2011, arXiv:0909.4061), used where there are few points of many numbers.

    Returns
    -------
    f4 (n, directions)
        Each direction's sign fixed so that its largest entry is positive.
    """
    from sklearn.decomposition import PCA

    n, width = features.shape
    kept = min(directions, n, width)
    # With many points the width x width covariance is quick to make, and exact.
    solver = "covariance_eigh" if n >= width else "randomized" if min(n, width) > 4 * kept else "full"
    if not np.ptp(features, axis=0).any():
        return np.zeros((n, kept), dtype=np.float32)
    scores = PCA(n_components=kept, svd_solver=solver, random_state=seed).fit_transform(features)
    largest = scores[np.abs(scores).argmax(axis=0), np.arange(kept)]
    return (scores * np.where(largest < 0, -1, 1)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Basis:
    """The strongest directions of some features, to which others can be reduced too."""

    centre: Any
    directions: Any

    def of(self, features: Any) -> Any:
        """``f4 (m, d)`` reduced: ``f4 (m, directions)``."""
        return (np.asarray(features, dtype=np.float32) - self.centre) @ self.directions


def basis(features: Any, *, directions: int) -> Basis:
    """Principal directions of ``features``, ``f4 (n, d)``, from their covariance; each one's largest entry is
    positive.
    """
    vectors = np.asarray(features, dtype=np.float32)
    centre = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    centred = vectors - centre
    _, found = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    kept = found[:, ::-1][:, : min(directions, *vectors.shape)]
    largest = kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])]
    return Basis(centre, (kept * np.where(largest < 0, -1, 1)).astype(np.float32))
