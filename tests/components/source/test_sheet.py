"""The sheet that starts a map: its places from top to bottom, and that it can be left."""

from tests.callbacks import components, words

#: From where the pictures come from to the button.
PLACES = ["demo", "new-map-close", "folder", "browse", "sources", "folder-browser", "upload-zone", "found", "estimate"]
PLACES += ["recipe-words", "sample", "new-map-cancel", "build"]


def test_the_sheet_goes_from_the_pictures_to_the_button(page):
    sheet = page.by_id["new-map"]
    assert (sheet["type"], sheet["props"]["aria-label"]) == ("Dialog", "New map")
    ids = [c["props"]["id"] for c in components(sheet) if isinstance(c["props"].get("id"), str)]
    assert [id for id in ids if id in PLACES] == PLACES


def test_the_sheet_is_closed_until_it_is_asked_for(page):
    assert not page.prop("new-map", "open"), "the first-run screen shows it by its style"
    assert words(page.by_id["new-map-open"]).strip() == "New map"


def test_the_sheet_can_be_left_and_promises_that_nothing_leaves_the_machine(page):
    assert page.prop("new-map-close", "aria-label") == "Close"
    assert words(page.by_id["new-map-cancel"]) == "Cancel"
    assert words(page.by_id["build"]) == "Make the map"
    safe = [c for c in components(page.by_id["new-map"]) if c["props"].get("className") == "sheet-safe"]
    assert [words(c).strip() for c in safe] == ["Everything stays on this machine"]


def test_no_list_of_the_sheet_opens_outside_of_it(page):
    """A dialog lies on top of the page: what hangs below the page's own end would be under it."""
    lists = [c["props"] for c in components(page.by_id["new-map"]) if c["type"] == "Select"]
    assert len(lists) == 2
    assert all(select["comboboxProps"] == {"withinPortal": False} for select in lists)
