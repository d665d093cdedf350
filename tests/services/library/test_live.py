"""The layout of an unfinished map: each is newer than the one before, the finished one is the last."""

from dataclasses import replace

import numpy as np
import pytest

from services.library import Library, live
from tests.helpers_maps import begun, files


def test_a_layout_can_be_watched_while_it_is_made(library, home):
    info, rows = begun(library, home, files("a.jpg", "b.jpg"))
    assert library.live.load(info.id) is None
    layout = np.array([[1, 2], [3, 4]], dtype=np.float64)
    library.live.save(info.id, layout)
    serial, positions = library.live.load(info.id)
    assert positions.tolist() == layout.tolist()
    assert positions.dtype == np.float32
    library.live.save(info.id, layout[:1] + 1)
    later, some = Library(library.folder).live.load(info.id)
    assert later > serial, "whoever watches asks for what came after"
    assert some.tolist() == (layout[:1] + 1).tolist()
    library.maps.finish(replace(info, iterations=9), replace(rows, positions=positions + 2))
    last, positions = library.live.load(info.id)
    assert last > later
    assert positions.tolist() == (layout + 2).tolist()
    assert not list((library.folder / "maps").glob("*.live"))


def test_the_finished_layout_is_the_last(library, info):
    serial, positions = library.live.load(info.id)
    assert serial == live.LAST
    assert (positions == library.maps.rows(info.id).positions).all()


@pytest.mark.parametrize("dimensions", [2, 3])
def test_another_worker_goes_on_counting(tmp_path, dimensions):
    path = tmp_path / "m.live"
    for serial in (1, 2, 3):
        live.save(path, np.full((5, dimensions), serial))
        stored, positions = live.load(path)
        assert (stored, positions.shape, positions[0, 0]) == (serial, (5, dimensions), serial)
    assert [p.name for p in tmp_path.iterdir()] == ["m.live"]


@pytest.mark.parametrize("damage", [b"", b"short"])
def test_a_file_that_was_cut_short_is_replaced(tmp_path, damage):
    path = tmp_path / "m.live"
    path.write_bytes(damage)
    live.save(path, np.zeros((2, 2)))
    assert live.load(path)[0] == 1


def test_a_reader_sees_one_layout_or_the_next(tmp_path, monkeypatch):
    path = tmp_path / "m.live"
    live.save(path, np.zeros((2, 2)))

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(live.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        live.save(path, np.ones((2, 2)))
    serial, positions = live.load(path)
    assert (serial, positions.sum()) == (1, 0)
