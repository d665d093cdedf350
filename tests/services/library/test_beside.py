"""What lies beside a map: whole or not at all, replaced as a whole, gone with the map."""

import json

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from tests.conftest import picture
from tests.helpers_maps import stored


@pytest.fixture
def mapped(built):
    return built(12).info.id


def files(library, map_id):
    return sorted(path.name for path in (library.folder / "maps").glob(f"{map_id}.*"))


def test_facts_come_back_as_they_were_put(library, mapped):
    rows = np.arange(24, dtype=np.int32).reshape(12, 2)
    library.beside.put(mapped, "grid", {"rows": rows, "x": np.full(12, 7, np.uint16)}, {"edition": 3, "name": "Käse"})
    assert library.beside.about(mapped, "grid") == {"edition": 3, "name": "Käse"}
    assert library.beside.edition(mapped, "grid") == 3
    found = library.beside.array(mapped, "grid", "rows")
    assert (found.dtype, found.tolist()) == (np.int32, rows.tolist())
    assert not found.flags.writeable
    assert library.beside.array(mapped, "grid", "x").dtype == np.uint16


def test_a_large_array_is_read_as_it_is_used(library, mapped):
    library.beside.put(mapped, "grid", {"x": np.arange(100_000)}, {"edition": 1})
    assert isinstance(library.beside.array(mapped, "grid", "x"), np.memmap)


def test_what_is_not_there_is_said(library, mapped):
    assert library.beside.about(mapped, "clouds") is None
    assert library.beside.edition(mapped, "clouds") == 0
    with pytest.raises(NotFound, match="no clouds beside it"):
        library.beside.array(mapped, "clouds", "x")
    with pytest.raises(NotFound, match="no map"):
        library.beside.put("0" * 16, "clouds", {}, {})


def test_they_are_replaced_as_a_whole(library, mapped):
    library.beside.put(mapped, "grid", {"x": np.zeros(5), "y": np.zeros(5)}, {"edition": 1})
    library.beside.put(mapped, "grid", {"x": np.ones(5)}, {"edition": 2})
    assert library.beside.array(mapped, "grid", "x").tolist() == [1] * 5
    with pytest.raises(NotFound):
        library.beside.array(mapped, "grid", "y")
    assert len([name for name in files(library, mapped) if ".grid" in name]) == 2, "nothing of the old ones is left"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"edition": "x"}'])
def test_a_damaged_file_counts_as_none(library, mapped, content):
    library.beside.put(mapped, "grid", {"x": np.ones(5)}, {"edition": 2})
    (library.folder / "maps" / f"{mapped}.grid.json").write_text(content)
    assert library.beside.edition(mapped, "grid") == 0


def test_an_array_that_is_damaged_is_told_in_words(library, mapped):
    library.beside.put(mapped, "grid", {"x": np.ones(5)}, {"edition": 2})
    place = library.folder / "maps" / f"{mapped}.grid.json"
    (place.parent / json.loads(place.read_text())["arrays"]["x"]).write_bytes(b"\x93NUMPY")
    with pytest.raises(NotFound, match="not whole"):
        library.beside.array(mapped, "grid", "x")


def test_they_go_with_the_map_and_with_no_other(library, built):
    one, two = built(12).info.id, built(13).info.id
    for map_id in (one, two):
        library.beside.put(map_id, "grid", {"x": np.ones(5)}, {"edition": 1})
    library.cleanup.delete(one)
    assert files(library, one) == []
    assert library.beside.array(two, "grid", "x").tolist() == [1] * 5


def test_a_full_disk_is_told_and_leaves_what_was_there(library, mapped, monkeypatch):
    library.beside.put(mapped, "grid", {"x": np.ones(5)}, {"edition": 1})

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.library.beside.np.save", full)
    with pytest.raises(LibraryUnusable, match="Free some disk"):
        library.beside.put(mapped, "grid", {"x": np.zeros(5)}, {"edition": 2})
    assert library.beside.edition(mapped, "grid") == 1
    assert library.beside.array(mapped, "grid", "x").tolist() == [1] * 5


def test_what_lies_beside_a_map_can_lie_beside_another_one_too(library, info, home):
    other = stored(library, home, {"a.jpg": picture()}, name="other")
    library.beside.put(info.id, "grid", {"x": np.arange(4)}, {"edition": 3})
    library.beside.put(info.id, "trust", {}, {"edition": 1})
    library.beside.put(info.id, "copies", {"group": np.arange(4)}, {"edition": 1})
    next((library.folder / "maps").glob(f"{info.id}.copies.group-*.npy")).unlink()
    library.beside.copy(other.id, of=info.id)
    assert library.beside.found(other.id, "grid").arrays["x"].tolist() == [0, 1, 2, 3]
    assert [library.beside.edition(other.id, kind) for kind in ("grid", "trust", "copies")] == [3, 1, 0]
    library.cleanup.delete(info.id)
    assert library.beside.array(other.id, "grid", "x").tolist() == [0, 1, 2, 3]
