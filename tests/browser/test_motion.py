"""For who wants less motion nothing moves by itself: the map is at once where it goes, and nothing fades or slides."""

import pytest

from tests.browser.conftest import opened
from tests.browser.hands import FRAME, frames, hover, still

#: Whatever is animated, frame by frame, while a function runs.
WATCH = """() => { window.moving = []; window.watched = true;
  const look = () => { if (!window.watched) return;
    window.moving.push(...document.getAnimations().map(({ animationName, transitionProperty, effect }) =>
      [animationName ?? transitionProperty ?? "script", effect?.target?.outerHTML.slice(0, 120)]));
    requestAnimationFrame(look); };
  look(); }"""


@pytest.fixture
def calm(photos_server, visit, lite0_library):
    page = opened(lambda url: visit(url, new=True), photos_server, lite0_library[1].id)
    page.emulate_media(reduced_motion="reduce")
    still(page)
    page.evaluate(WATCH)
    return page


def test_nothing_is_animated_while_the_map_is_used(calm):
    page = calm
    point = hover(page, 4)
    page.mouse.click(point["x"], point["y"])
    for key in ("l", "p", "+", "-", "ArrowLeft", "Escape", "0"):
        page.keyboard.press(key)
        frames(page, 6)
    page.locator("#marks-polaroid").click()
    page.locator("#color-by").click()
    frames(page, 10)
    page.keyboard.press("Escape")
    frames(page, 10)
    page.locator("#theme").click()
    frames(page, 10)
    assert page.evaluate("() => { window.watched = false; return window.moving; }") == []


def test_the_map_is_at_once_where_a_key_brings_it(calm):
    page = calm
    for key in ("+", "+", "-", "0"):
        before = page.evaluate(FRAME)
        page.keyboard.press(key)
        frames(page, 1)
        after = page.evaluate(FRAME)
        assert after != before
        frames(page, 20)
        assert page.evaluate(FRAME) == pytest.approx(after), f"{key} has done all that it does"
