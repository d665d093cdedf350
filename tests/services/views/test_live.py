"""The layout of a map in the making: its numbers, and its colours whenever it has grown."""

import numpy as np
import pytest

from services.errors import BadRequest
from tests.helpers_maps import begun
from tests.services.views.conftest import files


@pytest.fixture
def forming(library, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    library.live.save(info.id, np.arange(6, dtype=np.float32).reshape(3, 2))
    return info


def test_before_a_layout_has_begun_there_is_none(library, views, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert views.live.layout(info.id, after=-1, have=-1, mode="folder") is None


def test_a_layout_comes_with_its_colours_as_bytes(views, forming):
    body, palette = views.live.layout(forming.id, after=-1, have=-1, mode="folder")
    serial, coloured, n, dimensions = np.frombuffer(body[:16], "<i4")
    assert (coloured, n, dimensions) == (1, 3, 2)
    assert np.frombuffer(body[16:40], "<f4").tolist() == [0, 2, 4, 1, 3, 5]
    painted = views.colouring(forming.id, "folder")
    assert (body[40:], palette) == (painted.codes.tobytes(), painted.palette)
    assert views.live.layout(forming.id, after=int(serial), have=3, mode="folder") is None


def test_colours_that_the_browser_has_are_not_sent_again(views, forming):
    body, palette = views.live.layout(forming.id, after=-1, have=3, mode="folder")
    assert (len(body), palette) == (40, ())
    assert np.frombuffer(body[4:8], "<i4") == 0


def test_an_unknown_mode_is_refused(views, forming):
    with pytest.raises(BadRequest, match="'rainbow'"):
        views.live.layout(forming.id, after=-1, have=-1, mode="rainbow")
