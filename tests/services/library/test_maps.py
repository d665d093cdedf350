"""Stored maps: what went in comes out, a finished one never changes, a damaged one says so."""

import os
import shutil
import threading
from dataclasses import replace

import numpy as np
import pytest

from services.errors import BadRequest, LibraryUnusable, NotFound
from services.library import Library, maps
from services.schema import Reason, Skipped
from tests.conftest import picture
from tests.helpers_maps import NAMES, begun, files, stored


def test_a_map_comes_back_as_it_went_in(library, home, info):
    again = Library(library.folder)
    assert again.maps.get(info.id) == info
    rows = again.maps.rows(info.id)
    assert rows.path == NAMES
    assert rows.positions.shape == (4, 2)
    assert rows.trust[[0, 1, 3]].tolist() == [1, 0.5, 0.25]
    assert np.isnan(rows.trust[2])
    assert rows.mtime_ns.tolist() == [os.stat(os.path.join(home, path)).st_mtime_ns for path in NAMES]
    assert rows.bytes.tolist() == [len(picture(i)) for i in range(4)]
    assert set(rows.width.tolist()) == {48}
    assert again.maps.skipped(info.id) == [Skipped("bad\udcff.jpg", "damaged"), Skipped("notes.txt", "not a picture")]


def test_rows_cannot_be_altered(library, info):
    rows = library.maps.rows(info.id)
    for array in (rows.positions, rows.trust):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("wrong", ["0" * 32, "", "x", "../../etc/passwd", "A" * 32, "0" * 32 + "/../x", "%00"])
def test_an_unknown_id_is_said(library, info, wrong):
    for ask in (library.maps.get, library.maps.rows, library.live.load, library.cleanup.delete):
        with pytest.raises(NotFound, match="There is no map"):
            ask(wrong)
    assert not library.maps.has(wrong)


def test_a_very_long_id_is_not_repeated_whole(library):
    with pytest.raises(NotFound) as told:
        library.maps.get("0" * 100_000)
    assert len(str(told.value)) < 300


@pytest.mark.parametrize(
    "damage",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(b"not parquet at all" * 20),
        lambda p: p.write_bytes(p.read_bytes()[:-50]),
        lambda p: p.unlink(),
    ],
    ids=["empty", "other", "cut", "gone"],
)
def test_a_damaged_map_file_is_said_with_what_to_do(library, info, damage):
    damage(library.folder / "maps" / f"{info.id}.parquet")
    with pytest.raises(
        LibraryUnusable, match=rf"file of map by hand \({info.id}.parquet\) is missing or damaged. Build the map again"
    ):
        Library(library.folder).maps.rows(info.id)


def test_a_map_file_damaged_inside_is_said(library, info):
    path = library.folder / "maps" / f"{info.id}.parquet"
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)
    with pytest.raises(LibraryUnusable, match="missing or damaged"):
        Library(library.folder).maps.rows(info.id)


def test_a_map_file_without_its_columns_is_said(library, info):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"row": [1, 2]}), library.folder / "maps" / f"{info.id}.parquet")
    with pytest.raises(LibraryUnusable, match="missing or damaged"):
        Library(library.folder).maps.rows(info.id)


def test_a_map_whose_file_is_gone_is_not_there_to_be_opened_again(library, info):
    assert library.maps.has(info.id)
    (library.folder / "maps" / f"{info.id}.parquet").unlink()
    assert not library.maps.has(info.id)


def test_a_map_that_is_being_made_has_rows_and_no_positions(library, home):
    info, _ = begun(library, home, files("a.jpg", "b.jpg"), dimensions=3)
    assert library.maps.get(info.id).state == "building"
    assert not library.maps.has(info.id)
    assert library.maps.last() is None
    rows = library.maps.rows(info.id)
    assert rows.path == ["a.jpg", "b.jpg"]
    assert rows.positions.shape == (2, 3)
    assert np.isnan(rows.positions).all()


def test_a_map_that_grows_keeps_the_rows_it_has(library, home):
    info, rows = begun(library, home, files("a.jpg", "b.jpg"))
    longer = replace(
        rows,
        path=[*rows.path, "c.jpg"],
        hash=[*rows.hash, rows.hash[0]],
        format=[*rows.format, "PNG"],
        mode=[*rows.mode, "L"],
    )
    longer = replace(
        longer,
        taken=[*rows.taken, ""],
        positions=np.full((3, rows.positions.shape[1]), np.nan, np.float32),
        trust=np.full(3, np.nan, np.float32),
    )
    longer = replace(
        longer, **{name: np.append(getattr(rows, name), 7) for name in ("bytes", "mtime_ns", "width", "height")}
    )
    assert library.maps.rows(info.id).n == 2
    library.maps.grow(replace(info, n=3, mapped=3), longer)
    assert (library.maps.get(info.id).n, library.maps.get(info.id).state) == (3, "building")
    assert library.maps.rows(info.id).path == ["a.jpg", "b.jpg", "c.jpg"]
    assert library.points.content(info.id, 2) == rows.hash[0]


def test_whoever_held_the_unfinished_rows_gets_the_finished_ones(library, home):
    info, rows = begun(library, home, files("a.jpg"))
    assert np.isnan(library.maps.rows(info.id).positions).all()
    library.maps.finish(info, replace(rows, positions=np.ones((1, 2), np.float32)))
    assert (library.maps.rows(info.id).positions == 1).all()


def test_a_map_that_cannot_be_stored_is_said(library, home):
    info, rows = begun(library, home, files("a.jpg"))
    shutil.rmtree(library.folder / "maps")
    for store in (lambda: library.maps.finish(info, rows), lambda: library.maps.begin(info, rows, [])):
        with pytest.raises(LibraryUnusable, match=r"could not be stored in .*Free some disk"):
            store()


def test_beginning_again_replaces_what_was_begun(library, home):
    info, _ = begun(library, home, files("a.jpg", "b.jpg"), skipped=[("x", "y")])
    begun(library, home, files("a.jpg", "b.jpg"))
    assert len(library.maps.all()) == 1
    assert library.maps.skipped(info.id) == []


def test_nothing_half_written_lies_about(library, info):
    assert [p.name for p in (library.folder / "maps").iterdir()] == [f"{info.id}.parquet"]


def test_maps_are_listed_newest_first_and_the_last_one_looked_at_is_known(library, home, tmp_path):
    first = stored(library, home, files("a.jpg"), name="first")
    second = stored(library, home, files("b.jpg"), name="second")
    assert [m.name for m in library.maps.all()] == ["second", "first"]
    assert library.maps.last() == second.id
    library.maps.opened(first.id)
    assert library.maps.last() == first.id


def test_a_map_can_be_renamed_and_keeps_its_name_when_it_is_made_again(library, home, info):
    library.maps.rename(info.id, "  another\n name ")
    assert library.maps.get(info.id).name == "another name"
    library.maps.finish(info, library.maps.rows(info.id))
    assert library.maps.get(info.id).name == "another name"


@pytest.mark.parametrize("name", ["", "   ", "x" * (maps.LONGEST_NAME + 1)])
def test_a_name_that_is_none_is_refused(library, info, name):
    with pytest.raises(BadRequest, match=f"1 to {maps.LONGEST_NAME} characters"):
        library.maps.rename(info.id, name)
    library.maps.rename(info.id, "x" * maps.LONGEST_NAME)
    with pytest.raises(NotFound):
        library.maps.rename("0" * 32, "name")


def test_a_map_never_becomes_that_of_another_folder(library, info):
    rows = library.maps.rows(info.id)
    other = replace(library.maps.get(info.id), source="/other", name="other", found=99)
    with pytest.raises(ValueError, match="never becomes one of '/other'"):
        library.maps.reopen(other, [Skipped("x", "damaged")], mtime_ns=rows.mtime_ns + 1)
    assert library.maps.get(info.id) == info
    assert (library.maps.rows(info.id).mtime_ns == rows.mtime_ns).all()
    assert len(library.maps.skipped(info.id)) == 2


def test_dates_are_those_of_the_files_when_they_were_met_last(library, info):
    before = library.maps.rows(info.id)
    library.maps.reopen(library.maps.get(info.id), [], mtime_ns=before.mtime_ns + 5_000_000_000)
    after = library.maps.rows(info.id)
    assert (after.mtime_ns - before.mtime_ns == 5_000_000_000).all()
    assert after.path == before.path and np.array_equal(after.positions, before.positions)
    assert library.maps.last() == info.id


def test_few_tables_are_held_in_memory_and_threads_may_share_them(library, home):
    made = [stored(library, home, files("a.jpg"), name=str(i)) for i in range(maps.HELD + 3)]
    held = library.maps.rows(made[0].id)
    assert library.maps.rows(made[0].id) is held
    threads = [threading.Thread(target=lambda m=m: library.maps.rows(m.id)) for m in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.maps._held) <= maps.HELD


def test_why_a_file_was_skipped_comes_back_as_a_code(library, home):
    info, rows = begun(library, home, files("a.jpg"))
    library.maps.begin(info, rows, [Skipped("big.tif", "too large: 300 MB", Reason.TOO_LARGE)])
    assert [s.code for s in library.maps.skipped(info.id)] == [Reason.TOO_LARGE]


def test_words_that_an_older_version_stored_have_no_code(library, info):
    with library.db.write() as db:
        db.execute("UPDATE skipped SET code = ''")
    assert {s.code for s in library.maps.skipped(info.id)} == {Reason.UNKNOWN}
