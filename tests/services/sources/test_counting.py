"""What is counted of a folder is what a build would find, kind by kind and folder by folder."""

import errno
import itertools
import os
from collections import Counter

import pytest

from services.errors import BadRequest, NoSuchFolder
from services.sources import counting, scan
from services.sources.counting import count
from tests.services.sources.test_scan import fill


def counted(home):
    *_, last = count(str(home))
    return last


def agrees_with_a_scan(home):
    """The counts of a folder, after a check against what a build finds."""
    counts, found = counted(home), scan.find(str(home), max_pictures=10**6)
    assert (counts.pictures, counts.others, counts.skipped) == (
        len(found.candidates),
        found.others,
        len(found.skipped) - found.others,
    )
    assert counts.pictures + counts.skipped == found.total
    paths = [candidate.path for candidate in found.candidates]
    assert counts.bytes == sum(candidate.size for candidate in found.candidates)
    assert counts.folders == len({path.rpartition("/")[0] for path in paths})
    assert counts.subfolders == Counter(path.partition("/")[0] for path in paths if "/" in path)
    assert sum(number for _, number in counts.kinds) == counts.pictures
    assert set(counts.examples) <= set(found.candidates)
    assert counts.done
    return counts


@pytest.mark.parametrize("name", ["hostile", "edge"])
def test_counts_are_those_of_a_scan(name, request):
    counts = agrees_with_a_scan(request.getfixturevalue(name))
    assert counts.pictures > 50 and counts.others > 3 and counts.skipped > 0 and counts.others + counts.skipped > 5


def test_a_nested_tree_with_links_hidden_files_and_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    home = fill(
        tmp_path / "home",
        *("a.jpg", "b.txt", "x/c.PNG", "x/y/d.tif", "x/y/e.heif", "z/f.jpeg", ".g.jpg", ".h/i.jpg", "__MACOSX/j.jpg"),
        *("x/@eaDir/c.PNG/1.jpg", "library/imagescape.sqlite", "library/cache/2.png", "@eaDir.jpg/l.jpg"),
        *("shut/k.jpg", "empty/.keep", "..two.jpg", "jpg"),
    )
    fill(tmp_path / "away", "s.jpg")
    (home / "again.jpg").symlink_to("a.jpg")
    (home / "out.jpg").symlink_to(tmp_path / "away" / "s.jpg")
    (home / "folder").symlink_to("x")
    (home / "gone.jpg").symlink_to("nowhere")
    os.mkfifo(home / "pipe.jpg")
    real = os.scandir

    def closed(path):
        if str(path).endswith("/shut"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", closed)
    counts = agrees_with_a_scan(home)
    assert (counts.pictures, counts.others, counts.skipped) == (8, 3, 9)
    assert counts.folders == 5
    assert counts.kinds == (("JPEG", 5), ("HEIC", 1), ("PNG", 1), ("TIFF", 1))
    assert counts.subfolders == {"x": 3, "z": 1, "@eaDir.jpg": 1}


@pytest.mark.parametrize("ending", scan.ENDINGS)
def test_every_ending_of_a_scan_has_a_kind(tmp_path, ending):
    fill(tmp_path, f"a.{ending}", f"b.{ending.upper()}")
    ((kind, number),) = counted(tmp_path).kinds
    assert number == 2
    families = {"JPEG": ("jpg", "jpe", "jif", "jfif", "mpo"), "PNG": ("apng",), "BMP": ("dib",), "TIFF": ("tif",)}
    families["HEIC"] = ("heif", "hif")
    assert kind == next((name for name, endings in families.items() if ending in endings), ending.upper())


def test_reports_grow_and_the_last_says_so(tmp_path, monkeypatch):
    fill(tmp_path, *(f"{i % 7}/{i:03d}.jpg" for i in range(400)))
    monkeypatch.setattr(counting, "FIRST", 0)
    monkeypatch.setattr(counting, "EVERY", 0)
    reports = list(count(str(tmp_path)))
    numbers = [report.pictures for report in reports]
    assert len(numbers) > 4 and numbers == sorted(numbers) and numbers[-1] == 400
    assert [report.done for report in reports] == [False] * (len(reports) - 1) + [True]
    for before, after in itertools.pairwise(reports):
        assert after.examples[: len(before.examples)] == before.examples


def test_so_many_subfolders_are_not_counted_one_by_one(tmp_path, monkeypatch):
    monkeypatch.setattr(counting, "MOST_SUBFOLDERS", 3)
    fill(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    assert counted(tmp_path).subfolders == {"a": 1, "b": 1, "c": 1}
    fill(tmp_path, "d/4.jpg")
    assert counted(tmp_path).subfolders is None
    assert counted(tmp_path).pictures == 4


def test_an_empty_folder_and_none(tmp_path):
    (tmp_path / "empty").mkdir()
    assert (counted(tmp_path).pictures, counted(tmp_path).examples) == (0, ())
    with pytest.raises(NoSuchFolder):
        list(count(str(tmp_path / "nowhere")))
    with pytest.raises(BadRequest, match="library of Imagescape"):
        list(count(str(fill(tmp_path / "library", "imagescape.sqlite", "a.jpg"))))
