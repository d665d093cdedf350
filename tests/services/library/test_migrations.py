"""A library that version 856bda4 made opens here: its tables gain columns, and what it knew stays."""

import sqlite3

import pytest

from services.library import Library
from services.library.db import FILE, MIGRATIONS
from services.schema import Reason, Recipe, Skipped


@pytest.fixture
def old(tmp_path):
    """The database of the first format, with a job of each kind and a skipped file."""
    (tmp_path / "library").mkdir()
    db = sqlite3.connect(tmp_path / "library" / FILE)
    for statement in MIGRATIONS[0].split(";"):
        db.execute(statement)
    add = "INSERT INTO jobs (id, source, recipe, name, state, stage, created) VALUES (?, ?, ?, 'n', ?, ?, 1)"
    for job, state, stage in (("a", "done", "embed"), ("b", "done", "store"), ("c", "queued", "embed")):
        db.execute(add, (job, b"/home", Recipe().as_json(), state, stage))
    db.execute("INSERT INTO skipped VALUES ('m', 0, ?, 'damaged')", (b"x.jpg",))
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()
    return tmp_path / "library"


def test_it_opens_and_is_of_this_format(old):
    assert Library(old).db.read().execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) > 1


def test_a_job_that_ended_while_embedding_had_found_its_map(old):
    jobs = Library(old).jobs
    assert [jobs.get(job).reopened for job in "abc"] == [True, False, False]
    assert [job.id for job in jobs.unfinished()] == ["c"], "a job half done goes on here"


def test_what_was_skipped_keeps_its_words(old):
    (skipped,) = Library(old).maps.skipped("m")
    assert (skipped, skipped.code) == (Skipped("x.jpg", "damaged"), Reason.UNKNOWN)
