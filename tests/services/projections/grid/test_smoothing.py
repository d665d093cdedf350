"""Smoothing moves pictures beside others like them, within blocks, and loses none."""

import numpy as np
import pytest

from services.projections.grid import smoothing
from tests.services.projections.grid.helpers import is_whole, roughness


def ramp(n):
    """Directions that turn from one side to the other."""
    angle = np.linspace(0, np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)


def grid_of(rows, lines, columns):
    cells = np.full(lines * columns, -1, dtype=np.int32)
    cells[: len(rows)] = rows
    return cells.reshape(lines, columns)


def swept(cells, vectors, sweeps=1, seed=1):
    dice, told = np.random.default_rng(seed), []
    for _ in range(sweeps):
        smoothing.sweep(cells, vectors, dice, told.append)
    return told


@pytest.mark.parametrize(("n", "lines", "columns"), [(3, 2, 2), (30, 5, 6), (357, 19, 19), (361, 19, 19)])
def test_no_picture_is_lost_and_empty_cells_stay(n, lines, columns):
    cells = grid_of(np.random.default_rng(0).permutation(n), lines, columns)
    told = swept(cells, ramp(n))
    assert is_whole(cells, n)
    assert told == sorted(told) and told[-1] == 1


def test_pictures_come_to_lie_beside_those_like_them():
    vectors = ramp(900)
    cells = grid_of(np.random.default_rng(0).permutation(900), 30, 30)
    before = roughness(cells, vectors)
    swept(cells, vectors, sweeps=12)
    assert roughness(cells, vectors) < before / 4


def test_an_assignment_is_the_best_of_its_block():
    """One block over two pictures and their goals: they change places if that raises the sum, and only then."""
    vectors = np.float32([[1, 0], [0, 1]])
    goals = np.float32([[[0, 1], [1, 0]]])
    block = np.int32([[0, 1]])
    smoothing._deal(block, vectors[block], goals)
    assert block.tolist() == [[1, 0]]
    smoothing._deal(block, vectors[block], goals)
    assert block.tolist() == [[1, 0]]


def test_a_goal_is_the_mean_of_what_is_around():
    cells = grid_of(range(8), 3, 3)
    rows = smoothing.framed(cells, 1, 2)
    assert rows.tolist() == [[-1, 0, 1, 2, -1], [-1, 3, 4, 5, -1], [-1, 6, 7, -1, -1]]
    held = smoothing.vectors_of(rows, np.arange(8, dtype=np.float32)[:, None] + 1)
    assert held[..., 0].tolist() == [[0, 1, 2, 3, 0], [0, 4, 5, 6, 0], [0, 7, 8, 0, 0]]
    assert smoothing._box(held)[0, :, 0].tolist() == [1 + 2 + 4 + 5 + 7 + 8, 36, 2 + 3 + 5 + 6 + 8]


def test_pictures_that_are_all_alike_are_no_trouble():
    for value in (0.0, 0.5):
        cells = grid_of(range(400), 20, 20)
        swept(cells, np.full((400, 4), value, np.float32))
        assert is_whole(cells, 400)


def test_the_same_dice_deal_the_same():
    first, second, other = (grid_of(np.random.default_rng(0).permutation(900), 30, 30) for _ in range(3))
    vectors = np.random.default_rng(2).normal(size=(900, 5)).astype(np.float32)
    swept(first, vectors)
    swept(second, vectors)
    swept(other, vectors, seed=2)
    assert (first == second).all() and (first != other).any()


def test_products_are_too_small_for_threads_of_the_blas():
    from services.projections.grid.arrangement import COMPONENTS

    assert smoothing.SIDE**4 * COMPONENTS < 524_288
