"""What Imagescape wrote itself is never mapped; uploads and the demo, which lie in a library, are."""

import pytest

from services.errors import BadRequest
from services.library import Library
from services.sources import demo, libraries
from tests.services.sources.test_scan import fill, find, names, reasons


@pytest.fixture
def shelf(tmp_path):
    """A library among pictures, with files of every part of it."""
    library = Library(tmp_path / "home" / "library")
    fill(tmp_path / "home", "a.jpg", "library-of-mine/b.jpg")
    fill(
        library.folder, "cache/c.png", "maps/d.png", f"uploads/{'0' * 32}/in/e.jpg", "demo/digits/0/f.png", "own/g.jpg"
    )
    return library


def test_a_folder_above_is_mapped_without_it_and_says_so(shelf):
    found = find(shelf.folder.parent)
    assert names(found) == ["a.jpg", "library-of-mine/b.jpg"]
    assert reasons(found) == {"library": libraries.REASON}
    assert found.total == 3


@pytest.mark.parametrize("part", ["", "cache", "cache/sprites", "maps", "models", "uploads", "demo"])
def test_a_library_is_refused_itself(shelf, part):
    (shelf.folder / part).mkdir(parents=True, exist_ok=True)
    with pytest.raises(BadRequest, match=r"library of Imagescape .* never mapped. Choose the folder of your pictures"):
        find(shelf.folder / part)


@pytest.mark.parametrize("part", [f"uploads/{'0' * 32}", f"uploads/{'0' * 32}/in", "demo/digits", "own"])
def test_uploads_the_demo_and_a_folder_of_the_users_are_mapped(shelf, part):
    assert len(find(shelf.folder / part).candidates) == 1


def test_a_link_to_a_library_is_a_library(shelf, tmp_path):
    (tmp_path / "link").symlink_to(shelf.folder)
    with pytest.raises(BadRequest, match="library of Imagescape"):
        libraries.check(str(tmp_path / "link"))


def test_the_demo_is_still_mapped(library):
    demo.write(library, str(demo.folder(library)))
    assert len(find(demo.folder(library)).candidates) == demo.COUNT


def test_libraries_below_an_address_are_known_by_their_database():
    paths = ["a/imagescape.sqlite", "b/c/imagescape.sqlite", "d/imagescape.sqlite.txt", "e/not-imagescape.sqlite"]
    assert libraries.among("s3://x", paths) == {"a": libraries.REASON, "b/c": libraries.REASON}
    with pytest.raises(BadRequest, match="s3://x belongs to a library"):
        libraries.among("s3://x", ["imagescape.sqlite"])


@pytest.mark.parametrize("part", ["", "cache", "uploads"])
def test_an_address_of_this_machine_is_looked_at_as_its_folder_is(shelf, part):
    with pytest.raises(BadRequest, match="library of Imagescape"):
        find(f"file://{shelf.folder}/{part}")
    assert len(find(f"file://{shelf.folder}/own").candidates) == 1


def test_a_library_in_the_folder_of_the_pictures_itself_is_refused_before_it_is_made(tmp_path, shelf):
    home = tmp_path / "plain"
    home.mkdir()
    for source in (str(home), f"{home}/", f"file://{home}"):
        with pytest.raises(BadRequest, match=r"cannot be .*the folder of the pictures itself"):
            libraries.apart(source, home)
    libraries.apart(str(home), home / "library")
    # One that is there already is told otherwise.
    libraries.apart(str(shelf.folder), shelf.folder)
