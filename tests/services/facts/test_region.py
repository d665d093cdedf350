"""The facet of the regions: a tree without what is twice in it, in the colours of the first level."""

import json
from types import SimpleNamespace

import numpy as np

from services.facts import FACETS, FACTS, Rows, colour, region
from services.facts.palette import CATEGORIES
from services.groups.stored import Stored, Told
from tests.helpers_regions import map_with_regions, of_clouds, put


def of_map(library, info):
    columns = library.maps.columns(info.id)
    return FACETS["region"].values(columns, lambda mode: colour(columns, mode)), colour(columns, "region")


def test_a_tree_whose_counts_add_up(library, tmp_path):
    info, _ = map_with_regions(library, tmp_path / "home")
    found, _ = of_clouds(30, 40, apart=200)
    here = put(library, info, found)
    values, painted = of_map(library, info)
    sizes = {region.parts for region in here.regions}
    assert len(values.name) == len(sizes) + 1, "a region that is the same on two levels is one value"
    assert values.name[-1] == "in no region"
    assert sum(values.own) == len(here.rows)
    assert sum(c for c, parent in zip(values.count, values.parent, strict=True) if parent < 0) == len(here.rows)
    for value in range(len(values.name)):
        inside = (values.rows >= value) & (values.rows < values.last[value])
        assert (values.count[value], values.own[value]) == (inside.sum(), (values.rows == value).sum())
        assert set(painted.codes[inside]) <= {values.code[value]}
        assert values.row[value] < 0 or inside[values.row[value]], "the row that stands for it lies in it"
        assert values.parent[value] < 0 or value < values.last[values.parent[value]]
    assert json.loads(FACETS["region"].answer(values))["kind"] == "tree"


def test_what_lies_in_a_region_that_is_the_same_on_two_levels_lies_in_the_one_that_stands_for_it(monkeypatch):
    def told(number, parent, parts):
        none = ("", "none", 0.0)
        return Told(number, parent, 10 * len(parts), 0, (0.0, 0.0), 1.0, parts, f"r{number}", "folder", 1.0, "", none)

    whole, rest = (0, 1, 2), (3,)
    levels = [
        [told(0, -1, whole), told(1, -1, rest)],
        [told(2, 0, whole), told(3, 1, rest)],
        [told(4 + part, 3 if part == 3 else 2, (part,)) for part in range(4)],
    ]
    here = Stored(levels, np.repeat(np.arange(4), 10).astype(np.uint8), words=True, reason="", stamp="")
    monkeypatch.setattr(region, "read", lambda _: here)
    columns = SimpleNamespace(n=40, beside=lambda _: None)
    found = region.values(columns, lambda _: SimpleNamespace(palette=("#111111", "#222222", "#8d8f95")))
    assert (found.name, found.parent) == (["r0", "r4", "r5", "r6", "r1", "in no region"], [-1, 0, 0, 0, -1, -1])
    sums = list(found.own)
    for value in reversed(range(len(sums))):
        if found.parent[value] >= 0:
            sums[found.parent[value]] += sums[value]
    assert sums == list(found.count), "counted by the parents, as the page does where something is filtered"


def test_a_picture_is_told_its_region_by_the_word_of_the_facet_or_that_it_is_in_none(library, tmp_path):
    info, here = map_with_regions(library, tmp_path / "home")
    values, _ = of_map(library, info)
    columns = library.maps.columns(info.id)
    some = Rows(info.source, library.maps.rows(info.id), range(info.n), columns.beside)
    said = FACTS["region"].line.texts(some)
    assert {said[row] for row in np.flatnonzero(here.rows == here.finest)} <= {"in no region"}
    for row, value in enumerate(values.rows):
        above = []
        while value >= 0:
            above.append(values.name[value])
            value = values.parent[value]
        first, *_, last = [said[row]] * 2 if " › " not in said[row] else said[row].split(" › ")
        assert (first, last in above) == (above[-1], True)


def test_of_more_regions_than_colours_two_that_lie_apart_share_one(library, tmp_path):
    info, _ = map_with_regions(library, tmp_path / "home")
    found, _ = of_clouds(12, 40, apart=100)
    here = put(library, info, found)
    _, painted = of_map(library, info)
    assert len(CATEGORIES) == 11
    codes = [int(painted.codes[here.members(region)][0]) for region in here.levels[0]]
    (twice,) = {code for code in codes if codes.count(code) == 2}
    one, two = (np.array(r.place) for r, code in zip(here.levels[0], codes, strict=True) if code == twice)
    assert np.hypot(*(one - two)) > 150, "across the circle"
