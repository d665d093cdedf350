"""Positions in parts that grow, and codes in the same parts."""

import numpy as np
import pytest

from services.errors import NotFound
from services.views import points
from tests.helpers_maps import begun, stored
from tests.services.views.conftest import files


@pytest.mark.parametrize("n", [0, 1, 65_536, 131_072, 131_073, 1_000_000, 1_048_577, 2_000_000])
def test_parts_of_points_grow_and_end_with_the_last_row(n):
    ends = points.ends(n)
    assert ends[-1] == n
    assert ends == sorted(set(ends))
    assert len(ends) <= 3
    assert ends[0] == (n if n <= points.WHOLE else points.FIRST)


def test_points_and_codes_come_in_the_same_parts(library, views, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "WHOLE", 3)
    monkeypatch.setattr(points, "FIRST", 2)
    monkeypatch.setattr(points, "GROWTH", 3)
    info = stored(library, tmp_path / "home", files(10))
    rows, codes = library.maps.rows(info.id), views.colouring(info.id, "folder").codes
    assert points.ends(10) == [2, 6, 10]
    for number, (start, stop) in enumerate(((0, 2), (2, 6), (6, 10))):
        body = views.points.part(info.id, number)
        assert np.frombuffer(body[:16], "<i4").tolist() == [10, 2, start, stop - start]
        assert (rows.positions[start:stop] == np.frombuffer(body[16:], "<f4").reshape(2, -1).T).all()
        assert views.colours.part(info.id, "folder", number) == codes[start:stop].tobytes()
    for wrong in (3, -1, 10**9):
        for ask in (lambda n: views.points.part(info.id, n), lambda n: views.colours.part(info.id, "folder", n)):
            with pytest.raises(NotFound, match=f"there is no part {wrong}"):
                ask(wrong)


def test_points_of_a_map_in_the_making_are_where_its_layout_is(library, views, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert views.points.part(info.id, 0) == b""
    layout = np.arange(6, dtype=np.float32).reshape(3, 2)
    library.live.save(info.id, layout)
    assert (layout == np.frombuffer(views.points.part(info.id, 0)[16:], "<f4").reshape(2, 3).T).all()
