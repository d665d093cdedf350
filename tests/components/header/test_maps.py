"""The list of maps: when it opens, closes, is read again."""

from dataclasses import replace

from tests.callbacks import components, words
from tests.components.header.conftest import OTHER, listed


def names(answer):
    return [words(c) for c in components(answer["maps-list.children"]) if c["type"] == "Strong"]


def test_the_list_opens_with_every_map_the_youngest_first(two, page):
    answer = listed(page)
    assert answer["maps.opened"] is True
    assert names(answer) == ["winter", "holiday"]


def test_a_map_that_is_still_being_made_is_not_listed(mapped, page, shelf):
    shelf.maps.begin(replace(mapped, id=OTHER, state="building"), shelf.maps.rows(mapped.id), [])
    assert len(listed(page)["maps-list.children"]) == 1


def test_an_empty_library_says_so(page):
    assert words(listed(page)["maps-list.children"]) == "No maps yet."


def test_a_change_draws_the_list_anew_and_does_not_open_a_closed_drawer(two, page, shelf):
    shelf.maps.rename(two[0].id, "autumn")
    assert page.call("maps-list.children@", "listed-store.data", {"listed-store.data": None}) == {}, (
        "the page only opens"
    )
    answer = page.call("maps-list.children@", "listed-store.data", {"listed-store.data": 1})
    assert set(answer) == {"maps-list.children"}
    assert names(answer) == ["winter", "autumn"]


def test_the_drawer_can_be_closed_by_a_button_with_a_name(page):
    assert page.prop("maps", "closeButtonProps") == {"aria-label": "Close"}
    assert page.prop("maps", "title") == "Maps"
