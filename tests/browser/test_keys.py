"""The keys on a real page: by the place of the key where its letter is not Latin, zooming, walking to an end."""

import pytest

from tests.browser.hands import CHOSEN, MODE, RANGE, hover, still

FOCUS = "() => window.imagescape.state().focus"
HINT = "() => document.getElementById('map-hint').textContent"


def width(page):
    a, b = page.evaluate(RANGE)
    return b - a


def press(page, key, code):
    """A key of a keyboard of another layout."""
    cdp = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        text = {"text": key} if kind == "keyDown" else {}
        cdp.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code, **text})
    cdp.detach()


@pytest.mark.parametrize(
    ("key", "code", "mode"),
    [
        ("д", "KeyL", "lasso"),
        ("и", "KeyB", "select"),
        ("λ", "KeyL", "lasso"),
        ("l", "KeyP", "lasso"),  # Dvorak: a Latin letter is what it says
    ],
)
def test_a_tool_is_chosen_by_the_place_of_the_key_where_its_letter_is_not_latin(photos_page, key, code, mode):
    press(photos_page, key, code)
    photos_page.wait_for_function(f"wanted => ({MODE})() === wanted", arg=mode)


def test_keys_bring_the_map_nearer_and_farther_about_its_middle_and_show_all_of_it(photos_page):
    page = photos_page
    still(page)
    first, last = page.evaluate(RANGE)
    page.keyboard.press("+")
    assert width(page) == pytest.approx((last - first) / 1.5)
    assert sum(page.evaluate(RANGE)) == pytest.approx(first + last, abs=1e-6 * (last - first))
    page.keyboard.press("=")
    assert width(page) == pytest.approx((last - first) / 1.5**2)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert still(page, RANGE) == pytest.approx([first, last], rel=1e-6)
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert still(page, RANGE) == pytest.approx([first, last], rel=1e-3)
    assert page.evaluate(f"async () => await {CHOSEN}") is None, "all of the map is in view, and goes on to be"


def test_zooming_out_ends_somewhere_and_comes_back_from_there(photos_page):
    page = photos_page
    still(page)
    whole = width(page)
    for _ in range(14):
        page.keyboard.press("-")
    assert width(page) < 20 * whole
    page.keyboard.press("+")
    assert width(page) < 10 * whole


def test_with_a_modifier_the_keys_are_the_browsers(photos_page):
    page = photos_page
    still(page)
    before = page.evaluate(RANGE)
    page.evaluate(
        """() => { for (const key of ["+", "-", "0"]) document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true })); }"""
    )
    assert still(page, RANGE) == before


def test_a_walk_that_comes_to_an_end_says_so(photos_page):
    page = photos_page
    still(page)
    row = page.evaluate(
        """() => { const { x } = window.imagescape.state().points; return x.indexOf(Math.min(...x)); }"""
    )
    hover(page, row)
    page.locator("#map-frame").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => ({HINT})() === 'No picture further to the left'")
    assert page.evaluate(FOCUS)["hovered"] == row
    page.keyboard.press("+")
    for _ in range(60):
        page.keyboard.press("ArrowUp")
    page.wait_for_function(f"() => ({HINT})() === 'No picture further up in view'")


def test_a_button_over_the_map_keeps_enter_and_space_to_itself(photos_page):
    page = photos_page
    still(page)
    page.locator("#map-frame").evaluate(
        """frame => { const made = Object.assign(document.createElement("button"), { id: "over", textContent: "Over" });
          made.style.cssText = "position:absolute; z-index:5; left:9px; top:9px";
          made.onclick = () => { made.dataset.clicked = Number(made.dataset.clicked ?? 0) + 1; };
          frame.append(made); }"""
    )
    hover(page, 5)
    page.locator("#over").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert page.locator("#over").get_attribute("data-clicked") == "2"
    assert page.evaluate(FOCUS)["pinned"] is None
    page.locator("#over").click()
    assert page.evaluate(FOCUS)["pinned"] is None, "nor does a click on it"
    hover(page, 5)
    page.locator("#map-frame").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS)["pinned"] == 5
