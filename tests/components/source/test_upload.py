"""The upload zone and the scripts agree on what a picture is called."""

from services.sources.scan import ENDINGS
from tests.callbacks import words


def test_the_upload_zone_takes_the_endings_the_scan_takes(page):
    assert page.prop("upload-zone", "data-endings").split(",") == list(ENDINGS)


def test_the_zone_says_that_files_are_copied_and_that_a_drop_may_land_anywhere(page):
    text = words(page.by_id["upload-zone"])
    assert "anywhere" in text and "copied into the library" in text
    assert (words(page.by_id["upload-files-button"]), words(page.by_id["upload-folder-button"])) == (
        "pictures",
        "a folder",
    )


def test_an_upload_that_is_not_under_way_cannot_be_cancelled_and_its_progress_is_heard(page):
    assert page.prop("upload-cancel", "hidden") is True
    assert page.prop("upload-progress", "role") == "status"
