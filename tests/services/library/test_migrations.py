"""A library that version 856bda4 made opens here: its tables gain columns, and what it knew stays."""

import json
import sqlite3
from dataclasses import replace

import pytest

from services.library import Library
from services.library.db import FILE, MIGRATIONS
from services.schema import Reason, Recipe, Skipped
from tests.helpers_maps import files, stored


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


def test_files_that_are_no_pictures_gain_a_code_of_their_own(tmp_path):
    """In format 3 they had that of pictures of other kinds, or of files that did not come with an upload, or none."""
    (tmp_path / "library").mkdir()
    db = sqlite3.connect(tmp_path / "library" / FILE)
    for script in MIGRATIONS[:3]:
        for statement in script.split(";"):
            db.execute(statement)
    lines = [
        ("a.txt", "not a picture by its ending (.txt)", "kind", Reason.OTHER),
        ("README", "no ending that says it is a picture", "kind", Reason.OTHER),
        ("b.txt", "not a picture by its ending (.txt)", "", Reason.OTHER),
        ("c.txt", "not sent: not a picture by its ending", "refused", Reason.OTHER),
        (
            "d.nef",
            "a kind of picture that is not read here; save it as PNG or JPEG to map it (.nef)",
            "kind",
            Reason.KIND,
        ),
        ("e.jpg", "not a picture: the content is text", "kind", Reason.KIND),
        ("f.jpg", "not sent: the browser could not read it", "refused", Reason.REFUSED),
    ]
    for position, (path, words, code, _) in enumerate(lines):
        db.execute("INSERT INTO skipped VALUES ('m', ?, ?, ?, ?)", (position, path.encode(), words, code))
    db.execute("INSERT INTO skipped VALUES ('m', -1, ?, 'the file has vanished', 'vanished')", (b"g.jpg",))
    db.execute("PRAGMA user_version=3")
    db.commit()
    db.close()
    library = Library(tmp_path / "library")
    assert [(s.path, s.reason, s.code) for s in library.maps.skipped("m")] == [
        (path, words, code) for path, words, _, code in lines
    ]
    assert [s.code for s in library.outdated.of("m")] == [Reason.VANISHED]


def test_files_that_are_no_pictures_are_counted_apart_in_maps_that_were_made_before(tmp_path, home):
    """Until format 10 they were part of what was found, and of what was skipped."""
    library = Library(tmp_path / "library")
    info = stored(library, home, files("a.jpg", "caf\udce9.jpg"), skipped=[("b.jpg", "damaged", Reason.DAMAGED)])
    plain = stored(library, home, files("c.jpg"), name="plain")
    before = json.loads(info.as_json())
    del before["others"]
    db = library.db.read()
    db.execute("UPDATE maps SET info = ? WHERE id = ?", (json.dumps({**before, "found": 955, "skipped": 953}), info.id))
    for position in range(1, 953):
        db.execute("INSERT INTO skipped VALUES (?, ?, ?, 'w', 'other')", (info.id, position, b"%d.txt" % position))
    db.execute("INSERT INTO skipped VALUES (?, -1, ?, 'w', 'other')", (info.id, b"gone.txt"))
    db.execute("INSERT INTO maps (id, name, source, created, state, info, made) VALUES ('x', 'n', '', '', '', '?', 0)")
    db.execute("ALTER TABLE jobs DROP COLUMN others")
    for statement in TO_FORMAT_11.split(";"):
        db.execute(statement)
    db.execute("PRAGMA user_version=10")
    again = Library(library.folder)
    read = again.maps.get(info.id)
    assert (read.found, read.mapped, read.skipped, read.others) == (3, 2, 1, 952)
    assert read == replace(info, others=952)
    assert read.counts == "3 found = 2 mapped + 1 skipped, and 952 other files"
    assert again.maps.get(plain.id) == plain
    assert len(again.maps.skipped(info.id)) == 953


#: What this format has and format 11 had not.
TO_FORMAT_11 = """DROP INDEX maps_by_layout; ALTER TABLE maps DROP COLUMN layout;
ALTER TABLE deleted DROP COLUMN became; PRAGMA user_version=11"""


def test_maps_keep_their_ids_and_a_build_of_their_folder_finds_them(built, pictures, library):
    """Until format 11 a map was its layout, whatever its folder: the layout was its id."""
    info = built(folder=pictures(8, "here")).info
    with library.db.write() as db:
        stored = {key: value for key, value in json.loads(info.as_json()).items() if key not in ("layout", "followed")}
        stored["id"] = info.layout
        db.execute("UPDATE maps SET id = ?, info = ?", (info.layout, json.dumps(stored)))
    for file in (library.folder / "maps").glob(f"{info.id}*"):
        file.rename(file.with_name(file.name.replace(info.id, info.layout)))
    for statement in TO_FORMAT_11.split(";"):
        library.db.read().execute(statement)
    opened = Library(library.folder)
    (old,) = opened.maps.all()
    assert (old.id, old.layout, old.source, old.followed) == (info.layout, info.layout, info.source, "")
    again = built(folder=info.source)
    assert (again.reopened, again.info.id) == (True, info.layout)
    other = built(folder=pictures(8, "there"))
    assert (other.reopened, other.info.id != info.layout, other.info.layout) == (False, True, info.layout)
    assert opened.maps.get(info.layout).source == info.source
