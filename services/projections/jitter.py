"""Owns jitter: copies of one picture, which t-SNE draws to one spot, are moved a little apart.

Each copy then has a place of its own that the pointer can hover over. All other points stay where they are. Copies are
arranged as the seeds of a sunflower: seed number r lies at a distance of sqrt(r) from the middle, and turned by the
golden angle from the seed before it (Vogel 1979, "A better way to construct the sunflower head").

Positions are in units of the map, where 1 is the width of t-SNE's kernel.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Width of the cells of a grid. Two points in one cell cannot be told apart by eye, and count as copies.
CELL = 0.05
#: Distance between copies afterwards. It is a pixel or more when the whole map is on the screen. It lowers the affinity
#: q between two copies by 8 %, which does not matter.
SPACING = 0.3
#: About the farthest that a copy is moved, however many copies there are. More than 100 copies therefore lie closer
#: together than :data:`SPACING`.
FARTHEST = 3.0
#: Radians.
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))

#: Shift of the grid (0 or 0.5), column, row.
_Cell: TypeAlias = tuple[float, int, int]


def separate(positions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move the copies among the points of a new layout apart, around their common centre and in row order.

    Parameters
    ----------
    positions : f4 (n, 2)

    Returns
    -------
    f4 (n, 2)
    """
    out = np.array(positions, dtype=np.float64)
    # Two copies can lie on either side of a border between cells. A second pass with cells shifted by half finds them.
    for shift in (0.0, 0.5):
        cells = np.floor(out / CELL + shift).astype(np.int64)
        _, cell_of, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
        cell_of = cell_of.ravel()
        copies = np.flatnonzero(counts[cell_of] > 1)
        if not len(copies):
            continue
        # ``order`` lists the copies cell by cell, and row by row within a cell. ``first`` tells where each cell begins.
        order = copies[np.argsort(cell_of[copies], kind="stable")]
        count = counts[cell_of[order]]
        first = np.flatnonzero(np.r_[True, cell_of[order][1:] != cell_of[order][:-1]])
        in_cell = counts[cell_of[order[first]]]
        rank = np.arange(len(order)) - np.repeat(first, in_cell)
        centre = np.add.reduceat(out[order], first, axis=0) / in_cell[:, None]
        radius = np.minimum(SPACING, FARTHEST / np.sqrt(count)) * np.sqrt(rank + 0.5)
        offset = np.column_stack([np.cos(rank * GOLDEN_ANGLE), np.sin(rank * GOLDEN_ANGLE)]) * radius[:, None]
        out[order] = np.repeat(centre, in_cell, axis=0) + offset
    return out.astype(np.float32)


def separate_from(fixed: NDArray[np.float32], positions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move new points away from the fixed points of a map and from one another, until each has a cell of its own.

    Parameters
    ----------
    fixed : f4 (n, 2)
        Points that stay.
    positions : f4 (m, 2)
        New points. One that has a cell to itself stays, too.

    Returns
    -------
    f4 (m, 2)
        New positions of the new points.
    """
    taken = {*_cells(fixed, 0.0), *_cells(fixed, 0.5)}
    out = np.array(positions, dtype=np.float64)
    homes = [(x, y) for x, y in out.tolist()]
    copies = Counter(homes)
    # How many places around each home have been tried. The next copy goes on from there. Otherwise thousands of copies
    # would try the same taken places again and again.
    tried: Counter[tuple[float, float]] = Counter()
    for row, home in enumerate(homes):
        spacing = min(SPACING, FARTHEST / np.sqrt(copies[home]))
        while not taken.isdisjoint(_cells_of(out[row])):
            tried[home] += 1
            angle = tried[home] * GOLDEN_ANGLE
            out[row] = home + spacing * np.sqrt(tried[home]) * np.array([np.cos(angle), np.sin(angle)])
        taken.update(_cells_of(out[row]))
    return out.astype(np.float32)


def _cells_of(point: NDArray[np.float64]) -> list[_Cell]:
    """Return the cells of one point, ``f8 (2,)``, in the grid and in the shifted grid."""
    return [*_cells(point[None], 0.0), *_cells(point[None], 0.5)]


def _cells(positions: NDArray[np.float32] | NDArray[np.float64], shift: float) -> list[_Cell]:
    cells = np.floor(np.asarray(positions, dtype=np.float64) / CELL + shift).astype(np.int64)
    return [(shift, x, y) for x, y in cells.tolist()]
