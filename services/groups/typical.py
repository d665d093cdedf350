"""Owns the picture that stands for a region: the most typical one of its densest part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.features import FeatureMatrix
from services.groups.regions import Regions

#: Rows of a region that are looked at: those where its ground is densest. Their features are read, and no others.
LOOKED_AT = 64
#: Rows whose mean all features are compared with: the first, as rows are in random order.
MEAN_OF = 1_000


def rows(regions: Regions, features: FeatureMatrix) -> list[int]:
    """The row that stands for each region, in the order of their ids.

    Of the rows looked at it is the one whose feature has the largest cosine to their mean. The mean of the map is taken
    off first.

    Parameters
    ----------
    regions : Regions
    features : f4 (n, d) or Features
    """
    ground = regions.ground
    height = ground.density.ravel()[ground.cells]
    # Rows in the order of the regions of the finest level, in each the densest first.
    order = np.lexsort((np.arange(len(height)), -height, regions.codes))
    ends = np.cumsum(np.bincount(regions.codes, minlength=len(regions.levels[-1]) + 1))
    of_part = [order[end - size : end] for end, size in zip(ends, np.diff(ends, prepend=0), strict=True)]
    middle = features[np.arange(min(MEAN_OF, len(features)))].mean(axis=0, dtype=np.float64).astype(np.float32)
    found = []
    for region in (region for level in regions.levels for region in level):
        every = np.concatenate([of_part[part][:LOOKED_AT] for part in region.parts])
        dense = every[np.lexsort((every, -height[every]))][:LOOKED_AT]
        found.append(int(dense[_most_typical(features[dense] - middle)]))
    return found


def _most_typical(vectors: NDArray[np.float32]) -> int:
    """The place of the vector with the largest cosine to the mean of all, each of them of length 1."""
    units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return int((units @ units.mean(axis=0)).argmax())
