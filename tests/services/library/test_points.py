"""The file beside a map that answers at once: what it holds is what the map file holds, and it is made anew when that
is another.
"""

import threading
from dataclasses import replace

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from services.library import Extent, Library, tables
from tests.conftest import picture
from tests.helpers_maps import begun, stored

NAMES = [f"{i}.jpg" for i in range(7)]


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def files(names=NAMES):
    return {name: picture(i) for i, name in enumerate(names)}


@pytest.mark.parametrize("dimensions", [2, 3])
def test_positions_and_hashes_are_those_of_the_map_file(library, home, dimensions):
    info = stored(library, home, files(), dimensions=dimensions)
    rows = library.maps.rows(info.id)
    assert [library.points.content(info.id, row) for row in range(7)] == rows.hash
    for start, stop in ((0, 7), (2, 5), (6, 7), (3, 3)):
        held = np.frombuffer(library.points.positions(info.id, start, stop), "<f4").reshape(dimensions, stop - start)
        assert (rows.positions[start:stop] == held.T).all()
    ends = tuple((float(v.min()), float(v.max())) for v in rows.positions.T)
    assert library.points.extent(info.id) == Extent(7, dimensions, ends)


@pytest.mark.parametrize("row", [-1, 7, 10**12])
def test_a_row_that_is_none_is_said(library, home, row):
    info = stored(library, home, files())
    with pytest.raises(NotFound, match=rf"has rows 0 to 6; there is no row {row}"):
        library.points.content(info.id, row)


def test_an_unknown_map_is_said(library):
    for ask in (
        library.points.extent,
        lambda m: library.points.content(m, 0),
        lambda m: library.points.positions(m, 0, 1),
        lambda m: library.maps.some_rows(m, slice(0, 1)),
    ):
        with pytest.raises(NotFound, match="There is no map"):
            ask("0" * 32)


def test_a_map_in_the_making_has_contents_and_lies_nowhere_yet(library, home):
    info, rows = begun(library, home, files())
    assert library.points.content(info.id, 3) == rows.hash[3]
    assert library.points.extent(info.id).bounds == ((0, 0), (0, 0))
    library.maps.finish(info, replace(rows, positions=np.ones((7, 2), np.float32)))
    assert library.points.extent(info.id).bounds == ((1, 1), (1, 1)), "made anew, as the map file is another"


def test_it_is_made_once_and_by_one_thread(library, home, monkeypatch):
    info = stored(library, home, files())
    made = []
    read = tables.positions_and_hashes
    monkeypatch.setattr(tables, "positions_and_hashes", lambda path: made.append(path) or read(path))
    threads = [threading.Thread(target=library.points.extent, args=(info.id,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    Library(library.folder).points.extent(info.id)
    assert len(made) == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 4000])
def test_one_that_is_damaged_or_of_another_version_is_made_anew(library, home, damage):
    info = stored(library, home, files())
    before = library.points.extent(info.id)
    (library.folder / "maps" / f"{info.id}.points").write_bytes(damage)
    assert library.points.extent(info.id) == before


def test_a_damaged_map_file_is_said_with_what_to_do(library, home):
    info = stored(library, home, files())
    library.points.extent(info.id)
    (library.folder / "maps" / f"{info.id}.parquet").write_bytes(b"no map")
    with pytest.raises(LibraryUnusable, match=r"missing or damaged\. Build the map again"):
        library.points.extent(info.id)
    with pytest.raises(LibraryUnusable, match=r"missing or damaged\. Build the map again"):
        library.maps.some_rows(info.id, slice(0, 1))


def test_it_goes_with_its_map_and_nothing_half_written_stays(library, home):
    info = stored(library, home, files())
    library.points.extent(info.id)
    assert sorted(p.suffix for p in (library.folder / "maps").iterdir()) == [".parquet", ".points"]
    library.cleanup.delete(info.id)
    assert not list((library.folder / "maps").iterdir())


@pytest.mark.parametrize("group", [2, 3, 100])
def test_a_stretch_of_rows_is_that_stretch(library, home, monkeypatch, group):
    monkeypatch.setattr(tables, "GROUP", group)
    info = stored(library, home, files(), trust=np.linspace(0, 1, 7))
    whole = library.maps.rows(info.id)
    for start, stop in ((0, 7), (0, 1), (2, 5), (6, 7), (1, 3)):
        some = library.maps.some_rows(info.id, slice(start, stop))
        assert some.path == whole.path[start:stop]
        assert some.hash == whole.hash[start:stop]
        assert (some.positions == whole.positions[start:stop]).all()
        assert (some.trust == whole.trust[start:stop]).all()
        assert some.mtime_ns.tolist() == whole.mtime_ns[start:stop].tolist()
