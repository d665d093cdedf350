"""The database: made once whoever comes first, shared by threads and processes, whole after a kill -9."""

import multiprocessing
import os
import signal
import sqlite3
import threading

import pytest

from services.errors import LibraryUnusable
from services.library import Library
from services.library.db import FILE, MIGRATIONS, raw, text
from tests.helpers_writers import die_holding, die_writing, keep, write_batches

spawn = multiprocessing.get_context("spawn")


def sound(library):
    return library.db.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def killed(target, folder, told):
    """Run ``target`` in a process of its own, kill -9 it when ``told(message)``; the last message."""
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=target, args=(str(folder), theirs))
    process.start()
    while not told(message := ours.recv()):
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    theirs.close()
    while ours.poll():
        try:
            message = ours.recv()
        except EOFError:
            break
    ours.close()
    return message


def test_a_library_is_made_where_there_is_none(tmp_path):
    library = Library(tmp_path / "new" / "place")
    assert {p.name for p in library.folder.iterdir()} >= {FILE, "maps", "models", "uploads", "cache"}
    assert library.maps.all() == []
    assert library.db.read().execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert library.db.read().execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_what_was_stored_is_there_at_the_next_start(library):
    assert keep(library, 0, 5) == 5
    assert Library(library.folder).contents.feature_count() == 5


def test_a_library_of_a_newer_version_is_refused_and_left_alone(library):
    library.db.read().execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    before = library.db.path.read_bytes()
    with pytest.raises(
        LibraryUnusable,
        match=rf"newer Imagescape \(format {len(MIGRATIONS) + 1}, this one knows {len(MIGRATIONS)}\).*--library",
    ):
        Library(library.folder)
    assert library.db.path.read_bytes() == before


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / FILE).write_bytes(b"this is not a database, and long enough to tell" * 100)
    with pytest.raises(LibraryUnusable, match=r"cannot be used.*--library"):
        Library(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(b"this is not"), "and it is not overwritten"


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_said(tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnusable, match=r"The library at .*--library"):
        Library(tmp_path / place)


def test_a_part_of_it_that_is_in_the_way_is_said(tmp_path):
    (tmp_path / "maps").write_text("in the way")
    with pytest.raises(LibraryUnusable, match="cannot be written"):
        Library(tmp_path)


def test_a_transaction_is_all_or_nothing(library):
    with pytest.raises(ZeroDivisionError), library.db.write() as db:
        db.execute("INSERT INTO encoders (key) VALUES ('x')")
        raise ZeroDivisionError
    assert library.db.read().execute("SELECT count(*) FROM encoders").fetchone()[0] == 0
    assert keep(library, 0, 3) == 3, "and the next one begins anew"


def test_a_full_disk_is_said(library):
    pages = library.db.read().execute("PRAGMA page_count").fetchone()[0]
    library.db.read().execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(LibraryUnusable, match=r"could not be written.*full.*Free some disk"):
        keep(library, 0, 5000)
    library.db.read().execute("PRAGMA max_page_count=100000000")
    assert library.contents.feature_count() == 0
    assert keep(library, 0, 10) == 10


def test_each_thread_has_its_own_connection_and_keeps_it(library):
    mine = library.db.read()
    assert library.db.read() is mine
    others = []
    thread = threading.Thread(target=lambda: others.append(library.db.read()))
    thread.start()
    thread.join()
    assert others[0] is not mine
    others.clear()


def test_readers_go_on_while_one_writes(library):
    keep(library, 0, 3)
    seen = []
    with library.db.write() as db:
        db.execute("DELETE FROM features")
        reader = threading.Thread(target=lambda: seen.append(library.contents.feature_count()))
        reader.start()
        reader.join(timeout=60)
    assert seen == [3]
    assert library.contents.feature_count() == 0


def test_who_has_only_read_so_far_is_waited_for(library):
    def add(name):
        with library.db.write() as db:
            db.execute("INSERT INTO encoders (key) VALUES (?)", (name,))

    impatient = sqlite3.connect(library.db.path, timeout=0, isolation_level=None)
    with library.db.write() as db:
        assert db.execute("SELECT count(*) FROM encoders").fetchone()[0] == 0
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            # What was read holds until what follows from it is written.
            impatient.execute("BEGIN IMMEDIATE")
        other = threading.Thread(target=add, args=("other",))
        other.start()
        db.execute("INSERT INTO encoders (key) VALUES ('mine')")
    other.join()
    impatient.close()
    assert [row[0] for row in library.db.read().execute("SELECT key FROM encoders ORDER BY id")] == ["mine", "other"]


def test_two_threads_and_two_processes_write_at_once(library):
    processes = [
        spawn.Process(target=write_batches, args=(str(library.folder), start, 20, 25)) for start in (100_000, 200_000)
    ]
    threads = [threading.Thread(target=write_batches, args=(library.folder, start, 20, 25)) for start in (0, 50_000)]
    for worker in (*processes, *threads):
        worker.start()
    for worker in (*processes, *threads):
        worker.join()
    assert [p.exitcode for p in processes] == [0, 0]
    assert library.contents.feature_count() == 4 * 20 * 25
    assert library.db.read().execute("SELECT count(*) FROM encoders").fetchone()[0] == 1
    assert sound(library)


@pytest.mark.slow
def test_threads_and_processes_may_make_one_library_at_one_moment(tmp_path):
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        gate = spawn.Barrier(4)
        workers = [threading.Thread(target=write_batches, args=(folder, i * 100, 1, 10, gate)) for i in range(2)]
        workers += [
            spawn.Process(target=write_batches, args=(str(folder), 1000 + i * 100, 1, 10, gate)) for i in range(2)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert Library(folder).contents.feature_count() == 40


def test_a_kill_in_the_middle_of_a_write_costs_that_write_only(library):
    assert killed(die_holding, library.folder, lambda _: True) == "in the middle"
    impatient = sqlite3.connect(library.db.path, timeout=0, isolation_level=None)
    # The lock died with its holder: who does not wait gets it.
    impatient.execute("BEGIN IMMEDIATE")
    impatient.close()
    again = Library(library.folder)
    assert again.contents.feature_count() == 32
    assert keep(again, 1000, 5) == 5
    assert again.db.read().execute("SELECT count(*) FROM encoders WHERE key = 'half'").fetchone()[0] == 0
    assert sound(again)


@pytest.mark.slow
def test_a_kill_at_any_moment_keeps_everything_that_was_told_of(library):
    for rounds in (1, 5, 9):
        told = killed(die_writing, library.folder, lambda n, rounds=rounds: n >= rounds)
        count = library.contents.feature_count()
        assert count % 32 == 0, "whole batches"
        assert told * 32 <= count <= (told + 1) * 32, "all that were stored, and at most the one that was on its way"
        assert sound(library)
        with library.db.write() as db:
            db.execute("DELETE FROM features")


@pytest.mark.parametrize("path", ["a.jpg", "caf\udce9.jpg", "🛰️/é.jpg", "new\nline", ""])
def test_a_path_is_stored_as_its_bytes(path):
    assert text(raw(path)) == path
    assert raw("caf\udce9") == b"caf\xe9"


def test_the_database_opens_in_plain_sqlite(library):
    keep(library, 0, 2)
    with sqlite3.connect(library.db.path) as plain:
        assert plain.execute("SELECT count(*) FROM features").fetchone() == (2,)
    plain.close()
