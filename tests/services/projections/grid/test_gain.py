"""Gains are what a picture would have around each cell, and a sweep raises their sum."""

import numpy as np
import pytest

from services.projections.grid import gain
from services.projections.grid.gain import CELLS, SIDE, both_ways
from tests.services.projections.grid.helpers import beside, is_whole, sheet


def grid_of(n, lines, columns, seed=0):
    cells = np.full(lines * columns, -1, dtype=np.int32)
    cells[:n] = np.random.default_rng(seed).permutation(n)
    return cells.reshape(lines, columns)


def swept(cells, neighbours, sweeps=1, vectors=None, seed=1):
    dice, told = np.random.default_rng(seed), []
    vectors = np.zeros((int(cells.max()) + 1, 1), np.float32) if vectors is None else vectors
    for _ in range(sweeps):
        gain.sweep(cells, vectors, both_ways(neighbours), dice, told.append)
    return told


def test_a_graph_has_every_neighbour_both_ways():
    graph = both_ways(np.int32([[1, 2], [0, -1], [2, 1], [-1, -1]]))
    lists = [graph.others[a:b].tolist() for a, b in zip(graph.start, graph.start[1:], strict=False)]
    assert lists == [[1, 1, 2], [0, 0, 2], [0, 1], []]
    assert graph.others.dtype == np.int32
    assert both_ways(np.empty((3, 0), np.int32)).start.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("n", "lines", "columns"), [(3, 2, 2), (30, 5, 6), (355, 17, 21), (1000, 33, 31)])
def test_no_picture_is_lost_and_empty_cells_stay(n, lines, columns):
    cells = grid_of(n, lines, columns)
    _, features, neighbours = sheet(n)
    told = swept(cells, neighbours, vectors=features)
    assert is_whole(cells, n)
    assert told == sorted(told) and told[-1] == 1


def test_each_sweep_brings_more_neighbours_together():
    _, _, neighbours = sheet(1200)
    cells = grid_of(1200, 30, 40)
    counts = [beside(cells, neighbours)]
    for seed in range(4):
        swept(cells, neighbours, seed=seed)
        counts.append(beside(cells, neighbours))
    assert counts == sorted(counts)
    assert counts[-1] > 3 * counts[0]


@pytest.mark.parametrize("quarter", range(4))
def test_gains_are_those_of_counting(quarter):
    n, lines, columns = 388, 18, 22
    cells = grid_of(n, lines, columns, seed=quarter)
    _, _, neighbours = sheet(n)
    place = np.full(n, -1, np.int32)
    full = np.flatnonzero(cells.ravel() >= 0)
    place[cells.ravel()[full]] = full
    down, right = divmod(quarter, 2)
    view = cells[down::2, right::2]
    for top, bottom, first, offset in ((0, 3, -5, 6), (3, 9, 3, 6), (0, 8, 0, 0)):
        strip = gain._Strip(top, bottom, first, offset, down, right, columns)
        line, column = np.nonzero(view[top:bottom] >= 0)
        rows = view[top:bottom][line, column]
        block, cell = strip.block_and_cell(line.astype(np.int32) + top, column.astype(np.int32))
        gains = gain._gains(rows, block, cell, strip, both_ways(neighbours), place)
        assert gains.shape[1:] == (CELLS, CELLS)
        around = gain._around(cells, strip, np.eye(n, dtype=np.float32))
        for a in range(0, len(rows), 7):
            either = np.zeros(n)
            for other in range(n):
                if other != rows[a]:
                    either[other] = (neighbours[rows[a]] == other).sum() + (neighbours[other] == rows[a]).sum()
            for b in np.flatnonzero(block == block[a]):
                y, x = 2 * (line[b] + top) + down, 2 * column[b] + right
                touched = cells[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].ravel()
                touched = touched[(touched >= 0) & (touched != cells[y, x])]
                assert gains[block[a], cell[a], cell[b]] == either[touched].sum()
                assert sorted(np.flatnonzero(around[line[b], column[b]])) == sorted(touched)
    assert SIDE * SIDE == CELLS


def test_where_a_picture_lies_is_known_when_it_has_moved():
    _, _, neighbours = sheet(388)
    cells = grid_of(388, 18, 22)
    before, place = cells.copy(), np.argsort(cells.ravel()[:388]).astype(np.int32)
    for quarter in range(4):
        strip = gain._Strip(0, 6, -2, 3, *divmod(quarter, 2), 22)
        gain._deal(cells, strip, np.zeros((388, 1), np.float32), both_ways(neighbours), place)
        assert (cells.ravel()[place] == np.arange(388)).all()
    assert (cells != before).any()


def test_without_neighbours_alike_comes_beside_alike():
    angle = np.linspace(0, np.pi, 400)
    vectors = np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)
    cells = grid_of(400, 20, 20)

    def sum_around():
        return sum((vectors[cells[:-1]] * vectors[cells[1:]]).ravel()) + sum(
            (vectors[cells[:, :-1]] * vectors[cells[:, 1:]]).ravel()
        )

    before = sum_around()
    swept(cells, np.empty((400, 0), np.int32), sweeps=3, vectors=vectors)
    assert is_whole(cells, 400)
    assert sum_around() > before + 50


def test_the_same_dice_deal_the_same():
    _, features, neighbours = sheet(1200)
    first, second, other = (grid_of(1200, 30, 40) for _ in range(3))
    swept(first, neighbours, vectors=features)
    swept(second, neighbours, vectors=features)
    swept(other, neighbours, vectors=features, seed=2)
    assert (first == second).all() and (first != other).any()
