"""The user's own names: given, taken back, and found again when regions have changed."""

import numpy as np
import pytest

from services.errors import BadRequest, NotFound
from services.groups import own, regions, stored
from services.groups.stored import KIND
from tests.helpers_regions import clouds, map_with_regions, of_clouds, put


@pytest.fixture
def mapped(library, tmp_path):
    return map_with_regions(library, tmp_path / "home")[0]


def names(library, info):
    return [region.name for region in stored.read(library.beside.found(info.id, KIND)).regions]


def test_a_name_is_kept_and_taken_back(library, mapped):
    before = stored.read(library.beside.found(mapped.id, KIND))
    told = own.rename(library, mapped.id, 1, "  My   boats ")
    assert (told.name, told.source, told.confidence, told.why) == ("My boats", "user", 1.0, "your own name")
    after = stored.read(library.beside.found(mapped.id, KIND))
    assert [region.name for region in after.regions] == ["cloud 0", "My boats", "cloud 2"]
    assert after.stamp != before.stamp
    own.rename(library, mapped.id, 1, "Ships")
    assert names(library, mapped) == ["cloud 0", "Ships", "cloud 2"]
    assert len(library.region_names.of(mapped.id)) == 1, "the name before is gone"
    assert own.rename(library, mapped.id, 1, "").name == "cloud 1"
    assert names(library, mapped) == ["cloud 0", "cloud 1", "cloud 2"]
    assert library.region_names.of(mapped.id) == []


@pytest.mark.parametrize("region", [3, -1, 99])
def test_a_region_that_is_not_there_is_said(library, mapped, region):
    with pytest.raises(NotFound, match=f"has no region {region}"):
        own.rename(library, mapped.id, region, "x")


def test_a_name_has_an_end_and_an_unknown_map_none(library, mapped):
    with pytest.raises(BadRequest, match="at most 80 characters; this one has 81"):
        own.rename(library, mapped.id, 0, "x" * 81)
    with pytest.raises(NotFound):
        own.rename(library, "0" * 32, 0, "x")


def test_when_regions_change_a_name_goes_to_the_one_that_holds_most_of_its_rows(library, mapped):
    here = stored.read(library.beside.found(mapped.id, KIND))
    rows = here.members(here.regions[2])
    own.rename(library, mapped.id, 2, "Third")
    positions, near, _ = clouds(3, 30)
    # Other regions of the same rows: their order is another.
    moved = np.where(np.isin(np.arange(90), rows[: len(rows) // 4]), here.regions[0].parts[0], here.rows)
    other = stored.Stored(here.levels, moved.astype(np.uint8), words=True, reason="", stamp="")
    own.put(library, mapped.id, other)
    assert names(library, mapped) == ["cloud 0", "cloud 1", "Third"], "three quarters are still there"
    moved = np.where(np.isin(np.arange(90), rows[: len(rows) * 3 // 4]), here.finest, here.rows)
    own.put(library, mapped.id, stored.Stored(here.levels, moved.astype(np.uint8), words=True, reason="", stamp=""))
    assert "Third" not in names(library, mapped), "no region holds half of its rows"
    put(library, mapped, regions.find(positions, near))
    assert names(library, mapped)[2] == "Third", "it is kept, and comes back"


def test_a_region_that_is_the_same_on_two_levels_has_one_name(library, mapped):
    found, _ = of_clouds(30, 40, apart=200)
    here = put(library, mapped, found)
    alone = next(r for r in here.levels[1] if here.regions[r.parent].parts == r.parts)
    own.rename(library, mapped.id, alone.id, "Alone")
    called = {r.id for r in stored.read(library.beside.found(mapped.id, KIND)).regions if r.name == "Alone"}
    assert called == {alone.id, alone.parent}
    own.rename(library, mapped.id, alone.parent, "")
    assert "Alone" not in names(library, mapped)


def test_an_extended_map_inherits_the_names_of_the_rows_it_begins_with(library, tmp_path, mapped):
    own.rename(library, mapped.id, 0, "Mine")
    other, _ = map_with_regions(library, tmp_path / "other")
    library.region_names.inherit(other.id, mapped.id)
    put(library, other, of_clouds(3, 30)[0])
    assert names(library, other)[0] == "Mine"
    own.rename(library, other.id, 0, "")
    assert names(library, mapped)[0] == "Mine", "each map has its own from then on"


def test_names_go_with_the_map(library, mapped):
    own.rename(library, mapped.id, 0, "Mine")
    library.cleanup.delete(mapped.id)
    assert library.region_names.of(mapped.id) == []
