"""What is deleted, and what must stay: pictures, features, maps that someone works on."""

import os
import sqlite3

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from services.library import cleanup
from services.schema import Recipe
from tests.conftest import Quiet
from tests.helpers_maps import begun, files, stored


def test_a_map_that_could_not_be_deleted_keeps_its_file(library, info, monkeypatch):
    def broken(*_):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(cleanup, "_delete_records", broken)
    with pytest.raises(LibraryUnusable):
        library.cleanup.delete(info.id)
    assert library.maps.rows(info.id).n == info.n


def test_a_deleted_map_is_gone_and_its_pictures_and_features_stay(library, home, info):
    count = library.contents.feature_count()
    library.cleanup.delete(info.id)
    assert library.maps.all() == []
    assert (library.maps.deleted(info.id), library.maps.deleted("cd" * 16)) == (info.name, None)
    assert library.maps.skipped(info.id) == []
    assert not list((library.folder / "maps").iterdir())
    assert library.contents.feature_count() == count == 4
    assert (home / "a" / "1.jpg").exists()
    with pytest.raises(NotFound):
        library.maps.rows(info.id)


def test_an_upload_goes_with_the_last_map_of_it(library):
    upload = library.uploads / ("a" * 32)
    first = stored(library, upload, files("a.jpg"), name="one")
    second = stored(library, upload, files("a.jpg"), name="two")
    side = upload.with_name(f"{'a' * 32}.refused.json")
    side.write_text("[]")
    library.cleanup.delete(first.id)
    assert (upload / "a.jpg").exists()
    job = library.jobs.add(str(upload), recipe=Recipe(), name="x")
    library.cleanup.delete(second.id)
    assert (upload / "a.jpg").exists(), "a job waits for it"
    library.jobs.end_unclaimed(job.id, state="stopped", error="")
    third = stored(library, upload, files("a.jpg"), name="three")
    library.cleanup.delete(third.id)
    assert not upload.exists()
    assert not side.exists()


def test_an_uploads_pictures_go_with_its_stopped_map_though_the_unfinished_one_is_still_there(built, library, pictures):
    upload = library.uploads / ("a" * 32)
    pictures(60).rename(upload)
    made = built(folder=upload, iterations=400, listener=Quiet("project", after=100))
    assert made.info.stopped
    assert len(library.maps.all()) == 2, "the unfinished one leads to it"
    library.cleanup.delete(made.info.id)
    assert not upload.exists()


def aged(library, info, seconds):
    """As if the map had been stored so long ago."""
    with library.db.write() as db:
        db.execute("UPDATE maps SET made = made - ? WHERE id = ?", (seconds, info.id))


def test_an_unfinished_map_is_swept_once_it_counts_as_abandoned(library, home):
    info, _ = begun(library, home, files("a.jpg"), skipped=[("x", "damaged")])
    aged(library, info, cleanup.ABANDONED_AFTER - 60)
    library.cleanup.sweep()
    assert library.maps.get(info.id), "someone may be at it"
    aged(library, info, 120)
    library.cleanup.sweep()
    assert (library.maps.all(), library.maps.skipped(info.id)) == ([], [])
    assert not list((library.folder / "maps").iterdir())
    assert (home / "a.jpg").exists()


def test_a_map_whose_layout_was_just_stored_is_not_swept(library, home):
    info, _ = begun(library, home, files("a.jpg"))
    library.live.save(info.id, np.zeros((1, 2)))
    aged(library, info, 2 * cleanup.ABANDONED_AFTER)
    library.cleanup.sweep()
    assert library.maps.get(info.id)
    past = os.stat(library.db.path).st_mtime - 2 * cleanup.ABANDONED_AFTER
    os.utime(library.folder / "maps" / f"{info.id}.live", (past, past))
    library.cleanup.sweep()
    assert library.maps.all() == []


def test_the_map_of_a_running_job_and_a_finished_one_are_not_swept(library, home, tmp_path):
    job = library.jobs.add("/pictures", recipe=Recipe(), name="x")
    library.jobs.claim(job.id, "me")
    info, _ = begun(library, home, files("a.jpg"))
    library.jobs.beat(job.id, "me", map_id=info.id)
    ready = stored(library, tmp_path / "other", files("b.jpg"))
    for each in (info, ready):
        aged(library, each, 2 * cleanup.ABANDONED_AFTER)
    library.cleanup.sweep()
    assert {m.id for m in library.maps.all()} == {info.id, ready.id}
    library.jobs.end(job.id, "me", state="failed")
    library.cleanup.sweep()
    assert [m.id for m in library.maps.all()] == [ready.id]
