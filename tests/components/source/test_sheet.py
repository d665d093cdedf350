"""The places on the sheet, from top to bottom."""

import json


def test_the_sheet_goes_from_the_pictures_to_the_button(page):
    sheet = json.dumps(page.by_id["screen"]["props"]["children"][1])
    places = [sheet.index(f'"id": "{id}"') for id in ("demo", "folder", "upload-zone", "sample", "build")]
    assert places == sorted(places)
