"""The gallery by hand: what it has, its orders and groups, clicks and keys as in a file manager, hovering both ways,
the bar of a million rows, and pictures shown large.
"""

import json
from urllib.request import urlopen

import numpy as np
import pytest

from services.library import Library
from tests.browser.conftest import READY, opened
from tests.browser.hands import ACT, box, frames, hover, still, until_seen, until_true

ROWS = "() => [...window.imagescape.state().gallery.rows]"
#: Rows whose cells are wholly in view, from the upper left.
SEEN = """() => { const box = document.getElementById("gallery-box").getBoundingClientRect();
  return [...document.querySelectorAll(".cell:not([hidden])")]
    .map((cell) => [cell.getBoundingClientRect(), cell.dataset.row])
    .filter(([{ top, bottom }]) => top >= box.top && bottom <= box.bottom)
    .sort(([a], [b]) => a.top - b.top || a.left - b.left).map(([, row]) => Number(row)); }"""
SELECTED = "() => window.imagescape.selected"
CELL = "#gallery-box .cell[data-row='{}']"
#: Each cell: its row, and whether a picture is seen in it.
DRAWN = """() => [...document.querySelectorAll(".cell:not([hidden])")].map((cell) =>
  [Number(cell.dataset.row), cell.querySelector("img") !== null])"""
HEADS = """() => [...document.querySelectorAll(".gallery-group")].map((head) =>
  [head.querySelector("strong").textContent, head.querySelector("span").textContent])"""


@pytest.fixture
def page(photos_page):
    """The page on the map of photographs, with its gallery open."""
    photos_page.keyboard.press("g")
    photos_page.wait_for_function("n => window.imagescape.state().gallery.rows.length === n", arg=100)
    until_seen(photos_page, lambda: photos_page.evaluate(SEEN))
    return photos_page


def order(page, name):
    page.locator("#gallery-order").select_option(name)
    page.wait_for_function("name => window.imagescape.state().gallery.order === name", arg=name)
    return still(page, ROWS)


def test_orders_are_those_of_the_stored_rows(page):
    library = Library(page.server.library)
    rows = library.maps.rows(page.map_id)
    names = library.maps.columns(page.map_id).text("name").to_pylist()
    assert [names[row] for row in order(page, "name")] == sorted(names, key=str.casefold)
    assert order(page, "size") == np.argsort(rows.bytes, kind="stable").tolist()
    by_size = order(page, "size")
    page.locator("#gallery-reverse").click()
    assert until_seen(page, lambda: page.evaluate(ROWS) == by_size[::-1])
    along = order(page, "map")
    assert sorted(along) == list(range(100))
    x, y = rows.positions[along[::-1]].T
    near = np.hypot(np.diff(x), np.diff(y))
    far = np.hypot(np.diff(rows.positions[:, 0]), np.diff(rows.positions[:, 1]))
    assert near.mean() < 0.5 * far.mean(), "what comes next lies beside on the map"


def test_the_order_by_likeness_is_that_of_the_pinned_picture(page):
    page.evaluate(ACT, ["pin", {"row": 7}])
    order(page, "alike")
    true = json.loads(urlopen(f"{page.server.url}/similar/{page.map_id}/7?k=99").read())["rows"]
    assert until_seen(page, lambda: page.evaluate(ROWS) == [7, *true])


def test_groups_have_heads_with_names_and_counts(page):
    page.locator("#gallery-group").select_option("region")
    told = until_seen(page, lambda: page.evaluate(HEADS))
    facet = page.evaluate("""() => { const { region } = window.imagescape.state().facets.of;
      return region.name.map((name, at) => [name, region.count[at], region.parent[at]]); }""")
    counts = {name: count for name, count, parent in facet if parent < 0}
    assert all(counts[name] == int(count.replace(",", "")) for name, count in told)
    total = page.evaluate("() => window.imagescape.state().gallery.groups.at(-1).to")
    assert total == 100


def test_clicks_are_those_of_a_file_manager(page):
    rows = page.evaluate(ROWS)
    click = lambda at, *held: page.locator(CELL.format(rows[at])).click(modifiers=list(held))  # noqa: E731
    click(0)
    page.wait_for_function("row => window.imagescape.state().focus.pinned === row", arg=rows[0])
    click(2, "Control")
    click(4, "Control")
    page.wait_for_function("n => window.imagescape.selected.length === n", arg=2)
    assert page.evaluate(ROWS) == rows, "what a hand selects among the pictures does not take them from under it"
    click(6, "Shift")
    assert until_seen(page, lambda: page.evaluate(SELECTED) == sorted(rows[at] for at in (2, 4, 5, 6)))
    click(5, "Control")
    assert until_seen(page, lambda: page.evaluate(SELECTED) == sorted(rows[at] for at in (2, 4, 6)))
    page.locator(CELL.format(rows[1])).hover()
    page.locator(CELL.format(rows[1]) + " .cell-tick").click()
    assert until_seen(page, lambda: page.evaluate(SELECTED) == sorted(rows[at] for at in (1, 2, 4, 6)))
    for _ in range(2):
        click(4, "Alt")
        assert until_seen(page, lambda: page.evaluate(SELECTED) == sorted(rows[at] for at in (1, 2, 6)))


def test_the_keys_walk_select_and_show_large(page):
    rows = page.evaluate(ROWS)
    page.locator(CELL.format(rows[0])).click()
    page.locator("#gallery-box").focus()
    columns = page.evaluate("""async () => (await import("/assets/modules/gallery/view.mjs")).layoutNow().columns""")
    at = lambda: page.evaluate("() => window.imagescape.state().gallery.at")  # noqa: E731
    page.keyboard.press("ArrowRight")
    assert at() == rows[1]
    page.keyboard.press("ArrowDown")
    assert at() == rows[1 + columns]
    page.keyboard.press("Shift+ArrowRight")
    assert until_seen(page, lambda: page.evaluate(SELECTED) == sorted(rows[1 + columns : 3 + columns]))
    page.keyboard.press("End")
    assert at() == page.evaluate(ROWS)[-1]
    page.keyboard.press("Control+a")
    page.keyboard.press("Enter")
    page.locator("#large:modal").wait_for()
    page.keyboard.press("Escape")
    page.locator("#large").wait_for(state="hidden")


def test_no_cell_shows_the_picture_of_another_row_while_its_own_is_on_the_way(photos_server, visit, lite0_library):
    page = visit("about:blank", wait=False, new=True)
    page.route("**/sprites/**", lambda route: route.fulfill(status=204))
    page.goto(f"{photos_server.url}/map/{lite0_library[1].id}")
    page.wait_for_function(READY)
    page.evaluate(ACT, ["arrangeGallery", {"size": 192}])
    page.keyboard.press("g")
    first = until_seen(page, lambda: (seen := page.evaluate(DRAWN)) and all(shown for _, shown in seen) and seen)
    still(page, DRAWN)
    held = []
    page.route("**/thumbs/**", lambda route: held.append(route))
    page.evaluate("() => { document.getElementById('gallery-box').scrollTop = 1e6; }")
    until_seen(page, lambda: held)
    now = page.evaluate(DRAWN)
    assert not {row for row, _ in now} & {row for row, _ in first}, "all of these cells were others before"
    shown = [row for row, seen in now if seen]
    assert not shown
    for route in held:
        route.continue_()
    page.unroute("**/thumbs/**")
    assert until_seen(page, lambda: all(shown for _, shown in page.evaluate(DRAWN)))


def test_a_hover_lights_the_point_and_the_other_way_round(page):
    row = page.evaluate(SEEN)[3]
    page.locator(CELL.format(row)).hover()
    page.wait_for_function("row => window.imagescape.hovered === row", arg=row)
    ring = page.locator(".ring-hovered").bounding_box()
    point = page.evaluate("row => window.imagescape.pointAt(row)", row)
    assert abs(ring["x"] + ring["width"] / 2 - point["x"]) < 2
    assert abs(ring["y"] + ring["height"] / 2 - point["y"]) < 2
    other = page.evaluate(SEEN)[0]
    hover(page, other)
    assert until_seen(page, lambda: page.locator(CELL.format(other)).get_attribute("data-hovered") is not None)
    assert page.locator(".cell[data-hovered]").count() == 1


def test_what_is_selected_is_seen_and_goes_on_following(page):
    page.keyboard.press("g")
    box(page)
    chosen = page.evaluate(SELECTED)
    page.keyboard.press("g")
    assert until_seen(page, lambda: sorted(page.evaluate(ROWS)) == chosen)
    page.keyboard.press("Control+i")
    assert until_seen(page, lambda: sorted(page.evaluate(ROWS)) == sorted(set(range(100)) - set(chosen)))
    page.keyboard.press("Escape")
    assert until_seen(page, lambda: len(page.evaluate(ROWS)) == 100)


def test_it_can_be_dragged_to_the_whole_middle_and_shut(page):
    edge = page.locator("#gallery-edge").bounding_box()
    room = page.locator(".map-room").bounding_box()
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, room["y"] + 60, steps=6)
    page.mouse.up()
    assert page.locator(".map-room").get_attribute("data-gallery") == "whole"
    size = page.evaluate("() => document.querySelector('#map').getBoundingClientRect().height")
    assert size > 200, "the map keeps its size below"
    page.locator("#gallery-whole").click()
    assert page.locator(".map-room").get_attribute("data-gallery") == "part"
    edge = page.locator("#gallery-edge").bounding_box()
    page.mouse.move(edge["x"] + 200, edge["y"] + 5)
    page.mouse.down()
    page.mouse.move(edge["x"] + 200, room["y"] + room["height"] - 5, steps=6)
    page.mouse.up()
    page.locator("#gallery").wait_for(state="hidden")


def test_a_million_rows_can_be_scrolled_from_end_to_end_and_none_is_blank_at_rest(photos_server, visit, lite0_library):
    """The rows of the photographs again and again: as many cells as a million pictures have."""
    page = opened(visit, photos_server, lite0_library[1].id)
    page.keyboard.press("g")
    page.wait_for_function("n => window.imagescape.state().gallery.rows.length === n", arg=100)
    page.evaluate(ACT, ["arrangeGallery", {"size": 288}])
    page.evaluate("""async () => { const { act } = await import("/assets/modules/state/store.mjs");
      const rows = Uint32Array.from({ length: 1e6 }, (_, at) => at % 100);
      act("fillGallery", { rows, groups: [{ label: "", from: 0, to: rows.length }], shown: "all" }); }""")
    bar = page.evaluate("() => document.querySelector('.gallery-spacer').getBoundingClientRect().height")
    assert bar < 16_000_000
    drawn = """async () => { const { shownCells } = await import("/assets/modules/gallery/cells.mjs");
      const cells = shownCells();
      return cells.length > 0 && cells.every(({ drawn }) => drawn); }"""
    index = """() => Math.max(...[...document.querySelectorAll(".cell:not([hidden])")]
      .map((cell) => cell.getAttribute("aria-posinset")))"""
    for share in (0.25, 0.5, 1.0):
        page.evaluate(
            """share => { const box = document.getElementById("gallery-box");
              box.scrollTop = share * box.scrollHeight; }""",
            share,
        )
        frames(page, 4)
        assert until_true(page, drawn)
        at = page.evaluate(index)
        assert abs(at - share * 1e6) < 2000, at
    assert page.evaluate(index) == 1_000_000
    page.locator("#gallery-box").hover()
    before = page.evaluate("() => document.querySelector('.cell:not([hidden])').style.transform")
    page.mouse.wheel(0, -50)
    page.wait_for_function("was => document.querySelector('.cell:not([hidden])').style.transform !== was", arg=before)
    held = page.evaluate("async () => (await import('/assets/modules/gallery/thumbs.mjs')).heldThumbs()")
    assert held["small"] <= held["most"]
    assert page.locator(".cell").count() < 200, "nodes are used again"


# Large


def test_a_picture_is_shown_whole_next_and_down_to_its_pixels(page):
    rows = page.evaluate(ROWS)
    page.locator(CELL.format(rows[2])).dblclick()
    page.locator("#large:modal").wait_for()
    image = page.locator(".pane-image")
    page.wait_for_function(
        "row => document.querySelector('.pane-image')?.src.endsWith(`/image/${window.imagescape.map}/${row}`)",
        arg=rows[2],
    )
    pane, shown = page.locator(".pane").bounding_box(), image.bounding_box()
    assert shown["x"] >= pane["x"] - 1
    assert shown["y"] >= pane["y"] - 1
    assert shown["height"] <= pane["height"] + 1
    assert page.locator("#large-count").text_content() == "3 of 100"
    page.keyboard.press("1")
    assert until_seen(page, lambda: abs(float(image.get_attribute("data-scale")) - 1) < 0.01)
    for _ in range(14):
        page.keyboard.press("+")
    assert until_seen(page, lambda: float(image.get_attribute("data-scale")) > 20)
    assert image.evaluate("image => getComputedStyle(image).imageRendering") == "pixelated"
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("row => document.querySelector('.pane').dataset.row === String(row)", arg=rows[3])
    assert until_seen(page, lambda: page.locator("#large-count").text_content() == "4 of 100")
    page.keyboard.press("s")
    page.wait_for_function("row => window.imagescape.selected.join() === String(row)", arg=rows[3])
    page.keyboard.press("Escape")
    page.locator("#large").wait_for(state="hidden")
    assert page.evaluate("() => window.imagescape.state().gallery.large.length") == 0


def test_two_side_by_side_zoom_as_one(page):
    page.evaluate(ACT, ["select", {"rows": [4, 9], "how": "only"}])
    page.locator("#many").get_by_text("Side by side").click()
    page.wait_for_function("() => document.querySelectorAll('.pane-image').length === 2")
    scales = "() => [...document.querySelectorAll('.pane-image')].map((image) => Number(image.dataset.scale))"
    still(page, "() => [...document.querySelectorAll('.pane-image')].map((image) => image.src)")
    first = page.evaluate(scales)
    pane = page.locator(".pane").first.bounding_box()
    page.mouse.move(pane["x"] + pane["width"] / 3, pane["y"] + pane["height"] / 3)
    page.mouse.wheel(0, -400)
    after = until_seen(page, lambda: (now := page.evaluate(scales)) != first and now)
    assert abs(after[0] / first[0] - after[1] / first[1]) < 0.01
    page.locator(".pane-close").first.click()
    page.wait_for_function("() => document.querySelectorAll('.pane').length === 1")
    page.keyboard.press("i")
    page.wait_for_selector(".large-facts", state="detached")
    page.keyboard.press("i")
    page.wait_for_selector(".large-facts")
    page.keyboard.press("Escape")


def test_side_by_side_the_last_has_the_one_before_beside_it_and_the_next_is_none_that_is_shown(page):
    page.evaluate(ACT, ["select", {"rows": [4, 9, 11], "how": "only"}])
    along = page.evaluate(ROWS)
    page.evaluate(ACT, ["showLarge", {"rows": [along[-1]]}])
    large = "() => window.imagescape.state().gallery.large"
    page.wait_for_selector("#large-next[aria-disabled=true]")
    page.locator("#large-add").click()
    assert until_seen(page, lambda: page.evaluate(large) == [along[2], along[1]])
    page.locator(".pane").first.click()
    page.locator("#large-before").click()
    assert until_seen(page, lambda: page.evaluate(large) == [along[0], along[1]])


def test_a_link_brings_back_what_is_looked_through_too(page, visit):
    page.evaluate(ACT, ["select", {"rows": [4, 9, 11], "how": "only"}])
    page.locator(".gallery-tab", has_text="All").click()
    page.wait_for_function("() => /gallery=all/.test(location.search) && /select=/.test(location.search)")
    other = visit(page.url, new=True)
    other.wait_for_function(
        """() => { const { selected, state } = window.imagescape, { gallery: { source, rows } } = state();
          return selected.length === 3 && source === "all" && rows.length === 100; }"""
    )
    frames(other, 10)
    assert other.evaluate("() => window.imagescape.state().gallery.source") == "all"


def test_where_the_filter_leaves_nothing_that_is_said(page):
    page.locator("#find").fill("no picture has this")
    page.wait_for_selector(".gallery-none", state="visible")
    page.locator("#find").press("Escape")
    page.wait_for_selector(".gallery-none", state="hidden")
    page.locator("#find").press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector("#gallery", state="hidden")
