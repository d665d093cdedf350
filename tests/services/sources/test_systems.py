"""Folders that systems keep for themselves are known by their names, and no ordinary folder is taken for one."""

import pytest

from services.sources import systems

KEPT = [
    *("@eaDir", "#recycle", "#snapshot", "@Recently-Snapshot", "@Recycle", ".@__thumb"),
    *("$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information", "RECYCLER"),
    *("__MACOSX", ".Trashes", ".Trash", ".Trash-1000", ".Spotlight-V100", "lost+found"),
    *(".thumbnails", ".thumb", ".picasaoriginals", ".dtrash", ".snapshots", "~snapshot"),
    *("Holiday Previews.lrdata", "Catalog Smart Previews.lrdata", "Holiday Helper.lrdata", "HOLIDAY PREVIEWS.LRDATA"),
    *("appdata_oc1a2b3c4d5e", "files_trashbin", "files_versions"),
]
ORDINARY = [
    *("previews", "Previews", "resources", "Thumbnails", "originals", "cache", "Cache", "private", "proxies"),
    *("recycled", "Recycler", "recycle", "#recycled", "eaDir", "@eaDir 2", "trash", "Trash", "Trashes", "database"),
    *("appdata", "appdata_old", "appdata_october99", "files_2019", "photoslibrary", "lrdata", "System Volume"),
    *("CaptureOne", "iPhoto Library", "Photos Library", "lost and found", "snapshot", "thumb", "__MACOS", "$5"),
    *("@home", "#1", ".private", "", "été"),
]


@pytest.mark.parametrize("name", KEPT)
def test_a_folder_that_a_system_keeps_is_known_wherever_it_lies(name):
    told = systems.reason(name)
    assert told and told == systems.reason(name, "holiday")
    assert systems.above(f"holiday/{name}/deep/1.jpg") == systems.Left(f"holiday/{name}", told)
    assert systems.above(name) is None, "a file of that name is no folder"
    assert "[" not in told


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("parent", ["", "holiday", "photoslibrary", "originals"])
def test_an_ordinary_folder_is_none(name, parent):
    assert systems.reason(name, parent) is None
    assert systems.above(f"{parent}/{name}/1.jpg") is None


@pytest.mark.parametrize(
    "library",
    [
        *("Photos Library.photoslibrary", "Alt.PhotosLibrary", "iPhoto.photolibrary", "iPhoto.migratedphotolibrary"),
        *("Aperture.aplibrary", "Aperture.migratedaplibrary", "Session.cocatalog"),
    ],
)
def test_of_a_library_of_pictures_only_the_originals_are_mapped(library):
    for kept in ("originals/0/1.heic", "Masters/2019/1.jpg", "Originals/resources/1.jpg", "1.jpg"):
        assert systems.above(f"{library}/{kept}") is None
    for left in (
        "resources/derivatives/1.jpg",
        "Previews/1.jpg",
        "Thumbnails/1.jpg",
        "private/x/1.jpg",
        "scopes/1.jpg",
    ):
        told = systems.above(f"{library}/{left}")
        assert told and told.folder == f"{library}/{left.partition('/')[0]}"
    assert systems.above("resources/derivatives/1.jpg", library), "the library itself was chosen"
    assert systems.above("resources/derivatives/1.jpg", "holiday") is None


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("shoot/CaptureOne/Cache/Thumbnails/1.jpg", "shoot/CaptureOne/Cache"),
        ("shoot/CaptureOne/Proxies/1.jpg", "shoot/CaptureOne/Proxies"),
        ("shoot/CaptureOne/Output/1.jpg", None),
        ("me/.cache/thumbnails/large/1.png", "me/.cache/thumbnails"),
        ("appdata_xyz/preview/1/2/1.jpg", "appdata_xyz/preview"),
        ("appdata_xyz/holiday/1.jpg", None),
        ("a/@eaDir/b/@eaDir/1.jpg", "a/@eaDir"),
    ],
)
def test_some_are_known_by_the_folder_in_which_they_lie(path, folder):
    told = systems.above(path)
    assert (told and told.folder) == folder


def test_it_says_who_keeps_it():
    assert systems.reason("@eaDir") == "a folder that a Synology keeps for itself (@eaDir)"
    assert systems.reason("A Previews.lrdata") == "a folder that Lightroom keeps for itself (*.lrdata)"
    assert systems.reason("resources", "A.photoslibrary") == "a folder that Apple Photos keeps for itself (resources)"
    assert systems.reason("appdata_oc1a2b3c4d5e") == "a folder that Nextcloud keeps for itself (appdata_oc*)"


def test_other_folders_can_be_named_that_are_left_out():
    assert systems.above("a/b/c/1.jpg", also={"a/b": "why"}) == systems.Left("a/b", "why")
    assert systems.above("a/bc/1.jpg", also={"a/b": "why"}) is None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("a/.b.jpg", "hidden file"),
        (".a/b/c.jpg", "in a hidden folder"),
        ("a/b.jpg", None),
        ("..a/..b.jpg", None),
    ],
)
def test_hidden_files_are_known_by_a_dot(path, told):
    assert systems.hidden(path) == told
