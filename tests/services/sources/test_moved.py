"""Whether the pictures of a map have left its folder, and whether another one holds them."""

import os
import shutil
from dataclasses import replace

import pytest

from services.errors import NoSuchFolder
from services.pipeline import extend
from services.pipeline import run as pipeline
from services.sources import changes, moved
from tests.conftest import Quiet, picture


@pytest.fixture
def home(tmp_path):
    return tmp_path / "pictures"


def test_a_map_is_gone_from_its_folder_with_the_last_of_its_pictures(built, library, home):
    info = built(6).info
    assert not moved.is_gone(library, info)
    files = sorted(home.rglob("*.jpg"))
    for file in files[1:]:
        file.unlink()
    assert not moved.is_gone(library, info)
    files[0].unlink()
    assert moved.is_gone(library, info), "an empty folder, as where a disk was plugged in"
    shutil.rmtree(home)
    assert moved.is_gone(library, info)
    assert not moved.is_gone(library, replace(info, source="s3://bucket/gone"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_not_gone(built, library, home):
    info = built(6).info
    home.chmod(0)
    try:
        assert not moved.is_gone(library, info)
    finally:
        home.chmod(0o700)


def test_a_file_that_cannot_be_asked_for_is_not_missing(monkeypatch):
    def refused(_):
        raise PermissionError

    monkeypatch.setattr(os, "lstat", refused)
    assert not moved._is_missing("/x")


def test_the_oldest_map_whose_folder_was_gone_by_then_was_left_behind(built, library, pictures):
    first, second = (built(folder=pictures(6, name)).info for name in ("one", "two"))
    shutil.rmtree(second.source)
    assert built(folder=pictures(6, "three")).info.left == second.id
    shutil.rmtree(first.source)
    fourth = built(folder=pictures(6, "four")).info
    assert moved.left_behind(library, fourth).id == first.id
    assert moved.count(str(library.folder), fourth.id) == changes.Changes(left=first.id)
    assert moved.sentence(first) == (
        f'The same pictures were mapped as "one", and are gone from where they lay then: {first.source}.'
    )
    pictures(6, "one")
    assert moved.left_behind(library, fourth) is None, "they are there again"
    shutil.rmtree(first.source)
    (library.folder / "maps" / f"{first.id}.parquet").write_bytes(b"damaged")
    assert moved.left_behind(library, fourth) is None
    assert moved.left_when_made(library, replace(fourth, id="cd" * 16)) == second.id, "the damaged one is passed over"
    library.cleanup.delete(first.id)
    assert moved.left_behind(library, fourth) is None


def test_of_two_folders_that_were_there_at_once_none_was_left_behind(built, library, pictures):
    """Phone A is put away when both are mapped: phone B is no place that its pictures have moved to."""
    first, second = (built(folder=pictures(6, name)).info for name in ("phone A", "phone B"))
    shutil.rmtree(first.source)
    assert moved.left_behind(library, second) is None
    again = built(folder=second.source)
    assert again.reopened
    assert moved.left_behind(library, again.info) is None


def test_a_folder_holds_a_map_where_every_picture_is_the_same(built, library, pictures, tmp_path):
    info = built(folder=pictures(6, "here")).info
    there = pictures(6, "there")
    os.utime(there / "red" / "picture-001.jpg", (7, 7))
    (there / "more.jpg").write_bytes(picture(99))
    ticks = []
    held = moved.holds(library, info, str(there), tick=lambda done, total: ticks.append((done, total)))
    row = library.maps.rows(info.id).path.index("red/picture-001.jpg")
    assert (held.missing, held.mtime_ns[row], ticks[-1]) == ((), 7 * 10**9, (6, 6))
    size = (there / "red" / "picture-001.jpg").stat().st_size
    (there / "red" / "picture-001.jpg").write_bytes(b"x" * size)
    (there / "red" / "picture-003.jpg").unlink()
    held = moved.holds(library, info, str(there))
    assert sorted(held.missing) == ["red/picture-001.jpg", "red/picture-003.jpg"], "the same size, another content"
    text = str(moved.refuse(info, str(there), held.missing))
    assert "does not hold the 6 pictures of here as they were mapped: 2 are missing or another there, such as " in text
    with pytest.raises(NoSuchFolder):
        moved.holds(library, info, str(tmp_path / "nowhere"))


def test_what_the_library_has_read_there_is_not_read_again(built, library, pictures, monkeypatch):
    info = built(folder=pictures(6, "here")).info
    there = built(folder=pictures(6, "there")).info.source
    monkeypatch.setattr(moved.storage, "read", lambda *_, **__: pytest.fail("read again"))
    assert moved.holds(library, info, there).missing == ()


def test_files_that_had_gone_or_changed_before_need_not_be_there(built, library, settings, home, tmp_path):
    info = built(12).info
    (home / "red" / "picture-001.jpg").unlink()
    (home / "red" / "picture-003.jpg").write_bytes(picture(300))
    beside = tmp_path / "today"
    beside.mkdir()
    (beside / "new.jpg").write_bytes(picture(400))
    for source in (home, beside):
        recipe = extend.extend_recipe(info)
        info = pipeline.run(library, settings, str(source), recipe=recipe, name="n", listener=Quiet()).info
    assert library.maps.rows(info.id).path[-1] == "../today/new.jpg"
    there = tmp_path / "disk" / "pictures"
    shutil.copytree(home, there)
    # Of the rows of this folder those that vanished stand with the map that was made when they had.
    library.outdated.put(info.id, [file for m in library.maps.all() for file in library.outdated.of(m.id)])
    assert moved.holds(library, info, str(there)).missing == ("../today/new.jpg",)
    shutil.copytree(beside, tmp_path / "disk" / "today")
    assert moved.holds(library, info, str(there)).missing == ()
