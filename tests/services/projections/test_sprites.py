"""Where the small pictures are on their sheets: whole, in their cell, in the order of the levels."""

import numpy as np

from services.projections.levels import Levels
from services.projections.sprites import CELL, sizes


def test_each_fits_into_its_cell_with_its_own_shape_and_none_is_enlarged():
    found = Levels(np.array([2, 0, 1], np.int32), (1, 3))
    width, height = np.array([480, 10, 4000], np.int32), np.array([240, 20, 1], np.int32)
    assert sizes(found, width, height).tolist() == [[CELL, 1], [CELL, CELL // 2], [10, 20]]
