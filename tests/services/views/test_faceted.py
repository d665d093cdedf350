"""The facets of a map: those that say something, kept once it is finished, and computed anew while it grows."""

import json
from dataclasses import replace

import numpy as np
import pytest

from services.errors import NotFound
from services.views import faceted
from tests.conftest import picture
from tests.helpers_maps import begun, stored
from tests.services.views.conftest import files


def names(views, info):
    return [listed["facet"] for listed in views.facets.listed(info.id)]


def test_those_are_listed_that_say_something(library, views, tmp_path):
    info = stored(library, tmp_path / "two", files(4), trust=[0.1, 0.2, 0.3, 0.9])
    assert views.facets.listed(info.id) == [
        {"facet": "folder", "title": "Folders", "kind": "tree", "count": 2},
        {"facet": "trust", "title": "Trust", "kind": "values", "count": 5},
    ]
    one = stored(library, tmp_path / "one", {"a/1.jpg": picture(1), "a/2.jpg": picture(2)})
    assert names(views, one) == [], "one folder, and trust that was not measured"
    alike = stored(library, tmp_path / "alike", {"a/1.jpg": picture(1), "2.jpg": picture(2)}, trust=[1, 0.95])
    assert names(views, alike) == ["folder"]


def test_what_was_added_is_a_facet_of_a_map_that_was_added_to(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(4))
    rows = replace(rows, positions=np.zeros((4, 2), np.float32))
    library.maps.finish(replace(info, added=1), rows)
    assert names(views, info) == ["folder", "new"]
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
    monkeypatch.setattr(faceted, "EDITION", faceted.EDITION + 1)
    with pytest.raises(pytest.fail.Exception, match="read again"):
        views.facets.values(info.id, "folder")


def test_a_map_that_grows_is_computed_anew(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(4))
    part = {name: getattr(rows, name)[:1] for name in rows.__slots__ if name not in ("added", "found")}
    library.maps.grow(replace(info, n=1, mapped=1), replace(rows, **part))
    assert names(views, info) == []
    assert json.loads(views.facets.values(info.id, "folder"))["name"] == ["blue"]
    library.maps.grow(info, rows)
    assert names(views, info) == ["folder"]
    assert views.facets.rows(info.id, "folder") == bytes([0, 1, 0, 1])


def test_an_unknown_facet_or_map_is_said(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(2))
    with pytest.raises(NotFound, match=r"'size' is no facet of this map\. Choose one of folder, trust"):
        views.facets.values(info.id, "size")
    with pytest.raises(NotFound, match="'new' is no facet of this map"):
        views.facets.rows(info.id, "new")
    for ask in (views.facets.listed, lambda map_id: views.facets.values(map_id, "folder")):
        with pytest.raises(NotFound, match="There is no map"):
            ask("0" * 32)
