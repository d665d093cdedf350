"""Owns the space between points that coincide: copies of one picture, which t-SNE draws to one spot, each get a place
to be hovered.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

#: Points that share a cell of this width, in units of the map (1 is the width of t-SNE's kernel), lie as one for the
#: eye.
CELL = 0.05
#: Distance between copies afterwards: a pixel or more on a whole map, and nothing to the affinities (q falls by 8 %).
SPACING = 0.3
#: Most that a copy may be moved, however many there are.
FARTHEST = 3.0
_GOLDEN = np.pi * (3 - np.sqrt(5))


def part(positions: Any) -> Any:
    """Lay points that coincide out as the seeds of a sunflower around their common place, in row order; all others
    stay.

    Parameters
    ----------
    positions : f4 (n, 2)

    Returns
    -------
    f4 (n, 2)
    """
    out = np.array(positions, dtype=np.float64)
    # A second time by cells shifted by half: two copies may lie on either side of a border.
    for shift in (0.0, 0.5):
        cells = np.floor(out / CELL + shift).astype(np.int64)
        _, group, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
        group = group.ravel()
        together = np.flatnonzero(counts[group] > 1)
        if not len(together):
            continue
        order = together[np.argsort(group[together], kind="stable")]
        size = counts[group[order]]
        first = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
        rank = np.arange(len(order)) - np.repeat(first, counts[group[order[first]]])
        centre = np.add.reduceat(out[order], first, axis=0) / counts[group[order[first]]][:, None]
        radius = np.minimum(SPACING, FARTHEST / np.sqrt(size)) * np.sqrt(rank + 0.5)
        ring = np.column_stack([np.cos(rank * _GOLDEN), np.sin(rank * _GOLDEN)]) * radius[:, None]
        out[order] = np.repeat(centre, counts[group[order[first]]], axis=0) + ring
    return out.astype(np.float32)


def part_from(fixed: Any, positions: Any) -> Any:
    """The same for points that come to others which stay: only ``positions`` move, outwards until each has a cell of
    its own.

    Parameters
    ----------
    fixed : f4 (n, 2)
    positions : f4 (m, 2)

    Returns
    -------
    f4 (m, 2)
    """
    taken = {*_cells(fixed, 0.0), *_cells(fixed, 0.5)}
    out = np.array(positions, dtype=np.float64)
    homes = [(x, y) for x, y in out.tolist()]
    copies = Counter(homes)
    # A copy goes on where the one before it found its place: thousands of one picture would else try the same again and
    # again.
    turns: Counter[tuple[float, float]] = Counter()
    for row, home in enumerate(homes):
        spacing = min(SPACING, FARTHEST / np.sqrt(copies[home]))
        while not taken.isdisjoint(_own(out[row])):
            turns[home] += 1
            angle = turns[home] * _GOLDEN
            out[row] = home + spacing * np.sqrt(turns[home]) * np.array([np.cos(angle), np.sin(angle)])
        taken.update(_own(out[row]))
    return out.astype(np.float32)


def _own(point: Any) -> list[tuple[float, int, int]]:
    return [*_cells(point[None], 0.0), *_cells(point[None], 0.5)]


def _cells(positions: Any, shift: float) -> list[tuple[float, int, int]]:
    held = np.floor(np.asarray(positions, dtype=np.float64) / CELL + shift).astype(np.int64)
    return [(shift, x, y) for x, y in held.tolist()]
