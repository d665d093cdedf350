"""Owns names by folder: of the folder that most of a region is in, and that is mostly in the region."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.groups.name import FOLDER, Name
from services.groups.regions import Regions
from services.library import Folders
from services.schema import visible

#: More than this share of the region is in the folder, and more than this share of the folder in the region.
MOST = 0.5


def names(regions: Regions, folders: Folders) -> list[list[Name]]:
    """The names by folder of each region, level by level. Of folders that lie in one another it is the deepest."""
    paths, inside = _tree(folders.names)
    parts = len(regions.levels[-1])
    key = folders.codes.astype(np.int64) * (parts + 1) + regions.codes
    counts = np.bincount(key, minlength=len(folders.names) * (parts + 1)).reshape(-1, parts + 1)
    # Rows of each folder, with all that lie in it, in each region of the finest level.
    of_folder = np.zeros((len(paths), parts + 1), np.int64)
    for folder, above in enumerate(inside):
        of_folder[above] += counts[folder]
    total = of_folder.sum(axis=1)
    depth = np.array([path.count("/") for path in paths])
    found = []
    for level in regions.levels:
        names = []
        for region in level:
            rows = of_folder[:, list(region.parts)].sum(axis=1)
            names.append(_name(paths, rows / region.n, rows / np.maximum(total, 1), depth))
        found.append(names)
    return found


def _tree(names: list[str]) -> tuple[list[str], list[list[int]]]:
    """Every folder that something lies in, and for each of ``names`` the places of those it lies in, and its own."""
    place: dict[str, int] = {}
    inside = []
    for name in names:
        steps = [step for step in name.split("/") if step]
        inside.append([place.setdefault("/".join(steps[: at + 1]), len(place)) for at in range(len(steps))])
    return list(place), inside


def _name(
    paths: list[str], of_region: NDArray[np.float64], of_folder: NDArray[np.float64], depth: NDArray[np.int64]
) -> Name:
    fits = np.flatnonzero((of_region > MOST) & (of_folder > MOST))
    if not len(fits):
        return Name()
    # Two folders cannot both hold most of a region unless one lies in the other.
    deepest = int(fits[depth[fits].argmax()])
    path = visible(paths[deepest])
    return Name(path.rpartition("/")[2], FOLDER, float(of_region[deepest]), "/".join(path.split("/")[-2:]))
