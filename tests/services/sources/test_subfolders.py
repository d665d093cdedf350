"""Pictures in many folders, counted in turns, upper files first, no more than so many of each."""

import errno
import os

import pytest

from services.sources import scan, subfolders
from services.sources.subfolders import Below, count
from tests.services.sources.test_scan import fill


def reports(home, *names):
    return list(count(str(home), {name: str(home / name) for name in names}))


@pytest.fixture
def tree(tmp_path):
    return fill(
        tmp_path,
        *("top.jpg", "top.txt", ".hidden.jpg"),
        *(f"a/{i}.jpg" for i in range(5)),
        *(f"a/deep/{i}.png" for i in range(3)),
        *("b/notes.txt", "b/.x.jpg", "c/d/e/f.tif"),
    )


def test_each_folder_has_what_a_scan_finds_in_it_and_below(tree):
    *_, last = reports(tree, "a", "b", "c")
    found = {name: len(scan.find(str(tree / name), max_pictures=99).candidates) for name in ("a", "b", "c")}
    assert last == Below(1, {name: (number, False) for name, number in found.items()}, True)
    assert found == {"a": 8, "b": 0, "c": 1}


def test_all_have_their_turn_before_one_is_done_and_upper_files_come_first(tree, monkeypatch):
    monkeypatch.setattr(subfolders, "TURN", 1)
    monkeypatch.setattr(subfolders, "EVERY", 0)
    seen = reports(tree, "a", "c")
    assert seen[2].folders == {"a": (1, True), "c": (1, True)}, "each had one turn"
    shallow = [report.folders["a"][0] for report in seen if "a" in report.folders]
    assert shallow == sorted(shallow) and shallow[-1] == 8
    order = [entry.path for entry in scan.entries(str(tree / "a"), shallow=True)]
    assert order[:5] == [f"{i}.jpg" for i in range(5)]


def test_no_more_than_so_many_files_of_a_folder_are_counted(tree, monkeypatch):
    monkeypatch.setattr(subfolders, "TURN", 2)
    monkeypatch.setattr(subfolders, "MOST_FILES", 4)
    *_, last = reports(tree, "a", "b")
    assert last.folders == {"a": (4, True), "b": (0, False)}
    assert last.done


def test_a_folder_that_takes_too_long_is_left(tree, monkeypatch):
    monkeypatch.setattr(subfolders, "TURN", 3)
    monkeypatch.setattr(subfolders, "MOST_SECONDS", 0)
    *_, last = reports(tree, "a")
    assert last.folders == {"a": (3, True)}


def test_the_folder_itself_is_counted_without_what_lies_below(tree):
    *_, last = reports(tree)
    assert last == Below(1, {}, True)
    (tree / "top.jpg").unlink()
    *_, last = reports(tree)
    assert last.here == 0


def test_a_folder_that_is_gone_or_cannot_be_read_has_no_number(tree, monkeypatch):
    real = os.scandir

    def closed(path):
        if str(path).rstrip("/").endswith("/b"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", closed)
    *_, last = reports(tree, "a", "b", "gone")
    assert last.folders == {"a": (8, False), "b": (None, False), "gone": (None, False)}


def test_what_a_scan_leaves_out_is_not_counted(tree):
    fill(tree, "a/@eaDir/1.jpg/2.jpg", "a/deep/library/imagescape.sqlite", "a/deep/library/uploads/3.jpg")
    fill(tree, "library/imagescape.sqlite", "library/cache/4.jpg")
    *_, last = reports(tree, "a", "library")
    assert last.folders == {"a": (8, False), "library": (0, False)}
    *_, last = reports(tree / "library")
    assert last == Below(0, {}, True)
