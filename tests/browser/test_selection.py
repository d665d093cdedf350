"""Selecting on the map: lasso and box, adding and taking away, clearing, and the selection that leaves as a file."""

import csv
import io
import re

from tests.browser.hands import box, choose_colour, lasso, still, text, use_lasso


def test_lasso_selects_rows_and_the_selection_leaves(photos_page):
    page = photos_page
    use_lasso(page)
    lasso(page, 0.5)
    rows = page.evaluate("() => window.imagescape.selected")
    inside = page.evaluate("""() => { const api = window.imagescape;
      const f = document.getElementById('map-frame').getBoundingClientRect();
      const near = (at, start, length) => Math.abs(at - start - length / 2) < length * .25;
      return Array.from({length: api.rows}, (_, i) => i).filter((i) => { const p = api.pointAt(i);
        return near(p.x, f.left, f.width) && near(p.y, f.top, f.height); }); }""")
    assert rows == inside
    assert text(page, "selection-count") == f"{len(rows)} selected"
    with page.expect_download() as caught:
        page.locator("#many [data-export=csv]").click()
    lines = list(csv.DictReader(io.StringIO(caught.value.path().read_text(encoding="utf-8")), delimiter=";"))
    assert [int(line["row"]) for line in lines] == rows
    name = rf"Unsupervised_image_cluterization_run_\d{{4}}_\d\d_\d\d-\d\d_\d\d_selection_of_{len(rows)}\.csv"
    assert re.fullmatch(name, caught.value.suggested_filename)
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    faded = page.evaluate("() => window.imagescape.state().selection.bits")
    assert faded is None, "all points are full again"


def test_escape_closes_what_lies_on_top_and_leaves_the_selection(photos_page):
    page = photos_page
    page.keyboard.press("b")
    box(page)
    chosen = page.evaluate("() => window.imagescape.selected.length")
    page.locator("#exports").click()
    page.locator("[role=menu]").wait_for()
    page.keyboard.press("Escape")
    page.locator("[role=menu]").wait_for(state="hidden")
    page.locator("#library").click()
    page.locator("[role=dialog]").wait_for()
    # The drawer takes the keyboard once it is open.
    page.wait_for_function("() => document.activeElement.closest('[role=dialog]')")
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="hidden")
    assert page.evaluate("() => window.imagescape.selected.length") == chosen
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.selected.length === 0")


def test_shift_adds_to_a_selection_and_alt_takes_away(photos_page):
    page = photos_page
    use_lasso(page)
    lasso(page, 0.5)
    middle = set(page.evaluate("() => window.imagescape.selected"))
    page.keyboard.down("Shift")
    lasso(page, 0.9)
    page.keyboard.up("Shift")
    most = page.evaluate("() => window.imagescape.selected")
    assert most == sorted(most) and middle < set(most)
    assert text(page, "selection-count") == f"{len(most)} selected"
    page.keyboard.down("Alt")
    lasso(page, 0.5)
    page.keyboard.up("Alt")
    assert set(page.evaluate("() => window.imagescape.selected")) == set(most) - middle


def test_a_lasso_around_nothing_says_so(photos_page):
    page = photos_page
    use_lasso(page)
    frame = page.locator("#map-frame").bounding_box()
    corner = (frame["x"] + 4, frame["y"] + 4)
    page.mouse.move(*corner)
    page.mouse.down()
    for dx, dy in ((9, 0), (9, 9), (0, 9)):
        page.mouse.move(corner[0] + dx, corner[1] + dy)
    page.mouse.up()
    page.wait_for_function("() => document.getElementById('map-hint').textContent === 'There is no picture in there'")
    page.wait_for_function("() => document.getElementById('map-hint').textContent.startsWith('Draw around')")


def test_box_select_and_clear_by_its_button(photos_page):
    page = photos_page
    box(page)
    page.locator("#selection-clear").click()
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    assert page.locator("#selection-bar").is_hidden()


def test_what_was_cleared_or_chosen_stays_so_when_recoloured(photos_page):
    page = photos_page
    box(page)
    page.locator("#selection-clear").click()
    page.locator("#marks-polaroid").click()
    choose_colour(page, "Trust", mode="trust")
    page.locator("#marks-dots").click()
    choose_colour(page, "One colour", mode="plain")
    marks = "document.querySelector('#map .js-plotly-plot')._fullData[0].marker.symbol"
    # Longer than the usual: that nothing comes afterwards is what is looked for.
    seen = still(page, f"() => [window.imagescape.selected, {marks}, window.imagescape.state().selection.bits]", 30)
    assert seen == [[], "circle", None]
