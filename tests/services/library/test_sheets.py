"""Sheets of pictures: kept in the cache, bounded, gone with their map."""

import os

from services.library.sheets import Sheets


def test_a_sheet_comes_back(library):
    assert library.sheets.get("m" * 16, "1-0.webp") is None
    library.sheets.put("m" * 16, "1-0.webp", b"sheet")
    assert library.sheets.get("m" * 16, "1-0.webp") == b"sheet"
    assert library.sheets.get("m" * 16, "2-0.webp") is None


def test_they_go_with_their_map(built, library):
    map_id = built(12).info.id
    library.sheets.put(map_id, "1-0.webp", b"sheet")
    library.sheets.put("m" * 16, "1-0.webp", b"other")
    library.cleanup.delete(map_id)
    assert library.sheets.get(map_id, "1-0.webp") is None
    assert library.sheets.get("m" * 16, "1-0.webp") == b"other"


def test_those_used_least_lately_go_first(tmp_path):
    sheets = Sheets(tmp_path, most=300)
    for number in range(64):
        sheets.put("m", str(number), b"0123456789")
        os.utime(tmp_path / "sprites" / "m" / str(number), (number, number))
    assert sheets.get("m", "0") == b"0123456789", "used just now"
    sheets.put("m", "64", b"0123456789")
    left = {int(path.name) for path in (tmp_path / "sprites" / "m").iterdir()}
    assert len(left) == 27, "nine tenths of what may be"
    assert {0, 64, 63, 40} <= left
    assert 1 not in left


def test_a_disk_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    (tmp_path / "sprites").write_text("in the way")
    sheets = Sheets(tmp_path)
    sheets.put("m", "0", b"sheet")
    assert sheets.get("m", "0") is None
