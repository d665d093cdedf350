"""Trust that comes late stands in the map's own file, and nothing else of the map is another."""

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from services.library import tables


def test_it_stands_where_all_trust_does_and_nothing_else_changes(library, built):
    info = built(12).info
    before = library.maps.rows(info.id)
    late = np.linspace(0, 1, 12, dtype=np.float32)
    library.late_trust.put(info.id, late, against=7)
    after = library.maps.rows(info.id)
    assert (after.trust == late).all()
    assert (tables.load(library.folder / "maps" / f"{info.id}.parquet").trust == late).all()
    for column in ("path", "hash", "format", "mode", "taken"):
        assert getattr(after, column) == getattr(before, column)
    for column in ("bytes", "mtime_ns", "width", "height", "positions"):
        assert (getattr(after, column) == getattr(before, column)).all()
    assert library.maps.get(info.id).trust_against == 7
    assert (library.maps.get(info.id).trust, library.maps.get(info.id).state) == (info.trust, "ready")


def test_a_map_that_is_none_and_a_disk_that_is_full(library, built, monkeypatch):
    with pytest.raises(NotFound):
        library.late_trust.put("ab" * 16, np.zeros(3, np.float32), against=0)
    info = built(12).info

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "save", full)
    with pytest.raises(LibraryUnusable, match="No space left"):
        library.late_trust.put(info.id, np.zeros(12, np.float32), against=3)
    assert library.maps.get(info.id).trust_against == 0
