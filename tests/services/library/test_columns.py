"""Single columns of a map are those of its whole rows, also while it grows; a damaged file is said."""

from dataclasses import replace

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from services.library import tables
from tests.helpers_maps import NAMES, begun, files, stored


@pytest.fixture(params=[2, 1000])
def grouped(request, monkeypatch):
    """Row groups so small that a map has several, and so large that it has one."""
    monkeypatch.setattr(tables, "GROUP", request.param)


DEEP = [*NAMES, "b/3.jpg", "caf\udce9/4.jpg", "../out/5.jpg", "b/6.jpg"]


@pytest.fixture
def deep(library, home, grouped):
    return stored(library, home / "in", files(*DEEP), trust=[1, 0.5, np.nan, 0.25, 1, 1, 1, 0])


def test_columns_are_those_of_the_rows(library, deep):
    columns, rows = library.maps.columns(deep.id), library.maps.rows(deep.id)
    assert (columns.n, columns.added) == (rows.n, 0)
    assert np.array_equal(columns.trust, rows.trust, equal_nan=True)
    assert columns.trust.dtype == np.float32
    for name in ("bytes", "width", "height"):
        assert columns.numbers(name).tolist() == getattr(rows, name).tolist(), name
    assert columns.numbers("modified").tolist() == rows.mtime_ns.tolist()
    assert columns.text("path").to_pylist() == [path.replace("\udce9", "\\xe9") for path in DEEP]


def test_texts_come_once_each_with_the_place_of_every_row(library, deep):
    columns = library.maps.columns(deep.id)
    for of in (columns, library.maps.rows(deep.id)):
        names, codes = of.folders
        assert sorted(names) == sorted({"b", "a", "", "🛰️", "caf\\xe9", "../out"})
        assert [names[code] for code in codes] == ["b", "a", "", "🛰️", "b", "caf\\xe9", "../out", "b"]
        assert codes.dtype == np.int32
    first, codes = columns.texts("folder", most=1)
    assert [first[code] for code in codes] == ["b", "a", "", "🛰", "b", "c", ".", "b"]
    assert columns.texts("format")[0] == ["JPEG"]


def test_folders_that_are_shown_alike_are_one(library, home):
    info = stored(library, home, files("caf\udce9/1.jpg", "caf\\xe9/2.jpg"))
    for of in (library.maps.columns(info.id), library.maps.rows(info.id)):
        names, codes = of.folders
        assert (names, codes.tolist()) == (["caf\\xe9"], [0, 0])


def test_a_map_that_grows_has_more_rows_each_time(library, home):
    info, rows = begun(library, home, files("a/1.jpg", "b/2.jpg", "b/3.jpg"))
    first = {name: getattr(rows, name)[:1] for name in tables_of(rows)}
    library.maps.grow(replace(info, n=1, mapped=1), replace(rows, **first))
    columns = library.maps.columns(info.id)
    before = columns.stamp
    assert (columns.n, columns.folders.names) == (1, ["a"])
    library.maps.grow(info, rows)
    assert columns.folders.codes.tolist() == [0, 1, 1]
    assert np.isnan(columns.trust).all()
    assert columns.stamp > before


def tables_of(rows):
    return [name for name in rows.__slots__ if name not in ("added", "found")]


def test_a_damaged_file_is_said_with_what_to_do(library, info):
    columns = library.maps.columns(info.id)
    path = library.folder / "maps" / f"{info.id}.parquet"
    path.write_bytes(b"damaged")
    asked = [lambda: columns.n, lambda: columns.folders, lambda: columns.trust, lambda: columns.text("path")]
    for ask in asked:
        with pytest.raises(LibraryUnusable, match=r"missing or damaged\. Build the map again"):
            ask()
    path.unlink()
    for ask in (*asked, lambda: columns.stamp):
        with pytest.raises(LibraryUnusable, match="missing or damaged"):
            ask()


def test_an_unknown_map_has_no_columns(library):
    with pytest.raises(NotFound):
        library.maps.columns("0" * 32)


def test_rows_that_are_in_memory_can_be_asked_as_the_file_can(library, deep):
    columns, rows = library.maps.columns(deep.id), library.maps.rows(deep.id)
    for name in ("width", "height", "bytes", "modified"):
        assert rows.numbers(name).tolist() == columns.numbers(name).tolist(), name
    for name in ("format", "mode", "taken"):
        texts, codes = rows.texts(name)
        others, places = columns.texts(name)
        assert [texts[code] for code in codes] == [others[place] for place in places]
        assert codes.dtype == np.int32
