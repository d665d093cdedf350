"""Owns the shape of a grid, and its start: which cell each point of a map has before any picture is moved.

The method is DGrid (Hilasaca, Marcilio-Jr, Eler, Martins and Paulovich 2023, "A grid-based method for removing overlaps
of dimensionality reduction scatterplot layouts", arXiv:1903.06262): the cells are cut in the middle, and the points at
the coordinate where each half gets as many points as it has cells, until every part is one cell. A part is cut across
its longer side here, so that the cells that belong together stay about square. All parts of one level are cut at once.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

#: Columns to lines, as the middle of the page has room for: about 4 to 3 on a usual screen, with a panel on each side.
ASPECT = 4 / 3
#: How far the number of columns may be from what the aspect asks for, so that fewer cells stay empty: the share of it.
LEEWAY = 0.05


def shape(n: int) -> tuple[int, int]:
    """Return columns and lines of a grid for ``n`` pictures, n at least 1.

    Of the shapes near :data:`ASPECT` it is one with the fewest empty cells; there are fewer of them than columns.
    """
    ideal = (n * ASPECT) ** 0.5
    fewest = min(int(ideal), math.ceil(ideal * (1 - LEEWAY)))
    columns = np.arange(fewest, max(math.ceil(ideal), int(ideal * (1 + LEEWAY))) + 1)
    empty = -n % columns
    best = int(columns[np.lexsort((np.abs(columns - ideal), empty))[0]])
    return best, -(-n // best)


def split(positions: NDArray[np.float32], columns: int, lines: int) -> NDArray[np.int32]:
    """Give each point a cell.

    Of points with the same coordinate the one with the lower row number comes first.

    Parameters
    ----------
    positions : f4 (n, 2)
        y points up.
    columns, lines : int
        As :func:`shape` gives them for n.

    Returns
    -------
    i4 (lines, columns)
        The row in each cell; line 0 is the top one. The cells at the end of the last line are empty: -1.
    """
    n = len(positions)
    by_axis = [np.argsort(axis, kind="stable") for axis in (positions[:, 0], -positions[:, 1])]
    ranks = [np.empty(n, dtype=np.int64) for _ in by_axis]
    for rank, by in zip(ranks, by_axis, strict=True):
        rank[by] = np.arange(n)
    # The points of a part stand together in ``order``. A part is (first column, last, first line, last).
    order, parts = np.arange(n), np.array([[0, columns, 0, lines]])
    while (parts[:, 1::2] - parts[:, ::2]).max() > 1:
        wide = parts[:, 1] - parts[:, 0] >= parts[:, 3] - parts[:, 2]
        part = np.repeat(np.arange(len(parts)), _room(parts, columns, lines, n))
        along_x = wide[part]
        # The rank within all points is also the order within a part: one sort of whole numbers sorts every part.
        keys = part * n + np.where(along_x, ranks[0][order], ranks[1][order])
        keys.sort()
        keys -= part * n
        order = np.where(along_x, by_axis[0][keys], by_axis[1][keys])
        parts = _halves(parts, wide)
        parts = parts[_room(parts, columns, lines, n) > 0]
    cells = np.full((lines, columns), -1, dtype=np.int32)
    cells[parts[:, 2], parts[:, 0]] = order
    return cells


def _halves(parts: NDArray[np.int64], wide: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Both halves of each part, ``(2 m, 4)``, in order; the first half of a single cell has no cells."""
    first, second = parts.copy(), parts.copy()
    across = np.where(wide, 0, 2)
    rows = np.arange(len(parts))
    middle = (parts[rows, across] + parts[rows, across + 1]) // 2
    first[rows, across + 1] = second[rows, across] = middle
    return np.stack([first, second], axis=1).reshape(-1, 4)


def _room(parts: NDArray[np.int64], columns: int, lines: int, n: int) -> NDArray[np.int64]:
    """Cells of each part that are not empty."""
    left, right, top, bottom = parts.T
    first_empty = columns - (columns * lines - n)
    empty = np.maximum(0, right - np.maximum(left, first_empty))
    room: NDArray[np.int64] = (right - left) * (bottom - top) - np.where((bottom == lines) & (bottom > top), empty, 0)
    return room
