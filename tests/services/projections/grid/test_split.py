"""Every point has a cell of its own, and cells beside each other hold points beside each other."""

import numpy as np
import pytest

from services.projections.grid.split import ASPECT, shape, split
from tests.services.projections.grid.helpers import is_whole

SIZES = [1, 2, 3, 5, 7, 12, 30, 97, 1000, 1009, 27_000]


@pytest.mark.parametrize("n", [*SIZES, 99_991, 1_000_000])
def test_a_grid_has_room_for_all_and_hardly_more(n):
    columns, lines = shape(n)
    assert 0 <= columns * lines - n < columns
    if n > 20:
        assert columns / lines == pytest.approx(ASPECT, rel=0.25)
        # The nearest shape to the aspect is one of those that were compared.
        usual = round((n * ASPECT) ** 0.5)
        assert columns * lines - n <= -n % usual


def test_few_pictures_lie_in_lines_as_one_would_lay_them():
    assert [shape(n) for n in (1, 2, 3, 4, 6, 12)] == [(1, 1), (2, 1), (2, 2), (2, 2), (3, 2), (4, 3)]


@pytest.mark.parametrize("n", SIZES)
def test_every_point_has_a_cell_of_its_own(n):
    positions = np.random.default_rng(n).normal(size=(n, 2)).astype(np.float32)
    columns, lines = shape(n)
    cells = split(positions, columns, lines)
    assert cells.shape == (lines, columns) and cells.dtype == np.int32
    assert is_whole(cells, n)


def test_a_grid_of_points_is_that_grid_with_y_up():
    column, line = (axis.ravel() for axis in np.meshgrid(np.arange(8), np.arange(6)))
    order = np.random.default_rng(3).permutation(48)
    positions = np.column_stack([column, -line])[order].astype(np.float32)
    cells = split(positions, 8, 6)
    assert (order[cells.ravel()] == np.arange(48)).all()


def test_each_half_has_the_points_of_its_side():
    positions = np.random.default_rng(5).normal(size=(3000, 2)).astype(np.float32)
    cells = split(positions, 60, 50)
    x, y = positions[cells, 0], positions[cells, 1]
    assert x[:, :30].max() < x[:, 30:].min()
    # Within one half that is cut across its lines next.
    assert y[:25, :30].min() > y[25:, :30].max()


def test_a_stretched_map_gives_the_same_cells():
    positions = np.random.default_rng(6).normal(size=(500, 2)).astype(np.float32)
    assert (split(positions, 25, 20) == split(positions * np.float32([900, 0.25]), 25, 20)).all()


def test_points_on_one_spot_lie_in_the_order_of_rows():
    cells = split(np.zeros((4000, 2), np.float32), *shape(4000))
    assert is_whole(cells, 4000)
    assert (split(np.zeros((8, 2), np.float32), 4, 2) == [[0, 2, 4, 6], [1, 3, 5, 7]]).all()
    line = np.column_stack([np.arange(1000), np.zeros(1000)]).astype(np.float32)
    assert is_whole(split(line, *shape(1000)), 1000)
