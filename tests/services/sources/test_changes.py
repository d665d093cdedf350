"""What changed in a folder since its map was made, by path, size and time; files really come, go, change and move."""

import errno
import os
import shutil
import time
from dataclasses import replace
from datetime import datetime

import pytest

from services.errors import BadRequest
from services.schema import Recipe
from services.sources import changes, files, scan
from services.sources.changes import Changes
from tests.conftest import picture
from tests.helpers_maps import stored

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path):
    return tmp_path / "pictures"


@pytest.fixture
def count(library):
    return lambda info: changes.count_changes(str(library.folder), info.id)


@pytest.fixture
def compare(library):
    """A function: the difference between a map and a folder, and the way there."""

    def made(info, source=None):
        source, rows = str(source or info.source), library.maps.rows(info.id)
        found, skipped = scan.listed(source, changes.endings(info.recipe))
        way = changes.way(info, rows, source, found)
        return changes.compare(info, rows, found, source=source, prefix=way or "", skipped=skipped), way

    return made


def lay(target, seed):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture(seed))


def paths(candidates):
    return sorted(c.path for c in candidates)


def test_a_folder_as_it_was_has_no_changes(built, count, compare):
    info = built(12).info
    assert count(info) == Changes()
    difference, way = compare(info)
    assert (difference.fresh, difference.altered, difference.vanished, way) == ((), (), (), "")


def test_new_changed_and_vanished_are_counted_apart(built, count, compare, home):
    info = built(12).info
    lay(home / "red/more.jpg", 100)
    lay(home / "green/deep/down/more.jpg", 101)
    lay(home / "red/picture-003.jpg", 102)
    (home / "blue/picture-004.jpg").unlink()
    assert count(info) == Changes(new=2, changed=1, vanished=1)
    difference, _ = compare(info)
    assert paths(difference.fresh) == ["green/deep/down/more.jpg", "red/more.jpg"]
    assert paths(difference.altered) == ["red/picture-003.jpg"]
    assert difference.vanished == ("blue/picture-004.jpg",)


def test_a_whole_folder_that_vanished_is_as_many_files(built, count, home):
    info = built(12).info
    shutil.rmtree(home / "red")
    assert count(info) == Changes(vanished=6)


def test_a_picture_moved_within_the_folder_is_new_where_it_is_and_gone_where_it_was(built, count, compare, home):
    info = built(12).info
    (home / "red/picture-001.jpg").rename(home / "blue/picture-001.jpg")
    assert count(info) == Changes(new=1, vanished=1)
    difference, _ = compare(info)
    assert (paths(difference.fresh), difference.vanished) == (["blue/picture-001.jpg"], ("red/picture-001.jpg",))


def test_what_is_no_picture_by_its_name_does_not_count(built, count, home):
    info = built(6).info
    (home / "notes.txt").write_text("no picture")
    lay(home / ".hidden/more.jpg", 100)
    (home / "red/empty").mkdir()
    assert count(info) == Changes()


def test_the_article_takes_fewer_endings_and_so_has_fewer_changes(built, library, home):
    standard, article = changes.endings(Recipe()), changes.endings(Recipe(decoding="article"))
    assert set(article) < set(standard)
    for ending in sorted(set(standard) - set(article))[:1]:
        lay(home / f"red/more.{ending}", 100)
    assert len(scan.listed(str(home), standard)[0]) == 1
    assert not scan.listed(str(home), article)[0]


def test_a_file_touched_and_seen_again_is_not_changed(built, count, compare, library, settings, home):
    """By its time alone it may have changed; once it has been read, its content says that it has not."""
    info = built(12).info
    os.utime(home / "red/picture-001.jpg", (time.time() + 60,) * 2)
    assert paths(compare(info)[0].altered) == ["red/picture-001.jpg"]
    assert count(info) == Changes(changed=1), "not read yet"
    built(folder=home)
    assert count(info) == Changes()


def test_a_change_back_to_what_was_there_is_no_change(built, count, home):
    info = built(12).info
    file = home / "red/picture-001.jpg"
    before, stamps = file.read_bytes(), file.stat()
    file.write_bytes(picture(100))
    assert count(info) == Changes(changed=1)
    file.write_bytes(before)
    os.utime(file, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
    assert count(info) == Changes()


def test_a_new_file_that_was_read_and_could_not_be_mapped_counts_once(built, count, home):
    info = built(6).info
    (home / "red/broken.jpg").write_bytes(b"no picture")
    assert count(info) == Changes(new=1), "nobody knows yet what it holds"
    built(folder=home, seed=9)
    assert count(info) == Changes()
    (home / "red/broken.jpg").write_bytes(picture(100))
    assert count(info) == Changes(new=1), "now it is another file"


def test_copies_are_new_pictures_each(built, count, home):
    info = built(6).info
    for i in range(3):
        shutil.copy(home / "red/picture-001.jpg", home / f"red/copy-{i}.jpg")
    assert count(info) == Changes(new=3)


def test_names_that_are_no_text_are_compared_as_bytes(built, count, home):
    info = built(6).info
    name = os.fsencode(home) + b"/red/\xff\xfe.jpg"
    with open(name, "wb") as file:  # noqa: PTH123 - bytes, which pathlib does not take
        file.write(picture(100))
    assert count(info) == Changes(new=1)
    os.unlink(name)
    assert count(info) == Changes()


def test_rows_in_a_folder_that_is_left_out_by_now_have_not_vanished(library, count, compare, home):
    """A version that knew no such folders mapped what lies in them."""
    paths = ("red/1.jpg", "red/@eaDir/1.jpg/2.jpg", "library/demo/3.jpg", "gone.jpg")
    info = stored(library, home, {path: picture(i) for i, path in enumerate(paths)})
    (home / "library" / "imagescape.sqlite").touch()
    (home / "gone.jpg").unlink()
    assert count(info) == Changes(vanished=1)
    assert compare(info)[0].vanished == ("gone.jpg",)
    assert compare(info, home / "red")[0].vanished == ()


def test_rows_in_a_folder_that_cannot_be_read_have_not_vanished(library, compare, home, monkeypatch):
    info = stored(library, home, {path: picture(i) for i, path in enumerate(("a/1.jpg", "b/2.jpg"))})
    real, shut = os.scandir, []

    def closed(path):
        if str(path).rstrip("/") in shut:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(files.os, "scandir", closed)
    for folder in (home / "b", home):
        shut[:] = [str(folder)]
        assert compare(info)[0].vanished == ()


def test_a_folder_below_is_asked_for_its_own_rows_alone(built, compare, home):
    info = built(12).info
    lay(home / "red/more.jpg", 100)
    lay(home / "blue/more.jpg", 101)
    (home / "blue/picture-004.jpg").unlink()
    (home / "red/picture-005.jpg").unlink()
    difference, way = compare(info, home / "red")
    assert way == "red/"
    assert (paths(difference.fresh), difference.vanished) == (["more.jpg"], ("red/picture-005.jpg",))


def test_a_folder_whose_name_only_begins_alike_is_beside_and_not_below(built, compare, tmp_path):
    info = built(12).info
    lay(tmp_path / "pictures-2/red/picture-001.jpg", 100)
    difference, way = compare(info, tmp_path / "pictures-2")
    assert way == "../pictures-2/"
    assert (paths(difference.fresh), difference.vanished) == (["red/picture-001.jpg"], ())


def test_a_folder_beside_is_all_new_and_misses_nothing(built, compare, tmp_path):
    info = built(12).info
    lay(tmp_path / "camera/a.jpg", 100)
    lay(tmp_path / "camera/b.jpg", 101)
    difference, way = compare(info, tmp_path / "camera")
    assert way == "../camera/"
    assert (paths(difference.fresh), difference.altered, difference.vanished) == (["a.jpg", "b.jpg"], (), ())


def test_a_folder_above_is_refused_as_it_holds_all_of_the_map_again(built, compare, tmp_path):
    info = built(12).info
    with pytest.raises(BadRequest, match="holds the folder of this map"):
        compare(info, tmp_path)


def test_the_folder_moved_is_recognised_by_what_it_holds(built, compare, home, tmp_path):
    info = built(12).info
    home.rename(tmp_path / "elsewhere")
    lay(tmp_path / "elsewhere/red/more.jpg", 100)
    difference, way = compare(info, tmp_path / "elsewhere")
    assert way is None
    assert (paths(difference.fresh), difference.vanished) == (["red/more.jpg"], ())


@pytest.mark.parametrize(("kept", "moved"), [(6, True), (5, False)])
def test_a_folder_is_the_maps_own_from_half_of_its_files_on(built, compare, home, tmp_path, kept, moved):
    info = built(12).info
    for file in sorted(home.rglob("*.jpg"))[:kept]:
        target = tmp_path / "copy" / file.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    assert (compare(info, tmp_path / "copy")[1] is None) is moved


def test_a_link_to_the_folder_is_the_folder(built, compare, home, tmp_path):
    info = built(12).info
    (tmp_path / "link").symlink_to(home)
    assert compare(info, tmp_path / "link")[1] == ""


def test_of_a_sample_only_what_came_later_counts(built, count, home):
    info = built(30, sample=10).info
    assert count(info) == Changes(), "what was not drawn was there before"
    # A map knows the second in which it was made, and a file counts from the second after it on.
    while time.time() < datetime.fromisoformat(info.created).timestamp() + 1.1:
        time.sleep(0.05)
    shutil.copy2(home / "red/picture-001.jpg", home / "red/old-picture-newly-copied.jpg")
    assert count(info) == Changes(new=1), "a copy keeps its original's time, and has come all the same"


@pytest.mark.parametrize(
    ("source", "way"),
    [("memory://album", ""), ("memory://album/", ""), ("memory://album/2026/june", "2026/june/")],
)
def test_below_a_url_are_its_own_folders(built, library, source, way):
    info = built(6).info
    assert changes.way(replace(info, source="memory://album"), library.maps.rows(info.id), source, []) == way


@pytest.mark.parametrize(
    ("source", "of"),
    [("memory://other", "memory://album"), ("memory://album-2", "memory://album"), ("/home/album", "memory://album")],
)
def test_a_folder_that_is_not_below_a_url_is_refused_in_words(built, library, source, of):
    info = built(6).info
    with pytest.raises(BadRequest, match="is not where the pictures of this map are"):
        changes.way(replace(info, source=of), library.maps.rows(info.id), source, [])


def test_a_file_that_was_written_into_and_set_back_counts_as_changed(built, count, home):
    info = built(12).info
    file = next(home.rglob("*.jpg"))
    facts = file.stat()
    with file.open("r+b") as stream:
        stream.seek(-3, os.SEEK_END)
        stream.write(b"?")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert count(info) == Changes(changed=1)


def test_files_that_were_only_touched_are_read_once_and_count_as_they_were(built, count, home, monkeypatch):
    info = built(12).info
    for file in home.rglob("*.jpg"):
        file.chmod(0o600)
    assert count(info) == Changes()
    monkeypatch.setattr(changes.storage, "read", None)
    assert count(info) == Changes(), "they are known again"


def test_a_file_that_could_not_be_mapped_for_a_moment_does_not_count_as_new(built, count, home, library, monkeypatch):
    from services.embedding import embed
    from services.schema import Reason, Skipped

    real = embed._stream

    def slow(source, left, **how):
        for outcome in real(source, left, **how):
            hit = outcome and outcome[0].path.endswith("picture-003.jpg")
            yield (outcome[0], Skipped(outcome[0].path, "took longer", Reason.SLOW)) if hit else outcome

    monkeypatch.setattr(embed, "_stream", slow)
    info = built(12).info
    assert (info.mapped, count(info)) == (11, Changes())
    monkeypatch.undo()
    assert built(folder=home).info.mapped == 12


def test_a_file_that_was_another_in_between_is_not_known_as_what_it_was(built, count, home, library):
    first = built(12).info
    file = home / "red" / "picture-003.jpg"
    facts, before = file.stat(), file.read_bytes()

    def put(data):
        with file.open("r+b") as stream:
            stream.write(data)
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    put(before[:-3] + b"?" + before[-2:])
    changed = built(folder=home).info
    put(before)
    assert count(first) == Changes()
    again = built(folder=home).info
    assert (again.id == first.id, again.id != changed.id) == (True, True)
