"""Facts of rows as JSON columns, in parts."""

import json
from dataclasses import replace

import numpy as np
import pytest

from services.errors import NotFound
from services.views import rows
from tests.conftest import picture
from tests.helpers_maps import begun, beside, stored
from tests.services.views.conftest import files


def test_a_part_has_the_facts_of_its_rows(library, views, tmp_path):
    names = {"a/caf\udce9.jpg": picture(1), "top <b>.png": picture(2, size=(30, 20), kind="PNG")}
    info = stored(library, tmp_path / "home", names, trust=[0.12345, np.nan])
    text = views.rows.part(info.id, 0)
    told = json.loads(text)
    keys = ["start", "lines", "name", "folder", "path", "width", "height", "bytes", "format", "date", "trust"]
    assert [key for key in told if not key.startswith("region")] == keys
    assert told["start"] == 0
    assert told["name"] == ["caf\\xe9.jpg", "top <b>.png"]
    assert told["folder"] == ["a", ""]
    assert told["path"] == [f"{tmp_path}/home/a/caf\\xe9.jpg", f"{tmp_path}/home/top <b>.png"]
    assert (told["width"], told["height"], told["format"]) == ([48, 30], [40, 20], ["JPEG", "PNG"])
    assert told["trust"] == [0.12345, None]
    assert all(" (file, UTC" in date for date in told["date"])
    assert text.encode()


def test_when_it_was_taken_is_told_apart_from_when_the_file_changed(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(2))
    library.maps.finish(info, replace(rows, taken=["2020-06-07T08:09:10", ""], positions=np.zeros((2, 2), np.float32)))
    first, second = json.loads(views.rows.part(info.id, 0))["date"]
    assert first == "2020-06-07 08:09 (taken, zone not told)"
    assert " (file, UTC" in second


def test_parts_join_to_all_rows(library, views, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "PART", 4)
    info = stored(library, tmp_path / "home", files(10))
    parts = [json.loads(views.rows.part(info.id, i)) for i in range(3)]
    assert [p["start"] for p in parts] == [0, 4, 8]
    assert [n for p in parts for n in p["name"]] == [f"{i}.jpg" for i in range(10)]
    for wrong in (3, -1, 10**9):
        with pytest.raises(NotFound, match=f"there is no part {wrong}"):
            views.rows.part(info.id, wrong)
    with pytest.raises(NotFound):
        views.rows.part("0" * 32, 0)


def test_a_map_in_the_making_has_facts_too(library, views, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert json.loads(views.rows.part(info.id, 0))["trust"] == [None] * 3


def test_the_lines_of_the_side_panel_come_with_their_words(library, views, settings, tmp_path):
    names = {"a/caf\udce9.jpg": picture(1), "top.png": picture(2, size=(1300, 20), kind="PNG")}
    info = stored(library, tmp_path / "home", names, trust=[0.25, np.nan])
    lines = {line["name"]: line for line in json.loads(views.rows.part(info.id, 0))["lines"]}
    assert {name: line["texts"] for name, line in lines.items() if name in ("folder", "size", "row", "trust")} == {
        "folder": ["a", "(top folder)"],
        "size": ["48 × 40 px", "1,300 × 20 px"],
        "row": ["0", "1"],
        "trust": ["about 25% of those around it belong there", "not measured"],
    }
    assert lines["brightness"]["texts"] == ["", ""], "nothing lies beside the map"
    assert (lines["brightness"]["always"], lines["size"]["always"]) == (False, True)
    beside(library, settings, info)
    lines = {line["name"]: line for line in json.loads(views.rows.part(info.id, 0))["lines"]}
    found = library.beside.array(info.id, "pixels", "brightness")
    assert lines["brightness"]["texts"] == [f"{value:.2f}" for value in found]
