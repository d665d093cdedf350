"""A map that follows its pictures keeps what it is; a map that was made where they lie now becomes part of it."""

from dataclasses import replace

import numpy as np
import pytest

from services.errors import NotFound
from services.library import Library
from services.schema import Recipe, Skipped
from tests.helpers_maps import NAMES, files, stored


@pytest.fixture
def twin(library, tmp_path, info):
    """A map of the same pictures in another folder, with other files beside them."""
    return stored(library, tmp_path / "there", files(*NAMES), name="there", skipped=[("there.txt", "no picture")])


def test_it_keeps_its_id_name_and_date_and_says_where_it_came_from(library, info):
    rows = library.maps.rows(info.id)
    told = library.following.follow(info.id, "/moved/caf\udce9", mtime_ns=rows.mtime_ns + 5_000_000_000)
    assert told == Library(library.folder).maps.get(info.id)
    assert (told.source, told.moved_from) == ("/moved/caf\udce9", info.source)
    assert told.followed > info.created
    same = replace(told, source=info.source, moved_from="", followed="")
    assert same == info
    after = library.maps.rows(info.id)
    assert (after.mtime_ns - rows.mtime_ns == 5_000_000_000).all()
    assert after.path == rows.path and np.array_equal(after.positions, rows.positions)
    assert library.maps.last() == info.id
    assert len(library.maps.skipped(info.id)) == 2, "what was skipped where they lay"


def test_what_was_given_to_the_other_map_is_kept_and_its_address_leads_here(library, info, twin):
    for map_id, name in ((info.id, "old"), (twin.id, "new")):
        library.selections.keep(map_id, b"\1", 1, name=name)
        library.region_names.give(map_id, name, np.array([0, 2]))
    link = library.selections.keep(twin.id, b"\2", 1)
    library.outdated.put(twin.id, [Skipped("a/1.jpg", "changed")])
    later = stored(library, library.folder.parent / "later", files("z.jpg"), recipe=Recipe(base=twin.id, align=info.id))
    job = library.jobs.add("/somewhere", recipe=Recipe(), name="x")
    library.jobs.claim(job.id, "me")
    library.jobs.end(job.id, "me", state="done", map_id=twin.id)
    told = library.following.follow(info.id, twin.source, twin=twin.id)
    assert [s.name for s in library.selections.of(info.id)] == ["old", "new"]
    assert library.selections.get(info.id, link.id).rows == b"\2", "a link shows it still"
    assert [given.name for given in library.region_names.of(info.id)] == ["old", "new"]
    assert (told.found, told.skipped, told.mapped) == (5, 1, 4)
    assert [s.path for s in library.maps.skipped(info.id)] == ["there.txt"]
    assert [s.path for s in library.outdated.of(info.id)] == ["a/1.jpg"]
    recipe = library.maps.get(later.id).recipe
    assert (recipe.base, recipe.align) == (info.id, info.id), "a map that continues it continues this one"
    assert library.jobs.get(job.id).map_id == info.id
    with pytest.raises(NotFound):
        library.maps.get(twin.id)
    assert library.following.led_to(twin.id) == info.id
    assert not list((library.folder / "maps").glob(f"{twin.id}*"))


def test_an_address_leads_on_and_not_away_from_a_map_that_is_there_again(library, info, twin, tmp_path):
    third = stored(library, tmp_path / "third", files(*NAMES), name="third")
    rows = library.maps.rows(twin.id)
    library.following.follow(info.id, twin.source, twin=twin.id)
    library.following.follow(third.id, twin.source, twin=info.id)
    assert [library.following.led_to(one) for one in (twin.id, info.id, third.id)] == [third.id, third.id, None]
    library.maps.finish(twin, rows)
    assert library.following.led_to(twin.id) is None
    library.cleanup.delete(twin.id)
    assert (library.following.led_to(twin.id), library.maps.deleted(twin.id)) == (None, "there")


def test_an_upload_that_is_followed_stays(library, info):
    upload = library.uploads / ("a" * 32)
    twin = stored(library, upload, files(*NAMES), name="upload")
    library.following.follow(info.id, str(upload), twin=twin.id)
    assert (upload / "a" / "1.jpg").exists()
    library.cleanup.delete(info.id)
    assert not upload.exists(), "it goes with the map that has it now"


def test_it_keeps_what_was_said_of_its_own_making(library, info, twin):
    for made, said in ((info, "drawn from its sketch"), (twin, "its neighbours are approximate")):
        library.maps.reopen(replace(made, warnings=[said]), library.maps.skipped(made.id))
    told = library.following.follow(info.id, twin.source, twin=twin.id)
    assert told.warnings == library.maps.get(info.id).warnings == ["drawn from its sketch"]
