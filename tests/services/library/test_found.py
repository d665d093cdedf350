"""What lies beside a map is found whole, or not at all."""

import numpy as np
import pytest

from services.library.found import Found


@pytest.fixture
def mapped(built):
    return built(12).info.id


def test_a_kind_is_found_with_all_its_arrays(library, mapped):
    library.beside.put(mapped, "grid", {"x": np.arange(12), "y": np.zeros(12, "u1")}, {"edition": 3, "name": "Käse"})
    for found in (library.beside.found(mapped, "grid"), library.maps.columns(mapped).beside("grid")):
        assert (found.edition, found.about) == (3, {"edition": 3, "name": "Käse"})
        assert sorted(found.arrays) == ["x", "y"]
        assert found.arrays["x"].tolist() == list(range(12))
        some = found.of_rows(slice(2, 5))
        assert (some.about, some.arrays["x"].tolist(), len(some.arrays["y"])) == (found.about, [2, 3, 4], 3)


def test_where_nothing_lies_nothing_is_found(library, mapped):
    assert library.beside.found(mapped, "nothing") is None
    assert library.maps.columns(mapped).beside("nothing") is None
    assert library.maps.rows(mapped).beside("nothing") is None
    assert Found({"edition": "x"}).edition == 0


def test_a_kind_of_which_an_array_is_gone_or_damaged_counts_as_none(library, mapped):
    library.beside.put(mapped, "grid", {"x": np.arange(12), "y": np.zeros(12)}, {"edition": 3})
    file = next((library.folder / "maps").glob(f"{mapped}.grid.y-*"))
    file.write_bytes(file.read_bytes()[:40])
    assert library.beside.found(mapped, "grid") is None
    file.unlink()
    assert library.beside.found(mapped, "grid") is None


def test_what_is_replaced_while_it_is_read_is_read_anew(library, mapped, monkeypatch):
    from services.library import found

    library.beside.put(mapped, "grid", {"x": np.zeros(12)}, {"edition": 1})
    read = found.read

    def replaced(path):
        monkeypatch.setattr(found, "read", read)
        library.beside.put(mapped, "grid", {"x": np.ones(12)}, {"edition": 2})
        return read(path)

    monkeypatch.setattr(found, "read", replaced)
    now = library.beside.found(mapped, "grid")
    assert (now.edition, now.arrays["x"].tolist()) == (2, [1] * 12)


def test_each_time_that_something_is_stored_is_told_apart(library, mapped):
    stamps = []
    for edition, about in ((1, "a"), (1, "a"), (1, "b"), (2, "b")):
        library.beside.put(mapped, "kind", {"x": np.zeros(12)}, {"edition": edition, "name": about})
        stamps.append(library.beside.found(mapped, "kind").stamp)
        assert library.beside.found(mapped, "kind").stamp == stamps[-1]
    assert len(set(stamps)) == 4
    assert library.beside.found(mapped, "kind").of_rows(slice(0, 3)).stamp == stamps[-1]
