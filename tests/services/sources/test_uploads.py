"""Uploads: names that are kept, names that are refused, limits to the byte, nothing outside, nothing forgotten."""

import json
import os
import threading
from dataclasses import replace

import pytest

from services import access
from services.errors import BadRequest, NotFound, TooLarge
from services.library import Library
from services.schema import Reason, Skipped
from services.sources import uploads
from services.sources.uploads import Uploads


@pytest.fixture
def shelf(library, settings):
    return Uploads(library, replace(settings, upload_file_mb=1, upload_files=3, upload_total_gb=1))


def send(shelf, upload, path, data=b"data", size=None):
    received = shelf.part(upload)
    received.write_bytes(data)
    if size is not None:
        os.truncate(received, size)
    return shelf.accept(upload, path=path, received=received)


def lying(shelf, upload):
    home = shelf.folder(upload)
    return sorted(p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file())


def everything(tmp_path):
    return sorted(str(p) for p in tmp_path.rglob("*") if "imagescape.sqlite" not in p.name)


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("a.jpg", "a.jpg"),
        ("folder/sub/a.jpg", "folder/sub/a.jpg"),
        ("folder\\sub\\a.jpg", "folder/sub/a.jpg"),
        ("./a.jpg", "a.jpg"),
        ("a//b.jpg", "a/b.jpg"),
        ("..dots..jpg", "..dots..jpg"),
        ("satellite-🛰️.jpg", "satellite-🛰️.jpg"),
        ("=HYPERLINK(1).jpg", "=HYPERLINK(1).jpg"),
        ("new\nline.jpg", "new\nline.jpg"),
        ("per%2F..%2Fcent.jpg", "per%2F..%2Fcent.jpg"),
        ("--help.png", "--help.png"),
        ("CON.jpg", "CON.jpg"),
        ("a" * 251 + ".jpg", "a" * 251 + ".jpg"),
    ],
)
def test_odd_names_are_kept(shelf, path, stored):
    upload = shelf.begin()
    assert send(shelf, upload, path) == stored
    assert lying(shelf, upload) == [stored]


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "{t}/x.jpg",
        "/{t}/x.jpg",
        "//{t}/x.jpg",
        "\\{t}\\x.jpg",
        "\\\\{t}\\x.jpg",
        "../x.jpg",
        "a/../../x.jpg",
        "..\\x.jpg",
        "a/..",
        "C:\\x.jpg",
        "C:/x.jpg",
        "a\0b.jpg",
        "a" * 252 + ".jpg",
        "é" * 130 + ".jpg",
    ],
)
def test_names_that_lead_outside_or_are_none_are_refused_and_nothing_is_left(shelf, tmp_path, path):
    upload = shelf.begin()
    before = everything(tmp_path)
    with pytest.raises(BadRequest, match="cannot be a file name here"):
        send(shelf, upload, path.replace("{t}", str(tmp_path)))
    assert everything(tmp_path) == before


def test_a_second_file_of_one_name_gets_a_number(shelf):
    upload = shelf.begin()
    assert [send(shelf, upload, "a/x.jpg", bytes([i])) for i in range(3)] == ["a/x.jpg", "a/x (2).jpg", "a/x (3).jpg"]
    assert (shelf.folder(upload) / "a" / "x.jpg").read_bytes() == b"\0"


def test_a_name_a_folder_has_or_a_folder_a_file_is(shelf):
    upload = shelf.begin()
    send(shelf, upload, "a/x.jpg")
    assert send(shelf, upload, "a") == "a (2)"
    with pytest.raises(BadRequest, match=r"a/x.jpg/y.jpg: could not be stored"):
        send(shelf, upload, "a/x.jpg/y.jpg")
    assert lying(shelf, upload) == ["a (2)", "a/x.jpg"]


def test_a_path_too_long_for_the_disk_is_said(shelf):
    upload = shelf.begin()
    with pytest.raises(BadRequest, match="could not be stored"):
        send(shelf, upload, "/".join(["d" * 250] * 30) + "/x.jpg")


def test_a_file_may_have_its_limit_and_not_a_byte_more(shelf):
    upload = shelf.begin()
    assert send(shelf, upload, "just.jpg", size=1_000_000) == "just.jpg"
    with pytest.raises(TooLarge, match=r"over.jpg: 1 MB; a file may have 1 MB"):
        send(shelf, upload, "over.jpg", size=1_000_001)
    assert lying(shelf, upload) == ["just.jpg"]


def test_an_upload_may_hold_so_many_files(shelf):
    upload, other = shelf.begin(), shelf.begin()
    for i in range(3):
        send(shelf, upload, f"{i}.jpg")
    with pytest.raises(TooLarge, match=r"3.jpg: an upload may hold 3 files. Give the folder's path instead"):
        send(shelf, upload, "3.jpg")
    assert send(shelf, other, "3.jpg") == "3.jpg", "each upload by itself"


def test_an_upload_may_hold_so_many_bytes_altogether(library, settings):
    shelf = Uploads(library, replace(settings, upload_file_mb=2000, upload_total_gb=1))
    upload = shelf.begin()
    send(shelf, upload, "a.jpg", size=999_999_990)
    assert send(shelf, upload, "b.jpg", size=10) == "b.jpg"
    with pytest.raises(TooLarge, match="an upload may hold 1 GB"):
        send(shelf, upload, "c.jpg", size=1)


def test_a_refused_file_counts_for_nothing(shelf):
    upload = shelf.begin()
    for i in range(5):
        with pytest.raises(BadRequest):
            send(shelf, upload, "../x.jpg")
        with pytest.raises(TooLarge):
            send(shelf, upload, f"{i}.jpg", size=2_000_000)
    assert [send(shelf, upload, f"{i}.jpg") for i in range(3)] == ["0.jpg", "1.jpg", "2.jpg"]


def test_limits_are_known_after_a_restart(shelf, library, settings):
    upload = shelf.begin()
    for i in range(2):
        send(shelf, upload, f"{i}.jpg")
    again = Uploads(Library(library.folder), replace(settings, upload_files=3))
    send(again, upload, "2.jpg")
    with pytest.raises(TooLarge):
        send(again, upload, "3.jpg")


def test_four_at_a_time_lose_nothing(library, settings):
    shelf = Uploads(library, replace(settings, upload_files=40))
    upload, refused = shelf.begin(), []

    def lane(number):
        for i in range(15):
            try:
                send(shelf, upload, "same.jpg", f"{number} {i}".encode())
            except TooLarge as error:
                refused.append(error)

    threads = [threading.Thread(target=lane, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    home = shelf.folder(upload)
    assert len({(home / path).read_bytes() for path in lying(shelf, upload)}) == 40
    assert len(refused) == 20


@pytest.mark.parametrize("upload", ["", "x", "..", "../maps", "0" * 32, "A" * 32, "0" * 31])
def test_an_unknown_upload_is_said(shelf, upload):
    for ask in (shelf.folder, shelf.part, shelf.cancel, lambda u: shelf.finish(u, [])):
        with pytest.raises(NotFound, match="not known here"):
            ask(upload)


def test_a_finished_upload_is_a_source_and_remembers_what_did_not_come(shelf, library):
    upload = shelf.begin()
    send(shelf, upload, "a.jpg")
    shelf.part(upload).write_bytes(b"half of a file whose sender went away")
    left = [
        Skipped("notes.txt", "not sent: not a picture by its ending"),
        Skipped("caf\udce9;\n.jpg", "larger than 1 MB"),
    ]
    source = shelf.finish(upload, left)
    assert lying(shelf, upload) == ["a.jpg"]
    assert source == str(shelf.folder(upload))
    again = uploads.refused(Library(library.folder), source)
    assert again == left
    assert [s.code for s in again] == [Reason.OTHER, Reason.REFUSED]
    assert not [
        p for p in library.uploads.rglob("*") if p.is_file() and p.is_relative_to(source) and p.name != "a.jpg"
    ], "kept beside, not among the pictures"


def test_any_other_folder_has_nothing_refused(library, tmp_path):
    assert uploads.refused(library, str(tmp_path)) == []
    assert uploads.refused(library, "s3://bucket/folder") == []
    (tmp_path / "x.refused.json").write_text(json.dumps([["a", "b"]]))
    assert uploads.refused(library, str(tmp_path / "x")) == []


def test_what_was_refused_is_found_though_the_library_is_reached_by_a_link(tmp_path, settings):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    library = Library(tmp_path / "link" / "library")
    shelf = Uploads(library, settings)
    upload = shelf.begin()
    send(shelf, upload, "a.jpg")
    source = shelf.finish(upload, [Skipped("b.jpg", "not sent")])
    (skipped,) = uploads.refused(library, source)
    assert (skipped, skipped.code) == (Skipped("b.jpg", "not sent"), Reason.REFUSED)
    assert access.check(settings, source, also=library.uploads)


def test_what_did_not_come_is_another_file_unless_it_is_a_picture_by_its_name(shelf, library):
    upload = shelf.begin()
    names = ["a/notes.txt", ".DS_Store", "a/raw.nef", ".hidden.jpg"]
    source = shelf.finish(upload, [Skipped(name, "not sent: not a picture by its ending") for name in names])
    codes = [skipped.code for skipped in uploads.refused(library, source)]
    assert codes == [Reason.OTHER, Reason.OTHER, Reason.REFUSED, Reason.REFUSED]


def test_what_did_not_come_from_a_folder_that_a_system_keeps_is_told_as_that_folder(shelf, library):
    upload = shelf.begin()
    names = ["a/@eaDir/1.jpg/x.txt", "a/@eaDir/2.jpg/SYNO@.fail", "a/b.txt"]
    source = shelf.finish(upload, [Skipped(name, "not sent: not a picture by its ending") for name in names])
    told = {skipped.path: skipped.code for skipped in uploads.refused(library, source)}
    assert told == {"a/@eaDir": Reason.SYSTEM, "a/b.txt": Reason.OTHER}


def test_a_cancelled_upload_is_gone(shelf, library):
    upload = shelf.begin()
    send(shelf, upload, "a/x.jpg")
    shelf.finish(upload, [Skipped("b", "c")])
    shelf.cancel(upload)
    assert list(library.uploads.iterdir()) == []
    with pytest.raises(NotFound):
        shelf.part(upload)


def test_bytes_that_come_after_the_cancel_are_not_kept(shelf, tmp_path):
    upload = shelf.begin()
    received = tmp_path / "late"
    received.write_bytes(b"x")
    shelf.cancel(upload)
    with pytest.raises(NotFound):
        shelf.accept(upload, path="a.jpg", received=received)
    assert not received.exists()


@pytest.mark.parametrize("told", [1_234_567_890_123, 0])
def test_a_file_keeps_the_time_that_it_had_and_never_gets_that_of_the_upload(shelf, told):
    upload = shelf.begin()
    received = shelf.part(upload)
    received.write_bytes(b"data")
    shelf.accept(upload, path="a.jpg", received=received, modified_ms=told)
    assert (shelf.folder(upload) / "a.jpg").stat().st_mtime_ns == told * 1_000_000
