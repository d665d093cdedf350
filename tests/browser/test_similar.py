"""The most alike: the strip below a picture against brute force, its lines on the map, and what a hand does with it."""

import numpy as np
import pytest

from services.library import Library
from tests.browser.hands import hover, until_seen, until_true

STRIP = """() => [...document.querySelectorAll("#similar .thumb img")].map((image) =>
  Number(new URL(image.src).pathname.split("/").pop()))"""
#: Of the row that is pinned: [the row that was asked about, rows].
FOUND = "() => { const { of, rows } = window.imagescape.state().results; return [of, [...rows]]; }"
#: Places of the map's layer that are not clear, near the middle of a line from one row to another.
DRAWN = """([from, to]) => { const a = window.imagescape.pointAt(from), b = window.imagescape.pointAt(to);
  const layer = document.getElementById("overlay"), box = layer.getBoundingClientRect(), fine = layer.width / box.width;
  const x = ((a.x + b.x) / 2 - box.left) * fine, y = ((a.y + b.y) / 2 - box.top) * fine;
  const pen = Object.assign(document.createElement("canvas"), { width: 5, height: 5 })
    .getContext("2d", { willReadFrequently: true });
  pen.drawImage(layer, x - 2, y - 2, 5, 5, 0, 0, 5, 5);
  const { data } = pen.getImageData(0, 0, 5, 5);
  return [Math.hypot(a.x - b.x, a.y - b.y), data.some((value, at) => at % 4 === 3 && value > 0)]; }"""


@pytest.fixture(scope="module")
def alike(claims):
    """How alike each row's features are to those of each other: this map compares them by their distance."""
    library, info = Library(claims[0]), Library(claims[0]).maps.get(claims[1].flat)
    features = library.contents.vectors(library.maps.rows(info.id).hash, key=info.encoder_key, width=info.width)
    return -np.linalg.norm(features[:, None].astype(float) - features, axis=2)


def nearest(alike, row, k=12):
    order = np.argsort(-alike[row], kind="stable")
    return order[order != row][:k].tolist()


def pin(page, row):
    page.evaluate("async row => (await import('/assets/modules/state/store.mjs')).act('pin', { row })", row)
    until_seen(page, lambda: page.evaluate(FOUND)[0] == row)


def test_the_strip_has_the_true_nearest_of_the_picture_that_is_pinned(claims_page, alike):
    page = claims_page
    for row in (3, 30, 11):
        pin(page, row)
        rows = page.evaluate(FOUND)[1]
        assert np.allclose(alike[row][rows], alike[row][nearest(alike, row)], atol=2e-3)
        assert row not in rows
        assert until_seen(page, lambda rows=rows: page.evaluate(STRIP) == rows)
    assert page.locator("#similar .similar-where").text_content().endswith(".")


def test_a_picture_that_is_only_hovered_has_its_strip_when_the_pointer_rests(claims_page, alike):
    page = claims_page
    hover(page, 7)
    row = page.evaluate("() => window.imagescape.hovered")
    until_seen(page, lambda: page.evaluate(FOUND)[0] == row)
    assert np.allclose(alike[row][page.evaluate(STRIP)], alike[row][nearest(alike, row)], atol=2e-3)


def test_faint_lines_lead_to_where_they_lie_and_go_with_the_picture(claims_page):
    page = claims_page
    pin(page, 3)
    rows = page.evaluate(FOUND)[1]
    far = [to for to in rows if page.evaluate(DRAWN, [3, to])[0] > 60]
    assert far
    until_seen(page, lambda: all(page.evaluate(DRAWN, [3, to])[1] for to in far))
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.state().focus.pinned === null")
    until_seen(page, lambda: not any(page.evaluate(DRAWN, [3, to])[1] for to in far))


def test_one_of_them_can_be_pointed_at_pinned_and_selected(claims_page):
    page = claims_page
    pin(page, 3)
    first, second = page.evaluate(FOUND)[1][:2]
    thumbs = page.locator("#similar .thumb")
    thumbs.nth(1).hover()
    page.wait_for_function("row => window.imagescape.hovered === row", arg=second)
    thumbs.nth(1).click(modifiers=["Control"])
    thumbs.nth(0).click(modifiers=["Control"])
    page.wait_for_function(
        "rows => window.imagescape.selected.join() === rows", arg=",".join(map(str, sorted([first, second])))
    )
    thumbs.nth(0).click(modifiers=["Control"])
    page.wait_for_function("row => window.imagescape.selected.join() === String(row)", arg=second)
    thumbs.nth(0).click()
    page.wait_for_function("row => window.imagescape.state().focus.pinned === row", arg=first)
    until_seen(page, lambda: page.evaluate(FOUND)[0] == first)


def test_all_of_them_can_be_selected_with_the_picture(claims_page):
    page = claims_page
    pin(page, 3)
    rows = page.evaluate(FOUND)[1]
    page.locator("#similar-select").click()
    page.wait_for_function(
        "rows => window.imagescape.selected.join() === rows", arg=",".join(map(str, sorted([3, *rows])))
    )


@pytest.mark.parametrize("word", ["Most alike", "Like one of them"])
def test_what_is_like_a_selection_can_be_asked_and_added(claims_page, alike, word):
    page = claims_page
    chosen = [3, 4, 30]
    page.evaluate(
        "async rows => (await import('/assets/modules/state/store.mjs')).act('select', { rows, how: 'only' })", chosen
    )
    page.locator("#many").get_by_text(word, exact=True).click()
    page.locator("#similar .thumb").first.wait_for()
    rows = page.evaluate(FOUND)[1]
    assert not set(rows) & set(chosen)
    if word == "Like one of them":
        best = alike[chosen].max(axis=0)
        best[chosen] = -np.inf
        assert np.allclose(best[rows], np.sort(best)[::-1][:12], atol=2e-3)
    page.locator("#similar").get_by_text("Add these").click()
    assert until_true(page, "rows => window.imagescape.selected.length === rows", len(chosen) + len(rows))
