"""Owns the outlines of regions on a plane: soft rings that never cross themselves.

A region's cells, smoothed, are a hill whose contour at half its height is the outline. A contour line of a function on
a grid (marching squares, Lorensen and Cline 1987, doi:10.1145/37402.37422) is closed and simple; it passes between the
cells' middles, and is thinned by less than the distance to another part of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.groups.places import boxed, sparse
from services.groups.regions import Regions

#: Standard deviation of the smoothing, in cells of a grid of half as many: an outline is 2 % of the map soft at most.
SOFT = 1.5
#: Corners that lie less than this many such cells off the line between those that are kept are left out.
THIN = 0.3
#: Rings that enclose fewer such cells are not drawn.
SPECK = 6.0
#: Cells around a region, which the smoothing reaches.
MARGIN = 8
_HALF = 0.5


class Outlines(NamedTuple):
    """The rings of all regions of a map.

    Attributes
    ----------
    points : f4 (m, 2)
        Corners, ring after ring, in the units of the map. A ring is not closed by its first corner again.
    rings : i4 (r, 2)
        Of each ring the id of the region, and how many corners it has. The rings of a region enclose its parts, and a
        hole in it (even-odd).
    """

    points: NDArray[np.float32]
    rings: NDArray[np.int32]


def draw(regions: Regions) -> Outlines:
    """The outlines of a map on a plane."""
    ground = regions.ground
    firm = ground.density >= sparse(ground)
    spots = np.where(firm, regions.spots, len(regions.levels[-1]))
    points: list[NDArray[np.float64]] = []
    rings: list[tuple[int, int]] = []
    for level in regions.levels:
        # The last is of the cells in no region.
        of_part = np.full(len(regions.levels[-1]) + 1, len(level))
        for place, region in enumerate(level):
            of_part[list(region.parts)] = place
        for place, box in enumerate(boxed(regions.spots, of_part[:-1], len(level))):
            for ring in _rings(of_part[spots[box]] == place, box):
                points.append(ground.low + ring * ground.step)
                rings.append((level[place].id, len(ring)))
    every = np.concatenate(points) if points else np.empty((0, 2))
    return Outlines(every.astype(np.float32), np.array(rings, np.int32).reshape(-1, 2))


def _rings(mask: NDArray[np.bool_], box: tuple[slice, ...]) -> list[NDArray[np.float64]]:
    """The rings of a region, in cells of the ground from its corner; ``mask`` has the cells of ``box``."""
    from scipy import ndimage

    # Half the resolution, with a margin, so that every contour is closed. The grid of halves begins at an even cell.
    begins = np.array([part.start for part in box])
    odd = begins % 2
    even = np.pad(mask, [(before, (before + side) % 2) for before, side in zip(odd, mask.shape, strict=True)])
    halves = even.reshape(even.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3))
    hill = ndimage.gaussian_filter(np.pad(halves, MARGIN), SOFT, mode="constant")
    found = [ring for ring in contours(hill, _HALF) if abs(_area(ring)) >= SPECK]
    # The middle of the first coarse cell lies one cell from the corner of the ground.
    return [(thinned(ring, THIN) - MARGIN + 0.5) * 2 + begins - odd for ring in found]


def contours(height: NDArray[np.float64], level: float) -> list[NDArray[np.float64]]:
    """The closed lines at which ``height``, on a grid, passes ``level``; higher ground lies on one side of each.

    Parameters
    ----------
    height : f8 (a, b)
        Lower than ``level`` at the edge.

    Returns
    -------
    list of f8 (m, 2)
        Corners, in places of the grid; each lies between two neighbours of which one is higher.
    """
    high = height >= level
    follows: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    # The corners of a square, going around it, and the edges between them as (row, column, axis) from its own place.
    edges = ((0, 0, 1), (0, 1, 0), (1, 0, 1), (0, 0, 0))
    corner = np.stack([high[:-1, :-1], high[:-1, 1:], high[1:, 1:], high[1:, :-1]], axis=-1)
    mixed = corner.any(axis=-1) & ~corner.all(axis=-1)
    for i, j in np.argwhere(mixed).tolist():
        around = corner[i, j].tolist()
        enters = [side for side in range(4) if not around[side] and around[(side + 1) % 4]]
        leaves = [side for side in range(4) if around[side] and not around[(side + 1) % 4]]
        if len(enters) == 2 and height[i : i + 2, j : j + 2].mean() >= level:
            # A saddle: the two high corners belong together where the middle is high.
            leaves = [(side + 3) % 4 for side in enters]
        else:
            leaves = [next((side + by) % 4 for by in (1, 2, 3) if (side + by) % 4 in leaves) for side in enters]
        for enter, leave in zip(enters, leaves, strict=True):
            start, end = edges[enter], edges[leave]
            follows[i + start[0], j + start[1], start[2]] = (i + end[0], j + end[1], end[2])
    return [_line(ring, height, level) for ring in _loops(follows)]


def _loops(follows: dict[tuple[int, int, int], tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """The loops that a successor of each edge makes."""
    loops = []
    while follows:
        at = next(iter(follows))
        loop = []
        while at in follows:
            loop.append(at)
            at = follows.pop(at)
        loops.append(loop)
    return loops


def _line(ring: list[tuple[int, int, int]], height: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """The place on each edge at which the level is passed."""
    i, j, axis = np.array(ring).T
    one, other = height[i, j], height[i + (axis == 0), j + (axis == 1)]
    share = (level - one) / (other - one)
    return np.column_stack([i + np.where(axis == 0, share, 0), j + np.where(axis == 1, share, 0)])


def _area(ring: NDArray[np.float64]) -> float:
    following = np.roll(ring, -1, axis=0)
    return float((ring[:, 0] * following[:, 1] - ring[:, 1] * following[:, 0]).sum() / 2)


def thinned(ring: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """The ring without the corners that lie within ``most`` of the line between those that are kept.

    By Douglas and Peucker 1973 (doi:10.3138/FM57-6770-U75U-7727), from two corners that lie far apart.
    """
    far = int(((ring - ring[0]) ** 2).sum(axis=1).argmax())
    closed = np.concatenate([ring, ring[:1]])
    kept = {0, far}
    spans = [(0, far), (far, len(ring))]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        way, inner = closed[end] - closed[start], closed[start + 1 : end] - closed[start]
        length = float(way @ way)
        along = np.clip(inner @ way / length, 0, 1) if length else np.zeros(len(inner))
        off = ((inner - along[:, None] * way) ** 2).sum(axis=1)
        worst = int(off.argmax())
        if off[worst] > most**2:
            middle = start + 1 + worst
            kept.add(middle)
            spans += [(start, middle), (middle, end)]
    return ring[sorted(kept)]
