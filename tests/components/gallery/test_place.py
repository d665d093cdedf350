"""The place of the gallery: there, closed, and named for those who do not see it."""


def test_it_is_closed_at_first_and_its_parts_are_named(page):
    assert page.prop("gallery", "hidden") is True
    assert page.prop("gallery", "aria-label") == "Gallery"
    assert (page.prop("gallery-box", "role"), page.prop("gallery-box", "aria-multiselectable")) == ("listbox", "true")
    assert (page.prop("gallery-edge", "role"), page.prop("gallery-edge", "tabIndex")) == ("separator", 0)


def test_a_button_among_the_tools_opens_it(page):
    assert page.prop("gallery-open", "aria-label").startswith("Gallery (G)")
