"""Scanning: every file is a candidate or has a reason, in an order no file system decides."""

import contextlib
import errno
import itertools
import os
import shutil
import socket
from dataclasses import replace

import pytest

from services.errors import BadRequest, NoSuchFolder, StoppedByUser
from services.schema import Reason
from services.sources import libraries, scan

ROOT = os.geteuid() == 0 if hasattr(os, "geteuid") else False
MANY = 10_000


def find(home, **how):
    return scan.find(str(home), **{"max_pictures": MANY, **how})


def fill(home, *paths):
    for path in paths:
        target = os.path.join(home, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as out:  # noqa: PTH123
            out.write(path.encode("utf-8", "surrogateescape"))
    return home


def names(found):
    return sorted(c.path for c in found.candidates)


def reasons(found):
    return {s.path: s.reason for s in found.skipped}


@pytest.mark.parametrize("ending", scan.ENDINGS)
def test_each_ending_is_a_candidate_in_any_case(tmp_path, ending):
    fill(tmp_path, f"a.{ending}", f"b.{ending.upper()}", f"c.{ending.title()}")
    assert names(find(tmp_path)) == [f"a.{ending}", f"b.{ending.upper()}", f"c.{ending.title()}"]


def test_a_candidate_knows_its_size_and_time(tmp_path):
    fill(tmp_path, "x/a.jpg")
    os.utime(tmp_path / "x" / "a.jpg", ns=(5, 1_234_567_890_123_456_789))
    (only,) = find(tmp_path).candidates
    assert (only.path, only.size, only.mtime_ns) == ("x/a.jpg", 7, 1_234_567_890_123_456_789)


def test_other_files_are_named_with_their_ending(tmp_path):
    fill(tmp_path, "notes.TXT", "README", "a.jpg.zip", "jpg", "photo.jpg ", "raw.NEF")
    assert reasons(find(tmp_path)) == {
        "notes.TXT": "not a picture by its ending (.txt)",
        "README": "no ending that says it is a picture",
        "a.jpg.zip": "not a picture by its ending (.zip)",
        "jpg": "no ending that says it is a picture",
        "photo.jpg ": "not a picture by its ending (.jpg )",
        "raw.NEF": "a kind of picture that is not read here; save it as PNG or JPEG to map it (.nef)",
    }


def test_hidden_files_and_what_macos_leaves_are_left_out_and_said(tmp_path):
    fill(
        tmp_path,
        ".a.jpg",
        ".cache/b.jpg",
        "x/.y/z/c.jpg",
        "__MACOSX/._d.jpg",
        "x/__MACOSX/e.jpg",
        "seen/f.jpg",
        "__MACOSX.jpg",
    )
    found = find(tmp_path)
    assert names(found) == ["__MACOSX.jpg", "seen/f.jpg"]
    assert reasons(found) == {
        ".a.jpg": "hidden file",
        ".cache/b.jpg": "in a hidden folder",
        "x/.y/z/c.jpg": "in a hidden folder",
        "__MACOSX": "a folder that macOS keeps for itself (__MACOSX)",
        "x/__MACOSX": "a folder that macOS keeps for itself (__MACOSX)",
    }


def test_a_hidden_folder_may_be_chosen_itself(tmp_path):
    fill(tmp_path / ".private", "a.jpg")
    assert names(find(tmp_path / ".private")) == ["a.jpg"]


def test_links_within_are_taken_once_and_links_outside_never(tmp_path):
    home = fill(tmp_path / "home", "a.jpg", "sub/b.jpg")
    fill(tmp_path / "secret", "s.jpg")
    (home / "again.jpg").symlink_to("a.jpg")
    (home / "folder").symlink_to("sub")
    (home / "sub" / "up").symlink_to("..")
    (home / "sub" / "here").symlink_to(".")
    (home / "out.jpg").symlink_to(tmp_path / "secret" / "s.jpg")
    (home / "outside").symlink_to(tmp_path / "secret")
    (home / "gone.jpg").symlink_to("nowhere.jpg")
    (home / "self.jpg").symlink_to("self.jpg")
    found = find(home)
    assert names(found) == ["a.jpg", "again.jpg", "sub/b.jpg"]
    assert reasons(found) == {
        "out.jpg": "a link that leads outside the folder",
        "outside": "a link that leads outside the folder",
        "gone.jpg": "a link to nothing (it is gone)",
        "self.jpg": "a link to nothing (it leads to itself)",
    }


def test_a_folder_beside_that_begins_alike_is_outside(tmp_path):
    home = fill(tmp_path / "pictures", "a.jpg")
    fill(tmp_path / "pictures-private", "s.jpg")
    (home / "s.jpg").symlink_to(tmp_path / "pictures-private" / "s.jpg")
    assert reasons(find(home)) == {"s.jpg": "a link that leads outside the folder"}


def test_the_folder_itself_may_be_a_link(tmp_path):
    fill(tmp_path / "real", "a.jpg", "sub/b.jpg")
    (tmp_path / "link").symlink_to("real")
    assert names(find(tmp_path / "link")) == ["a.jpg", "sub/b.jpg"]


def test_pipes_sockets_and_devices_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.jpg")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
        assert set(reasons(find(tmp_path)).items()) == {
            (n, "not a file (a device, pipe or socket)") for n in ("pipe.jpg", "socket.jpg")
        }


def test_why_a_file_is_skipped_is_a_code_too(tmp_path, monkeypatch):
    home = fill(tmp_path / "home", "notes.txt", "raw.nef", ".a.jpg", "__MACOSX/b.jpg", "shut/c.jpg", "fine/d.jpg")
    os.mkfifo(home / "pipe.jpg")
    (home / "out.jpg").symlink_to(tmp_path)
    (home / "gone.jpg").symlink_to("nowhere.jpg")
    real = os.scandir

    def closed(path):
        if str(path).endswith("/shut"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", closed)
    found = find(home)
    assert names(found) == ["fine/d.jpg"]
    assert {s.path: s.code for s in found.skipped} == {
        "notes.txt": Reason.OTHER,
        "raw.nef": Reason.KIND,
        ".a.jpg": Reason.HIDDEN,
        "__MACOSX": Reason.SYSTEM,
        "shut": Reason.UNREADABLE,
        "pipe.jpg": Reason.NO_FILE,
        "out.jpg": Reason.OUTSIDE,
        "gone.jpg": Reason.NO_FILE,
    }


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("a/notes.txt", True),
        ("README", True),
        ("archive.tar.gz", True),
        ("a.jpg", False),
        ("A.JPEG", False),
        ("raw.NEF", False),
        ("drawing.svg", False),
        (".hidden.txt", True),
        (".git/config", True),
        (".DS_Store", True),
        (".hidden.jpg", False),
        (".git/a.png", False),
        ("a/._a.jpg", True),
    ],
)
def test_what_is_no_picture_at_all_is_known_by_its_name(path, other):
    assert scan.is_other(path) is other


def test_files_that_are_no_pictures_by_their_names_are_others_whatever_else_they_are(tmp_path):
    home = fill(tmp_path / "home", "a.jpg", ".hidden.txt", ".git/objects/ab/c0ffee", "._a.jpg", "Thumbs.db", ".x.jpg")
    os.mkfifo(home / "pipe.txt")
    (home / "gone.txt").symlink_to("nowhere")
    (home / "out.txt").symlink_to(fill(tmp_path / "away", "b.txt") / "b.txt")
    (home / "album.2019").symlink_to(tmp_path / "away")
    (home / "unmounted").symlink_to(tmp_path / "nowhere")
    found = find(home)
    assert {s.path for s in found.skipped if s.code is not Reason.OTHER} == {".x.jpg", "album.2019", "unmounted"}, (
        "what a link leads to may be a folder of pictures"
    )
    assert (found.others, found.total, len(found.skipped)) == (7, 4, 10)
    pictures, skipped = scan.listed(str(home), scan.ENDINGS)
    assert [c.path for c in pictures] == ["a.jpg"]
    assert {s.path for s in skipped} == {".x.jpg", "album.2019", "unmounted"}


@pytest.mark.skipif(ROOT, reason="nothing is closed to root")
def test_a_folder_that_may_not_be_read_is_said(tmp_path):
    fill(tmp_path, "shut/a.jpg", "open/b.jpg")
    (tmp_path / "shut").chmod(0)
    found = find(tmp_path)
    (tmp_path / "shut").chmod(0o700)
    assert names(found) == ["open/b.jpg"]
    assert reasons(found) == {"shut": "a folder that cannot be read (no permission)"}


def test_a_folder_that_goes_away_meanwhile_is_said(tmp_path, monkeypatch):
    fill(tmp_path, "a/1.jpg", "b/2.jpg")
    real = os.scandir

    def vanishing(path):
        if str(path).endswith("/b"):
            shutil.rmtree(path)
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", vanishing)
    found = find(tmp_path)
    assert names(found) == ["a/1.jpg"]
    assert reasons(found) == {"b": "a folder that cannot be read (it is gone)"}


@pytest.mark.parametrize(
    "name",
    [
        "caf\udce9.jpg",
        "\udcff/x.png",
        "new\nline.jpg",
        "🛰️.jpg",
        "=1+1.jpg",
        "..dots..jpg",
        "back\\slash.jpg",
        "a" * 250 + ".jpg",
    ],
)
def test_any_name_a_disk_can_hold_is_kept_byte_for_byte(tmp_path, name):
    fill(tmp_path, name)
    assert names(find(tmp_path)) == [name]
    assert os.path.exists(os.path.join(tmp_path, find(tmp_path).candidates[0].path))


@pytest.mark.parametrize("year", [1903, 2400])
def test_a_time_no_calendar_of_ours_holds_still_fits_64_bits(tmp_path, year):
    fill(tmp_path, "a.jpg")
    os.utime(tmp_path / "a.jpg", (0, (year - 1970) * 31_556_952))
    (only,) = find(tmp_path).candidates
    assert -(2**63) <= only.mtime_ns < 2**63
    assert (only.mtime_ns < 0) == (year < 1970)


def test_the_order_is_no_file_systems(tmp_path, monkeypatch):
    paths = [f"{folder}/{i:02d}.jpg" for folder in ("x", "y", "z/deep") for i in range(10)]
    fill(tmp_path / "one", *paths)
    fill(tmp_path / "two", *reversed(paths))
    first = [c.path for c in find(tmp_path / "one").candidates]
    assert first == [c.path for c in find(tmp_path / "two").candidates]
    real = os.scandir

    @contextlib.contextmanager
    def backwards(path):
        with real(path) as entries:
            yield sorted(entries, key=lambda e: e.name, reverse=True)

    monkeypatch.setattr(scan.os, "scandir", backwards)
    assert [c.path for c in find(tmp_path / "one").candidates] == first
    assert first != sorted(first), "and no alphabet's: any beginning is a fair sample"


def test_a_sample_is_a_beginning_and_the_rest_is_not_skipped(tmp_path):
    fill(tmp_path, *(f"{i:03d}.jpg" for i in range(100)), "notes.txt")
    whole = find(tmp_path)
    for n in (1, 10, 99, 100, 1000):
        part = find(tmp_path, sample=n)
        assert part.candidates == whole.candidates[:n]
        assert (part.sampled_from, len(part.skipped), part.others, part.total) == (100, 1, 1, min(n, 100))


def test_a_sample_is_fair(tmp_path):
    fill(tmp_path, *(f"{'early' if i < 200 else 'late'}/{i:03d}.jpg" for i in range(400)))
    early = sum(c.path.startswith("early") for c in find(tmp_path, sample=100).candidates)
    assert 30 < early < 70


def test_files_added_later_do_not_move_those_that_were_there(tmp_path):
    fill(tmp_path, *(f"{i}.jpg" for i in range(30)))
    before = [c.path for c in find(tmp_path).candidates]
    fill(tmp_path, *(f"new-{i}.jpg" for i in range(10)))
    after = [c.path for c in find(tmp_path).candidates]
    assert [path for path in after if not path.startswith("new")] == before
    assert after[:30] != before, "they come in between, or the beginning were no fair sample of both"


def test_the_seed_decides_the_order(tmp_path):
    fill(tmp_path, *(f"{i}.jpg" for i in range(30)))
    assert [c.path for c in find(tmp_path, seed=8).candidates] != [c.path for c in find(tmp_path, seed=9).candidates]


def test_the_articles_recipe_takes_its_three_endings(tmp_path):
    fill(tmp_path, "a.jpg", "b.JPEG", "c.png", "d.webp", "e.tif")
    found = find(tmp_path, endings=scan.ARTICLE_ENDINGS)
    assert names(found) == ["a.jpg", "b.JPEG", "c.png"]
    assert reasons(found) == {
        name: f"a kind that the article's recipe leaves out (.{name[2:]})" for name in ("d.webp", "e.tif")
    }


def test_too_many_pictures_are_refused_and_a_sample_of_them_is_not(tmp_path):
    fill(tmp_path, *(f"{i}.jpg" for i in range(6)))
    assert len(find(tmp_path, max_pictures=6).candidates) == 6
    with pytest.raises(BadRequest, match=r"holds 6 pictures; one map may have 5.*sample"):
        find(tmp_path, max_pictures=5)
    assert len(find(tmp_path, max_pictures=5, sample=5).candidates) == 5


def test_a_folder_that_is_none_is_said(tmp_path):
    (tmp_path / "file.jpg").write_bytes(b"x")
    for wrong in ("nowhere", "file.jpg"):
        with pytest.raises(NoSuchFolder, match=wrong):
            find(tmp_path / wrong)


def test_an_empty_folder_holds_nothing(tmp_path):
    (tmp_path / "empty").mkdir()
    assert find(tmp_path) == scan.Found((), (), 0)


def test_scanning_tells_how_far_it_is_and_can_be_stopped(tmp_path, monkeypatch):
    fill(tmp_path, *(f"{i}.jpg" for i in range(20)))
    monkeypatch.setattr(scan, "TICK", 0)
    ticks = []
    find(tmp_path, tick=lambda done, total: ticks.append((done, total)) or True)
    assert ticks[-1] == (20, 0)
    with pytest.raises(StoppedByUser):
        find(tmp_path, tick=lambda *_: False)


def test_the_edge_cases_come_out_as_their_list_says(edge):
    found = find(edge)
    paths, left = set(names(found)), reasons(found)
    assert {
        "names/latin1-\udce9.jpg",
        'names/=HYPERLINK("x","y").png',
        "names/folder.jpg/inside.png",
        "case/Mixed.JpEg",
        "links/inside.png",
    } <= paths
    assert "links/loop/real.jpg" in paths
    assert not {p for p in paths if "/again/" in p or p.startswith(("hidden/.", "__MACOSX"))}
    assert {
        "links/outside.png",
        "hidden/.thumbs/thumb.jpg",
        "__MACOSX",
        "other/notes.txt",
        "wrong-ext/no-extension",
    } <= set(left)
    files = sum(len(inner) for _, _, inner in os.walk(edge))
    assert found.total + found.others == files, "every file; links to folders lead to what is found where it lies"
    assert not paths & set(left)


def test_an_address_is_scanned_as_a_folder_is(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for path in (
        "/shelf/a.jpg",
        "/shelf/sub/b.PNG",
        "/shelf/.c.jpg",
        "/shelf/notes.txt",
        "/shelf/.d/e.jpg",
        "/shelf/sub/@eaDir/b.PNG/SYNOPHOTO_THUMB_XL.jpg",
        "/shelf/sub/@eaDir/b.PNG/SYNOPHOTO_THUMB_M.jpg",
        "/shelf/shelf.photoslibrary/resources/derivatives/1.jpg",
        "/shelf/deep/library/imagescape.sqlite",
        "/shelf/deep/library/demo/digits/0/1.png",
        "/shelf2/f.jpg",
    ):
        memory.pipe(path, b"123")
    found = find("memory://shelf")
    assert names(found) == ["a.jpg", "sub/b.PNG"]
    assert {c.size for c in found.candidates} == {3}
    assert reasons(found) == {
        ".c.jpg": "hidden file",
        "notes.txt": "not a picture by its ending (.txt)",
        ".d/e.jpg": "in a hidden folder",
        "sub/@eaDir": "a folder that a Synology keeps for itself (@eaDir)",
        "shelf.photoslibrary/resources": "a folder that Apple Photos keeps for itself (resources)",
        "deep/library": libraries.REASON,
    }
    fill(tmp_path, "a.jpg", "sub/b.PNG")
    assert [replace(c, size=0, mtime_ns=0).path for c in find(tmp_path).candidates] == [
        c.path for c in found.candidates
    ]
    with pytest.raises(BadRequest, match="memory://shelf/deep/library belongs to a library"):
        find("memory://shelf/deep/library")
    with pytest.raises(NoSuchFolder, match="memory://nowhere"):
        find("memory://nowhere")


def test_entries_are_all_files_folder_by_folder_and_upper_ones_first_if_asked(tmp_path):
    fill(tmp_path, "a/deep/1.jpg", "a/2.txt", "b/3.jpg", "4.jpg", ".5.jpg", "a/6.jpg")
    for shallow in (False, True):
        entries = list(scan.entries(str(tmp_path), shallow=shallow))
        assert len(entries) == 6
        folders = [entry.path.rpartition("/")[0] for entry in entries]
        assert len(list(itertools.groupby(folders))) == len(set(folders)), "a folder's files follow one another"
        depths = [entry.path.count("/") for entry in entries]
        assert not shallow or depths == sorted(depths)
