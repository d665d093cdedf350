"""The ground of a map: density, basins that its valleys part, and where they touch."""

import numpy as np
import pytest

from services.groups import ground
from tests.helpers_regions import clouds


@pytest.mark.parametrize("dimensions", [2, 3])
def test_each_cloud_is_a_basin_or_a_few_of_its_own(dimensions):
    positions, _, cloud = clouds(4, 200, dimensions=dimensions)
    found = ground.survey(positions, basins=8)
    assert found.density.shape == (ground.CELLS[dimensions],) * dimensions
    assert found.of_rows.shape == (800,)
    assert 4 <= found.k <= 16
    for basin in range(found.k):
        assert len(set(cloud[found.of_rows == basin])) == 1, "no basin has rows of two clouds"


def test_rows_lie_in_the_cells_of_their_positions():
    positions, _, _ = clouds(3, 100)
    found = ground.survey(positions, basins=5)
    for row in (0, 17, 299):
        assert np.abs(np.array(found.place(int(found.cells[row]))) - positions[row]).max() <= found.step / 2 + 1e-9


def test_a_cell_leads_up_the_steepest_way_and_of_equal_ones_the_first():
    density = np.array([[1.0, 2, 1], [0, 0, 0], [3, 0, 3]])
    assert ground._ascended(density).reshape(3, 3).tolist() == [[1, 1, 1], [6, 6, 8], [6, 6, 8]]


def test_basins_that_touch_are_told_with_the_highest_saddle_between_them():
    found = ground.Ground(
        np.zeros(2),
        1.0,
        np.zeros((2, 3)),
        np.array([[5.0, 4, 6], [1, 2, 3]]),
        np.array([[0, 0, 1], [2, 2, 1]], np.int32),
        np.zeros(1, np.int64),
    )
    assert ground.borders(found) == {(0, 1): 4.0, (0, 2): 2.0, (1, 2): 2.0}


def test_far_outliers_do_not_shrink_the_map_and_one_place_is_a_map_too():
    positions, _, _ = clouds(3, 1000)
    far = positions.copy()
    far[0] = (1e6, -1e6)
    near, with_one = (ground.survey(p, basins=30).step for p in (positions, far))
    assert with_one < 1.2 * near
    assert ground.survey(np.zeros((60, 2), np.float32), basins=5).k == 1


def test_so_many_peaks_come_of_chance_as_were_asked_for():
    spread = np.random.default_rng(3).uniform(size=(200_000, 2)).astype(np.float32)
    assert 320 < ground.survey(spread, basins=400).k < 480
