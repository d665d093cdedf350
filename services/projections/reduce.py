"""Owns PCA: features to their 50 strongest directions before t-SNE, or to the map itself; same seed, same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Directions kept before t-SNE of many points, as in Kobak and Berens 2019 (doi:10.1038/s41467-019-13056-x).
DIRECTIONS = 50
#: And of up to :data:`SMALL` points, where more cost nothing. 1,797 digits, kNN accuracy of class with 50, 100, 150, 200 and all
#: directions: .862, .869, .873, .878, .879; 2,000 of cifar10, trustworthiness: .912, .906, .903, .901, .895.
DIRECTIONS_SMALL, SMALL = 150, 10_000


def directions_for(n: int) -> int:
    """How many directions t-SNE of ``n`` points is given."""
    return DIRECTIONS_SMALL if n <= SMALL else DIRECTIONS


def pca(features: Any, *, directions: int, seed: int) -> Any:
    """Principal components.

    Parameters
    ----------
    features : f4 (n, d)
    directions : int
        How many to keep; fewer if n or d allow no more. Raise it for encoders whose features are spread over more.
    seed : int
        Of the randomized solver (Halko 2011, arXiv:0909.4061).

    Returns
    -------
    f4 (n, directions)
        Each direction's sign fixed so that its largest entry is positive.
    """
    from sklearn.decomposition import PCA

    n, width = features.shape
    kept = min(directions, n, width)
    solver = "randomized" if min(n, width) > 4 * kept else "full"
    if not np.ptp(features, axis=0).any():
        return np.zeros((n, kept), dtype=np.float32)
    scores = PCA(n_components=kept, svd_solver=solver, random_state=seed).fit_transform(features)
    largest = scores[np.abs(scores).argmax(axis=0), np.arange(kept)]
    return (scores * np.where(largest < 0, -1, 1)).astype(np.float32)
