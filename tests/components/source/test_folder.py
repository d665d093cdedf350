"""The box for the path of a folder."""


def test_the_box_waits_for_the_last_letters_and_knows_no_other_words(page):
    assert page.prop("folder", "debounce") is True, "else Enter arrives before them"
    assert (page.prop("folder", "spellCheck"), page.prop("folder", "autoComplete")) == (False, "off")
    assert page.prop("folder", "aria-label")
