"""The facets of a map: those that say something, kept once it is finished, and computed anew while it grows."""

import json
from dataclasses import replace

import numpy as np
import pytest

from services.errors import NotFound
from services.facts import EDITION
from services.views import colours
from tests.conftest import picture
from tests.helpers_maps import begun, beside, stored
from tests.services.views.conftest import files


def names(views, info):
    return [listed["facet"] for listed in views.facets.listed(info.id)]


def test_those_are_listed_that_say_something(library, views, tmp_path):
    info = stored(library, tmp_path / "two", files(4), trust=[0.1, 0.2, 0.3, 0.9])
    folder, trust, size = views.facets.listed(info.id)
    edition = str(EDITION)
    assert folder == {
        "facet": "folder",
        "title": "Folders",
        "kind": "tree",
        "count": 2,
        "edition": edition,
        "span": "",
    }
    assert trust == {
        "facet": "trust",
        "title": "Trust",
        "kind": "values",
        "count": 5,
        "edition": f"{edition}-0",
        "span": "",
    }
    assert (size["facet"], size["kind"], " to " in size["span"]) == ("bytes", "numbers", True)
    one = stored(library, tmp_path / "one", {"a/1.jpg": picture(1), "a/2.jpg": picture(2)})
    assert names(views, one) == ["bytes"], "one folder, and trust that was not measured"
    alike = stored(library, tmp_path / "alike", {"a/1.jpg": picture(1), "2.jpg": picture(2)}, trust=[1, 0.95])
    assert names(views, alike) == ["folder", "bytes"]


def test_what_was_added_is_a_facet_of_a_map_that_was_added_to(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(4))
    rows = replace(rows, positions=np.zeros((4, 2), np.float32))
    library.maps.finish(replace(info, added=1), rows)
    assert names(views, info) == ["folder", "new", "bytes"]
    told = json.loads(views.facets.values(info.id, "new"))
    assert (told["name"], told["own"]) == (["new", "there before"], [1, 3])
    assert views.facets.rows(info.id, "new") == bytes([1, 1, 1, 0])


def test_values_and_rows_belong_together(library, views, tmp_path):
    info = stored(library, tmp_path / "home" / "in", {f"{p}.jpg": picture(1) for p in ("a/1", "../b/2", "3", "a/c/4")})
    told = json.loads(views.facets.values(info.id, "folder"))
    assert (told["n"], told["bytes"], told["name"]) == (4, 1, ["(top folder)", "../b", "a", "c"])
    assert [told["name"][value] for value in views.facets.rows(info.id, "folder")] == ["a", "../b", "(top folder)", "c"]


def test_a_finished_map_is_computed_once(library, views, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(4))
    first = views.facets.values(info.id, "folder")
    monkeypatch.setattr(
        library.maps.columns(info.id).__class__, "folders", property(lambda _: pytest.fail("read again"))
    )
    assert views.facets.values(info.id, "folder") == first
    assert views.facets.rows(info.id, "folder") == bytes([0, 1, 0, 1])
    monkeypatch.setattr(colours, "EDITION", colours.EDITION + 1)
    with pytest.raises(pytest.fail.Exception, match="read again"):
        views.facets.values(info.id, "folder")


def test_a_map_that_grows_is_computed_anew(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(4))
    part = {name: getattr(rows, name)[:1] for name in rows.__slots__ if name not in ("added", "found")}
    library.maps.grow(replace(info, n=1, mapped=1), replace(rows, **part))
    assert names(views, info) == []
    assert json.loads(views.facets.values(info.id, "folder"))["name"] == ["blue"]
    library.maps.grow(info, rows)
    assert names(views, info) == ["folder", "bytes"]
    assert views.facets.rows(info.id, "folder") == bytes([0, 1, 0, 1])


def test_an_unknown_facet_or_map_is_said(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(2))
    with pytest.raises(NotFound, match=r"'zodiac' is no facet of this map\. Choose one of region, folder"):
        views.facets.values(info.id, "zodiac")
    with pytest.raises(NotFound, match="'new' is no facet of this map"):
        views.facets.rows(info.id, "new")
    for ask in (views.facets.listed, lambda map_id: views.facets.values(map_id, "folder")):
        with pytest.raises(NotFound, match="There is no map"):
            ask("0" * 32)


def test_a_folder_can_be_looked_into(library, views, tmp_path):
    info = stored(library, tmp_path / "home", {f"{p}.jpg": picture(1) for p in ("a/b/1", "a/c/2", "d/3")})
    told = json.loads(views.facets.values(info.id, "folder"))
    inside = json.loads(views.facets.within(info.id, "folder", 0))
    assert told["within"] is True
    assert {name for name in told if told[name] != inside[name]} == {"paint", "colours"}
    assert [inside["name"][value] for value in range(4)] == ["a", "b", "c", "d"]
    assert inside["paint"] == [2, 0, 1, 2], "what lies elsewhere is grey; no picture is in the folder itself"
    for facet, value in (("folder", 4), ("folder", -1), ("bytes", 0)):
        with pytest.raises(NotFound, match="has no value"):
            views.facets.within(info.id, facet, value)


def test_what_is_found_beside_a_map_is_another_edition(library, views, settings, tmp_path):
    info = stored(library, tmp_path / "home", files(4))
    before = names(views, info)
    assert "brightness" not in before
    assert views.facets.rows(info.id, "brightness") == bytes(4)
    beside(library, settings, info)
    now = {one["facet"]: one for one in views.facets.listed(info.id)}
    assert {"brightness", "contrast", "sharpness", "colourfulness"} <= set(now)
    assert now["brightness"]["edition"] != now["folder"]["edition"]
    assert len(set(views.facets.rows(info.id, "brightness"))) > 1, "what was kept of it is not shown any more"
    assert np.frombuffer(views.facets.rows(info.id, "sharpness"), "u1").tolist() == (
        views.colouring(info.id, "sharpness").codes.tolist()
    )


def test_dates_are_of_the_folder_where_the_pictures_were_found_last(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(3))
    views.facets.values(info.id, "date")
    first = views.colours.edition(info.id, "date")
    library.maps.reopen(info, [], mtime_ns=np.array([0, 40, 80]) * 86_400 * 10**9)
    assert views.colours.edition(info.id, "date") != first
    assert sum(own > 0 for own in json.loads(views.facets.values(info.id, "date"))["own"]) == 3
