"""The grid of a map as bytes: its shape, then the column and the line of every row."""

import numpy as np
import pytest

from services.errors import NotFound
from tests.helpers_maps import begun, stored
from tests.services.views.conftest import files


def test_a_grid_is_its_shape_and_the_cells_of_all_rows(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(5))
    assert views.grid.whole(info.id) == (b"", 0)
    x, y = np.array([2, 0, 1, 0, 1], np.uint16), np.array([0, 0, 0, 1, 1], np.uint16)
    library.beside.put(info.id, "grid", {"x": x, "y": y}, {"edition": 7, "columns": 3, "lines": 2})
    body, edition = views.grid.whole(info.id)
    assert edition == 7
    assert np.frombuffer(body[:12], "<i4").tolist() == [3, 2, 5]
    assert np.frombuffer(body[12:], "<u2").tolist() == [*x.tolist(), *y.tolist()]


def test_a_map_in_the_making_has_none_and_an_unknown_one_is_named(library, views, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert views.grid.whole(info.id) == (b"", 0)
    with pytest.raises(NotFound):
        views.grid.whole("0" * 32)
