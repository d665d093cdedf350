"""Owns where regions lie on the ground: the part that each takes, its heart, and where the ground is too sparse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.groups.ground import Ground

#: Ground that is less dense than this share of the median over all rows belongs to no region.
SPARSE = 0.25


def sparse(ground: Ground) -> float:
    """The density below which there is no region."""
    return SPARSE * float(np.median(ground.density.ravel()[ground.cells]))


def boxed(spots: NDArray[np.int32], of_part: NDArray[np.integer], groups: int) -> list[tuple[slice, ...]]:
    """The part of the ground that each of ``groups`` lies in; ``of_part`` has the group of each region in ``spots``."""
    from scipy import ndimage

    found: list[tuple[slice, ...] | None] = [None] * groups
    for part, box in zip(of_part, ndimage.find_objects(spots + 1), strict=False):
        before = found[part]
        found[part] = (
            box if before is None else tuple(_over(one, other) for one, other in zip(before, box, strict=True))
        )
    return [box or (slice(0, 1),) * spots.ndim for box in found]


def _over(one: slice, other: slice) -> slice:
    return slice(min(one.start, other.start), max(one.stop, other.stop))


def heart(ground: Ground, mask: NDArray[np.bool_], box: tuple[slice, ...]) -> tuple[float, ...]:
    """Where the density times the distance to the region's border is largest."""
    from scipy import ndimage

    firm = np.pad(mask & (ground.density[box] >= sparse(ground)), 1)
    score = (ndimage.distance_transform_edt(firm) * np.pad(ground.broad[box], 1))[(slice(1, -1),) * mask.ndim]
    at = np.unravel_index(int(score.argmax()), mask.shape)
    cell = tuple(int(place) + part.start for place, part in zip(at, box, strict=True))
    return ground.place(int(np.ravel_multi_index(cell, ground.basin.shape)))
