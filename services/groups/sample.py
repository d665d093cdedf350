"""Owns the sample of rows from which regions are named: of a million pictures some thousand tell as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.groups.regions import Region, Regions

#: Rows of each region of the finest level, and of the map as a whole. Rows are in random order: the first are taken.
OF_PART, OF_MAP = 200, 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of a map.

    Attributes
    ----------
    rows : i8 (m,)
        Row numbers, rising.
    part : i8 (m,)
        The place in the finest level of each one's region; the number of regions there if it is in none.
    whole : bool (m,)
        Which of them stand for the map as a whole.
    size : i8 (parts,)
        Rows of the map in each region of the finest level.
    """

    rows: NDArray[np.int64]
    part: NDArray[np.int64]
    whole: NDArray[np.bool_]
    size: NDArray[np.int64]

    def shares(self, has: NDArray[np.floating] | NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Means of ``has``, ``(m, w)``: over each region of the finest level, ``f8 (parts, w)``, and over the map."""
        means = [has[self.part == part].mean(axis=0, dtype=np.float64) for part in range(len(self.size))]
        return np.array(means), has[self.whole].mean(axis=0, dtype=np.float64)

    def of_region(self, region: Region, means: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mean over a region of what :meth:`shares` has for its parts."""
        parts = list(region.parts)
        return np.asarray(np.average(means[parts], axis=0, weights=self.size[parts]))


def draw(regions: Regions) -> Sample:
    """The sample of a map."""
    parts = len(regions.levels[-1])
    order = np.argsort(regions.codes, kind="stable")
    size = np.bincount(regions.codes, minlength=parts + 1)
    start = np.cumsum(size) - size
    of_parts = [order[start[part] :][: min(OF_PART, size[part])] for part in range(parts)]
    rows = np.unique(np.concatenate([*of_parts, np.arange(min(OF_MAP, len(order)))]))
    # Of a part more rows than are wanted may come with those of the map; they are as random as the others.
    return Sample(rows, regions.codes[rows].astype(np.int64), rows < OF_MAP, size[:parts])
