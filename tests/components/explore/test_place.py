"""The place of the facets: empty, named, on the left."""

from tests.callbacks import components


def test_the_browser_fills_a_place_that_is_empty(page):
    place = page.by_id["explore"]
    assert (place["type"], place["props"]["aria-label"]) == ("Aside", "Folders and filters")
    assert [c["props"]["id"] for c in components(place)] == ["explore", "facets"]
    assert page.prop("facets", "children") is None, "React draws there, and Dash must not"


def test_the_button_that_hides_it_says_what_it_hides(page):
    assert page.prop("side", "aria-label") == "Hide or show the folders"
