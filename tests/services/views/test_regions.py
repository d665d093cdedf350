"""Regions as JSON and bytes for the browser."""

import json

import numpy as np
import pytest

from services.errors import NotFound
from services.groups import own
from services.groups.stored import EDITION, OUTLINES
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.helpers_regions import map_with_regions


@pytest.fixture
def mapped(library, tmp_path):
    return map_with_regions(library, tmp_path / "home")


def test_what_is_told_of_regions(views, mapped):
    info, here = mapped
    told = json.loads(views.regions.levels(info.id))
    assert list(told) == ["levels", "edition", "stamp", "words", "reason", "estimate", "none", "bytes"]
    assert (told["edition"], told["stamp"], told["words"], told["bytes"]) == (EDITION, here.stamp, True, 1)
    assert told["none"] + sum(region["n"] for region in told["levels"][0]) == 90
    first = told["levels"][0][0]
    assert list(first) == [
        *("id", "parent", "name", "source", "confidence", "why", "n", "representative", "clear", "x", "y"),
        *("value", "number"),
    ]
    assert (first["id"], first["parent"], first["name"], first["why"]) == (0, -1, "cloud 0", "by folder, 90 %")
    assert np.frombuffer(views.regions.rows(info.id), "<u1").tolist() == here.rows.tolist()


def test_outlines_are_rings_of_x_and_y_in_turn(views, library, mapped):
    info, _ = mapped
    assert json.loads(views.regions.outlines(info.id))["outlines"] == [[], [], []], "such as of a map in space"
    points = np.arange(14, dtype=np.float32).reshape(7, 2)
    rings = {"points": points, "rings": np.array([[2, 3], [0, 4]], np.int32)}
    library.beside.put(info.id, OUTLINES, rings, {"edition": EDITION})
    assert json.loads(views.regions.outlines(info.id)) == {
        "outlines": [[[6, 7, 8, 9, 10, 11, 12, 13]], [], [[0, 1, 2, 3, 4, 5]]],
        "edition": EDITION,
    }


def test_a_map_that_was_not_looked_through_yet_has_no_answer(views, library, tmp_path):
    info = stored(library, tmp_path / "home", {"a.jpg": picture(1)})
    assert (views.regions.levels(info.id), views.regions.rows(info.id), views.regions.outlines(info.id)) == (None,) * 3
    with pytest.raises(NotFound):
        views.regions.levels("0" * 32)


def test_colours_and_facets_follow_what_lies_beside_the_map(views, library, mapped):
    info, here = mapped
    assert [line[0] for line in views.colouring(info.id, "region").legend][:3] == ["cloud 0", "cloud 1", "cloud 2"]
    own.rename(library, info.id, 1, "Mine")
    assert views.colouring(info.id, "region").legend[1][0] == "Mine", "what was kept before is another"
    assert json.loads(views.facets.values(info.id, "region"))["name"][1] == "Mine"
    bare = stored(library, info.source, {f"{i}.jpg": picture(i) for i in range(3)}, name="bare")
    assert views.colouring(bare.id, "region").legend == (("no regions have been found", "#8d8f95", 3),)
    assert "region" not in [facet["facet"] for facet in views.facets.listed(bare.id)]
    own.put(library, bare.id, type(here)(here.levels, here.rows[:3], words=True, reason="", stamp=""))
    assert len(views.colouring(bare.id, "region").legend) > 1, "that there were none was not kept"


def test_rows_say_their_region(views, library, mapped):
    info, here = mapped
    told = json.loads(views.rows.part(info.id, 0))
    names = [*(region.name for region in here.levels[0]), ""]
    assert told["region_name"] == [names[place] for place in here.level_of_rows(0)]
    assert told["region"] == [None if place == 3 else place for place in here.level_of_rows(0).tolist()]
