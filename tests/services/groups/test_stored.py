"""Regions as they lie beside a map: what is stored is what is read."""

import numpy as np

from services.groups import stored
from services.groups.stored import EDITION, KIND
from services.library import Found
from tests.helpers_regions import map_with_regions, of_clouds, put


def test_what_is_stored_is_read(library, tmp_path):
    info, here = map_with_regions(library, tmp_path / "home")
    assert [len(level) for level in here.levels] == [3]
    found, _ = of_clouds(3, 30)
    assert np.array_equal(here.rows, found.codes)
    for told, region in zip(here.levels[0], found.levels[0], strict=True):
        assert (told.id, told.parent, told.n, told.parts) == (region.id, region.parent, region.n, region.parts)
        assert (told.name, told.source, told.why) == (f"cloud {region.id}", "folder", "by folder, 90 %")
        assert len(here.members(told)) == told.n
        assert told.representative in here.members(told)
    assert (here.finest, here.middle, here.words, here.reason) == (3, 0, True, "")
    assert library.beside.edition(info.id, KIND) == EDITION


def test_rows_have_a_place_on_each_level(library, tmp_path):
    info, _ = map_with_regions(library, tmp_path / "home")
    found, _ = of_clouds(30, 40, apart=200)
    here = put(library, info, found)
    assert [len(level) for level in here.levels] == [12, 25]
    assert here.middle == 1
    for number, level in enumerate(here.levels):
        places = here.level_of_rows(number)
        assert [int((places == place).sum()) for place in range(len(level))] == [region.n for region in level]
        assert ((places == len(level)) == (here.rows == here.finest)).all()


def test_what_is_missing_or_of_another_edition_is_none(library, tmp_path):
    info, _ = map_with_regions(library, tmp_path / "home")
    found = library.beside.found(info.id, KIND)
    assert stored.read(None) is None
    assert stored.read(Found({**found.about, "edition": EDITION + 1}, found.arrays)) is None
    assert stored.read(Found(found.about, {})) is None


def test_each_writing_has_a_stamp_of_its_own(library, tmp_path):
    info, here = map_with_regions(library, tmp_path / "home")
    found, _ = of_clouds(3, 30)
    assert put(library, info, found).stamp != here.stamp
