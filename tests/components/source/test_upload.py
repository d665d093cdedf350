"""The upload zone and the scripts agree on what a picture is called."""

from services.sources.scan import ENDINGS


def test_the_upload_zone_takes_the_endings_the_scan_takes(page):
    assert page.prop("upload-zone", "data-endings").split(",") == list(ENDINGS)
