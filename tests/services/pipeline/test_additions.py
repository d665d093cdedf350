"""What is to be added to a map: new pictures, with the paths the new map has, and what became of the other files."""

import os

import pytest

from services.pipeline import additions
from services.schema import Skipped
from services.sources import scan
from tests.conftest import Quiet, picture

pytestmark = pytest.mark.slow


@pytest.fixture
def found(library, settings, built, pictures):
    """A function that says what is to be added, after a change of the folder of a map of 12."""

    def after(change):
        home = pictures(12)
        old = built(folder=home).info
        change(home)
        listener = Quiet()
        listener.stage("embed")
        return additions.find(
            library,
            settings,
            str(home),
            old=old,
            old_rows=library.maps.rows(old.id),
            found=scan.find(str(home), seed=old.recipe.seed, max_pictures=1000),
            prefix="",
            listener=listener,
        )

    return after


def test_an_unchanged_folder_adds_nothing(found):
    told = found(lambda home: None)
    assert (told.rows, told.outdated, told.embedded) == ([], [], 0)


def test_new_and_changed_files_are_rows_and_a_vanished_one_is_outdated(found):
    def change(home):
        (home / "new.jpg").write_bytes(picture(99))
        (home / "blue" / "picture-002.jpg").write_bytes(picture(98))
        (home / "red" / "picture-001.jpg").unlink()

    told = found(change)
    assert sorted(c.path for c in told.rows) == ["blue/picture-002.jpg", "new.jpg"]
    assert [(s.path, s.reason) for s in told.outdated] == [
        ("red/picture-001.jpg", additions.VANISHED),
        ("blue/picture-002.jpg", additions.CHANGED),
    ]
    assert (told.vanished, told.changed, told.embedded, told.cached) == (1, 1, 2, 0)


def test_a_file_with_another_time_and_the_same_content_is_no_addition(found):
    told = found(lambda home: os.utime(home / "blue" / "picture-000.jpg", (1, 1)))
    assert (told.rows, told.changed) == ([], 0)


def test_what_cannot_be_read_is_skipped_with_its_path(found):
    told = found(lambda home: (home / "bad.jpg").write_bytes(b"no picture"))
    assert [s.path for s in told.skipped] == ["bad.jpg"]
    assert isinstance(told.skipped[0], Skipped)
