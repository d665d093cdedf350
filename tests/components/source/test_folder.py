"""The box for the path of a folder, and the places of what helps to fill it."""

from tests.callbacks import words


def test_the_box_waits_for_the_last_letters_and_knows_no_other_words(page):
    assert page.prop("folder", "debounce") is True, "else Enter arrives before them"
    assert (page.prop("folder", "spellCheck"), page.prop("folder", "autoComplete")) == (False, "off")
    assert page.prop("folder", "aria-label")


def test_the_button_says_what_it_unfolds_and_that_it_is_folded(page):
    assert words(page.by_id["browse"]) == "Browse"
    assert (page.prop("browse", "aria-controls"), page.prop("browse", "aria-expanded")) == ("folder-browser", "false")


def test_the_browser_fills_places_that_are_empty(page):
    for place in ("sources", "folder-browser", "found", "estimate", "encoder-facts"):
        assert page.prop(place, "children") is None, "React draws there, and Dash must not"
