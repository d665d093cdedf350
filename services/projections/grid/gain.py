"""Owns the sweep that brings neighbours together on a grid: pictures move to cells beside their own nearest pictures.

Every fourth cell, one of each 2 x 2, is dealt with at once. None of these cells touches another, so what a picture
gains in each of them does not depend on where the others go: the gains are exact, and a linear assignment of a block of
such cells can only raise their sum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.projections.grid.smoothing import OnProgress, assigned, framed, vectors_of

#: Side of a block in cells that are dealt with at once: it spans 16 x 16 cells. With 27,000 pictures of cifar10, blocks
#: of 12 took longer and gave no more.
SIDE = 8
CELLS = SIDE * SIDE
#: What a picture gains from one around it that is just like it, where a neighbour is worth 1. It decides between cells
#: with as many neighbours, of which most pictures have none or one. With 27,000 pictures of cifar10 the share of
#: neighbours after 8 rounds was .975, .979 and .985 for 1.5, 2.5 and 4; after 6 rounds of another kind .972, .972 and
#: .964 for 2.5, 5 and 12.
ALIKE = 4.0


class Graph(NamedTuple):
    """Who is a neighbour of whom, either way.

    Attributes
    ----------
    start : i8 (n + 1,)
        Where the list of each row begins in ``others``, and where the last one ends.
    others : i4 (m,)
        The rows that are neighbours of a row, and those of which it is one. A row that is both stands there twice.
    """

    start: NDArray[np.int64]
    others: NDArray[np.int32]


def both_ways(neighbours: NDArray[np.int32]) -> Graph:
    """Return the graph of a table of neighbours, ``i4 (n, k)``; -1 stands for none."""
    n, k = neighbours.shape
    rows, others = np.repeat(np.arange(n), k), neighbours.ravel().astype(np.int64)
    known = (others >= 0) & (others != rows)
    rows, others = rows[known], others[known]
    # One sort of whole numbers takes less time and memory than an indirect one.
    keys = np.concatenate([rows * n + others, others * n + rows])
    del rows, others, known
    keys.sort()
    start = np.searchsorted(keys, np.arange(n + 1) * n)
    keys %= n
    return Graph(start, keys.astype(np.int32))


def sweep(
    cells: NDArray[np.int32],
    vectors: NDArray[np.float32],
    graph: Graph,
    dice: np.random.Generator,
    on_progress: OnProgress,
) -> None:
    """Deal out the pictures of every cell anew, a quarter of the cells after the other, in random order.

    Parameters
    ----------
    cells : i4 (lines, columns)
        The row in each cell, -1 where it is empty, and stays so; changed in place.
    vectors : f4 (n, e)
        Of every row; e at most 127, as :func:`services.projections.grid.smoothing.sweep` says.
    graph : Graph
    dice : Generator
    on_progress : OnProgress
    """
    place = np.empty(len(vectors), dtype=np.int32)
    full = np.flatnonzero(cells.ravel() >= 0)
    place[cells.ravel()[full]] = full
    for done, quarter in enumerate(dice.permutation(4).tolist()):
        down, right = divmod(quarter, 2)
        line_offset, column_offset = dice.integers(SIDE, size=2).tolist()
        lines = len(cells[down::2])
        for at in range(-line_offset, lines, SIDE):
            strip = _Strip(max(at, 0), min(at + SIDE, lines), at, column_offset, down, right, cells.shape[1])
            _deal(cells, strip, vectors, graph, place)
            on_progress((done + strip.bottom / max(lines, 1)) / 4)


class _Strip(NamedTuple):
    """The blocks that lie side by side, in lines and columns of the cells that are dealt with at once."""

    top: int
    bottom: int
    #: Where the blocks begin: before ``top`` where the grid's edge cuts them, and so many columns before column 0.
    first: int
    column_offset: int
    #: Which cell of each 2 x 2 it is: lines down and columns to the right.
    down: int
    right: int
    #: Columns of the grid.
    columns: int

    @property
    def width(self) -> int:
        """Columns of the cells that are dealt with at once."""
        return (self.columns - self.right + 1) // 2

    def block_and_cell(
        self, line: NDArray[np.int32], column: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The number of the block of a cell, and that of the cell in its block."""
        across = column + self.column_offset
        return across // SIDE, (line - self.first) * SIDE + across % SIDE


def _deal(
    cells: NDArray[np.int32], strip: _Strip, vectors: NDArray[np.float32], graph: Graph, place: NDArray[np.int32]
) -> None:
    """Assign the pictures of every block of a strip; ``cells`` and ``place`` are changed in place."""
    view = cells[strip.down :: 2, strip.right :: 2][strip.top : strip.bottom]
    line, column = np.nonzero(view >= 0)
    rows = view[line, column]
    if not len(rows):
        return
    block, cell = strip.block_and_cell(line.astype(np.int32) + np.int32(strip.top), column.astype(np.int32))
    gains = _gains(rows, block, cell, strip, graph, place)
    own, around = vectors[rows], _around(cells, strip, vectors)[line, column]
    order = np.argsort(block, kind="stable")
    dealt = rows.copy()
    for these in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        gain = gains[block[these[0]]]
        # The cells of a block come in their order: in a whole one there is nothing to pick.
        gain = gain if len(these) == CELLS else gain[np.ix_(cell[these], cell[these])]
        to = assigned(gain + ALIKE * (own[these] @ around[these].T))
        dealt[these[to]] = rows[these]
    view[line, column] = dealt
    place[dealt] = (2 * (line + strip.top) + strip.down) * strip.columns + 2 * column + strip.right


def _around(cells: NDArray[np.int32], strip: _Strip, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum of the vectors in the eight cells around each cell of a strip, ``f4 (h, w, e)``."""
    top, bottom = 2 * strip.top + strip.down, 2 * strip.bottom + strip.down - 1
    held = vectors_of(framed(cells, top, bottom)[:, strip.right :], vectors)
    own = held[1:-1:2, 1:-1:2]
    high = held[:-2:2] + held[1:-1:2] + held[2::2]
    wide: NDArray[np.float32] = high[:, :-2:2] + high[:, 1:-1:2] + high[:, 2::2] - own
    return wide


def _gains(
    rows: NDArray[np.int32],
    block: NDArray[np.int32],
    cell: NDArray[np.int32],
    strip: _Strip,
    graph: Graph,
    place: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Neighbours that each picture of a block would have around each of its cells, ``i8 (blocks, CELLS, CELLS)``."""
    blocks = (strip.width + strip.column_offset - 1) // SIDE + 1
    count = graph.start[rows + 1] - graph.start[rows]
    # The places in ``others`` of the lists of all rows, one list behind the other.
    first = np.repeat(graph.start[rows] - (np.cumsum(count) - count), count)
    line, column = np.divmod(place[graph.others[first + np.arange(len(first))]], np.int32(strip.columns))
    # How far it is to the cells that are dealt with: 0 or 1 in each direction. A neighbour at 0 in both is in one of
    # them, and touches none of the others.
    down, right = (line - strip.down) & 1, (column - strip.right) & 1
    touching = np.flatnonzero((down | right) > 0)
    picture, own_block = np.repeat((block * CELLS + cell) * CELLS, count), np.repeat(block, count)
    line, column, down, right, picture, own_block = (
        values[touching] for values in (line, column, down, right, picture, own_block)
    )
    found = []
    for up, left in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
        to_line, to_column = (line + up * down - strip.down) >> 1, (column + left * right - strip.right) >> 1
        to_block, to_cell = strip.block_and_cell(to_line, to_column)
        # At distance 0 both signs give the same cell, which counts once.
        near = ((down > 0) | (up > 0)) & ((right > 0) | (left > 0)) & (to_block == own_block)
        near &= (to_line >= strip.top) & (to_line < strip.bottom) & (to_column >= 0) & (to_column < strip.width)
        found.append((picture + to_cell)[near])
    gains = np.bincount(np.concatenate(found), minlength=blocks * CELLS * CELLS)
    return gains.reshape(blocks, CELLS, CELLS)
