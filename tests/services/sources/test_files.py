"""The walk through a folder: what is left out as a whole is told once, and never opened."""

import errno
import os

import pytest

from services.errors import NoSuchFolder
from services.schema import Reason, Skipped
from services.sources import files
from tests.services.sources.test_scan import fill

PATHS = (
    "a.jpg",
    "@eaDir/a.jpg/1.jpg",
    "x/@eaDir/deep/2.jpg",
    "x/b.jpg",
    "x/lib/imagescape.sqlite",
    "x/lib/cache/3.jpg",
)


def test_a_folder_that_is_left_out_is_one_entry_and_is_not_walked_through(tmp_path, monkeypatch):
    fill(tmp_path, *PATHS)
    real, opened = os.scandir, []

    def noting(path):
        opened.append(os.path.relpath(path, tmp_path))
        return real(path)

    monkeypatch.setattr(files.os, "scandir", noting)
    for shallow in (False, True):
        opened.clear()
        met = list(files.walk(str(tmp_path), shallow=shallow))
        assert sorted(m[0] for m in met if not isinstance(m, Skipped)) == ["a.jpg", "x/b.jpg"]
        left = {m.path: m.code for m in met if isinstance(m, Skipped)}
        assert left == dict.fromkeys(["@eaDir", "x/@eaDir", "x/lib"], Reason.SYSTEM)
        assert opened == [".", "x", "x/lib"], "a library is known by what it holds, the others by their names"


def test_a_folder_that_is_chosen_itself_is_walked_through_whatever_its_name(tmp_path):
    fill(tmp_path, *PATHS)
    assert [m[0] for m in files.walk(str(tmp_path / "@eaDir"), shallow=False)] == ["a.jpg/1.jpg"]


def test_the_rest_of_a_library_of_pictures_that_is_chosen_itself_is_left_out(tmp_path):
    home = fill(tmp_path / "My.photoslibrary", "originals/0/1.jpg", "resources/derivatives/2.jpg")
    file, left = sorted(files.walk(str(home), shallow=False), key=lambda met: isinstance(met, Skipped))
    assert file[0] == "originals/0/1.jpg"
    assert (left.path, left.code) == ("resources", Reason.SYSTEM)


def test_a_link_to_a_folder_that_is_left_out_is_not_followed(tmp_path):
    fill(tmp_path, "x/@eaDir/1.jpg")
    (tmp_path / "shown").symlink_to("x/@eaDir")
    met = [m[0] for m in files.walk(str(tmp_path), shallow=False) if not isinstance(m, Skipped)]
    assert met == ["shown"], "a link is a file here"


def test_a_folder_that_is_none_is_said(tmp_path):
    with pytest.raises(NoSuchFolder, match="nowhere"):
        next(files.walk(str(tmp_path / "nowhere"), shallow=False))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(errno.EACCES, "x"), "no permission"),
        (OSError(errno.EIO, "Input/output error"), "input/output error"),
        (OSError(), "unknown"),
    ],
)
def test_why_something_could_not_be_read_is_said_in_few_words(error, told):
    assert files.why(error) == told
