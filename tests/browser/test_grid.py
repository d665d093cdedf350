"""The grid: every picture side by side, the way there and back, and that all goes on on it as on the map."""

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from services.library import Library
from tests.browser.hands import ACT, KEPT, box, hover, still, until_true

#: Whether these rows, or all, lie on cells of the grid.
ON_CELLS = """kept => { const { x, y, n } = window.imagescape.state().points;
  return (kept ?? [...Array(n).keys()]).every((row) => Number.isInteger(x[row]) && Number.isInteger(y[row])); }"""
PLACES = """() => { const { x, y, n } = window.imagescape.state().points;
  return [[...x.subarray(0, n)], [...y.subarray(0, n)]]; }"""


@pytest.fixture
def page(photos_page):
    still(photos_page)
    return photos_page


def places(page, rows=None):
    found = np.array(page.evaluate(PLACES))
    return found if rows is None else found[:, rows]


def arranged(page, rows=None):
    """Where these rows lie once all of them are in cells."""
    until_true(page, ON_CELLS, rows)
    still(page)
    return places(page, rows)


def test_the_grid_is_the_stored_one_and_the_way_back_leads_to_the_same_places(page, lite0_library):
    before, view = places(page), page.evaluate("() => window.imagescape.state().view.goal")
    page.locator("#layout-grid").click()
    x, y = arranged(page)
    found = Library(lite0_library[0].folder).beside.found(lite0_library[1].id, "grid")
    assert (x == found.arrays["x"]).all() and (-y == found.arrays["y"]).all()
    assert len({*zip(x, y, strict=True)}) == len(x), "one picture a cell"
    page.locator("#layout-map").click()
    until_true(page, f"wanted => JSON.stringify(({PLACES})()) === JSON.stringify(wanted)", before.tolist())
    assert page.evaluate("() => window.imagescape.state().view.goal") == view


def test_every_picture_is_shown_in_its_cell(page):
    page.locator("#layout-grid").click()
    arranged(page)
    page.wait_for_function("() => window.imagescape.pictures.length === 100")


def test_hover_and_selection_go_on_as_on_the_map(page):
    page.locator("#layout-grid").click()
    arranged(page)
    for row in (0, 41, 99):
        hover(page, row)
    box(page, rim=4)
    page.wait_for_function("() => window.imagescape.selected.length === 100")


def test_the_filter_has_a_grid_of_its_own(page):
    page.locator("#layout-grid").click()
    arranged(page)
    page.wait_for_selector("[data-facet=region] [data-value]")
    page.locator("[data-facet=region] [data-value] .value-name").first.click()
    page.wait_for_function("() => window.imagescape.state().filter.kept")
    kept = page.evaluate(KEPT)
    assert 0 < len(kept) < 100
    until_true(
        page,
        """kept => { const { x, y } = window.imagescape.state().points, side = Math.ceil(Math.sqrt(kept.length * 2));
          return kept.every((row) => Number.isInteger(x[row]) && x[row] < side && -y[row] < side); }""",
        kept,
    )
    x, y = arranged(page, kept)
    assert len({*zip(x, y, strict=True)}) == len(kept)
    assert (x.max() + 1) * (1 - y.min()) < 1.5 * len(kept) + 4, "they lie side by side"
    page.locator("#filter-clear").click()
    assert len({*zip(*arranged(page), strict=True)}) == 100


def test_a_link_of_the_grid_bears_the_mark_of_the_maps_layout(page, visit):
    """In the grid the points lie in cells, which say nothing of the layout: the mark is of their places on the map."""
    page.evaluate(ACT, ["pin", {"row": 5}])
    page.wait_for_function("() => location.search.includes('points=')")
    (mark,) = parse_qs(urlsplit(page.url).query)["points"]
    page.locator("#layout-grid").click()
    arranged(page)
    page.evaluate(ACT, ["pin", {"row": 7}])
    page.wait_for_function("() => location.search.includes('row=7') && location.search.includes('layout=grid')")
    assert parse_qs(urlsplit(page.url).query)["points"] == [mark]
    other = visit(page.url, new=True)
    arranged(other)
    assert other.get_by_text("made on another layout").count() == 0
    other.evaluate(ACT, ["pin", {"row": 9}])
    other.wait_for_function("() => location.search.includes('row=9')")
    assert parse_qs(urlsplit(other.url).query)["points"] == [mark], "also where the page opened as a grid"


def test_a_link_brings_the_grid_back(page, visit):
    page.locator("#layout-grid").click()
    wanted = arranged(page)
    page.wait_for_function("() => location.search.includes('layout=grid')")
    other = visit(page.url, new=True)
    assert (arranged(other) == wanted).all()
    assert other.locator("#layout-grid").get_attribute("aria-pressed") == "true"
    other.locator("#layout-map").click()
    other.wait_for_function("() => !location.search.includes('layout')")
