"""A map follows its pictures where they lie now, whole, and never away from a folder that has them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from services.errors import BadRequest
from services.groups import own, stored
from services.pipeline.follow import follow
from services.schema import Recipe
from services.sources import changes
from tests.conftest import picture
from tests.helpers_regions import colour_groups

#: A sample: what it left out must not count as new where its pictures lie now.
HOW = {"sample": 80, "projection": "pca"}


@pytest.fixture
def old(built, tmp_path):
    return built(folder=colour_groups(tmp_path / "here"), **HOW).info


@pytest.fixture
def there(old):
    """Where its pictures have moved."""
    place = Path(old.source).with_name("there")
    shutil.copytree(old.source, place)
    shutil.rmtree(old.source)
    return place


def test_it_keeps_what_it_is_and_has_the_dates_of_the_files_there(old, there, library):
    before = library.maps.rows(old.id)
    followed, joined = follow(library, old.id, str(there))
    assert joined is None
    assert (followed.id, followed.name, followed.created, followed.layout) == (
        *(old.id, old.name, old.created, old.layout),
    )
    assert (followed.source, followed.moved_from) == (str(there), old.source)
    rows = library.maps.rows(old.id)
    assert rows.mtime_ns.tolist() == [(there / path).stat().st_mtime_ns for path in rows.path]
    assert np.array_equal(rows.positions, before.positions)
    assert changes.count_changes(str(library.folder), old.id) == changes.Changes(), (
        "the files that its sample left out came with it"
    )


def test_the_map_that_was_made_there_becomes_part_of_it(old, there, library, built):
    library.selections.keep(old.id, b"\1", 1, name="old")
    twin = built(folder=there, **HOW).info
    assert twin.id != old.id
    library.selections.keep(twin.id, b"\2", 1, name="new")
    assert own.rename(library, twin.id, 0, "Named there").name == "Named there"
    followed, joined = follow(library, old.id, str(there))
    assert (followed.id, joined.id) == (old.id, twin.id)
    assert [m.id for m in library.maps.all()] == [old.id]
    assert [s.name for s in library.selections.of(old.id)] == ["old", "new"]
    here = stored.read(library.beside.found(old.id, stored.KIND))
    assert "Named there" in {region.name for level in here.levels for region in level}
    again = built(folder=there, **HOW)
    assert (again.reopened, again.info.id) == (True, old.id)


def test_it_never_leaves_a_folder_that_has_its_pictures(old, library, tmp_path):
    there = colour_groups(tmp_path / "there")
    with pytest.raises(BadRequest, match=r"still in .*here\. Build .*there to give it a map of its own"):
        follow(library, old.id, str(there))
    with pytest.raises(BadRequest, match=r"is the map of .*here already"):
        follow(library, old.id, old.source)
    assert library.maps.get(old.id) == old


def test_it_follows_to_no_folder_that_lacks_one_of_them(old, there, library):
    (there / library.maps.rows(old.id).path[7]).write_bytes(picture(999))
    with pytest.raises(BadRequest, match="does not hold the 80 pictures of here as they were mapped: 1 is missing or"):
        follow(library, old.id, str(there))
    assert library.maps.get(old.id) == old


def test_a_map_of_an_address_stays_so(old, there, library):
    library.following.follow(old.id, "memory://gone")
    with pytest.raises(BadRequest, match="is the map of an address"):
        follow(library, old.id, str(there))


@pytest.mark.parametrize("of", ["folder", "map"])
def test_it_waits_for_a_job_that_works_on_its_folder_or_on_it(old, there, library, of):
    recipe = Recipe(base=old.id) if of == "map" else Recipe()
    library.jobs.add(str(there) if of == "folder" else "/other", recipe=recipe, name="x")
    with pytest.raises(BadRequest, match=r"is being made\. Wait"):
        follow(library, old.id, str(there))


def test_an_unfinished_map_does_not_follow(old, there, library):
    with library.db.write() as db:
        db.execute("UPDATE maps SET state = 'building'")
    with pytest.raises(BadRequest, match="still being made"):
        follow(library, old.id, str(there))
