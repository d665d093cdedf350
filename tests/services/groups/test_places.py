"""Where regions lie on the ground."""

import numpy as np
import pytest

from services.groups import places
from services.groups.ground import Ground


def ground_of(density):
    density = np.array(density, float)
    cells = np.arange(density.size)
    return Ground(np.zeros(2), 1.0, density, density, np.zeros(density.shape, np.int32), cells)


def test_the_box_of_a_group_holds_all_of_its_regions():
    spots = np.array([[0, 0, 2, 2], [2, 2, 2, 1]], np.int32)
    boxes = places.boxed(spots, np.array([0, 1]), 2)
    assert [tuple((part.start, part.stop) for part in box) for box in boxes] == [((0, 1), (0, 2)), ((1, 2), (3, 4))]
    (both,) = places.boxed(spots, np.array([0, 0]), 1)
    assert tuple((part.start, part.stop) for part in both) == ((0, 2), (0, 4))


def test_the_heart_is_where_it_is_dense_and_the_border_far():
    density = np.ones((7, 9))
    density[3, 6], density[0, 0] = 1.2, 3
    mask = np.ones((7, 9), bool)
    box = (slice(0, 7), slice(0, 9))
    assert places.heart(ground_of(density), mask, box) == (3.5, 3.5), "the highest cell lies at the edge"
    density[3, 5] = 4.0
    assert places.heart(ground_of(density), mask, box) == (3.5, 5.5)
    mask[:, :4] = False
    assert places.heart(ground_of(np.ones((7, 9))), mask, box)[1] > 5


def test_sparse_is_a_share_of_the_median_over_the_rows():
    assert places.sparse(ground_of([[4, 4, 8]])) == pytest.approx(1.0)
