"""How the map is seen: its view, colours and marks, the link that keeps them, and the traps of Plotly and WebGL that
only a browser shows.
"""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from components.map.figure import MARKS
from services.facts.palette import DARK, SCALE
from tests.browser.conftest import READY
from tests.browser.hands import (
    ACT,
    IN_SIGHT,
    RANGE,
    choose_colour,
    coloured,
    hover,
    lose_context,
    seen_of_the_map,
    still,
    until_seen,
    zoom,
)

SQUARE = "() => document.querySelector('#map .js-plotly-plot').data[0].marker.symbol === 'square'"


def test_a_new_colour_keeps_the_view(photos_page):
    page = photos_page
    range_ = zoom(page)
    choose_colour(page, "Trust", mode="trust")
    page.wait_for_function(
        "() => document.querySelectorAll('[data-facet=trust][data-coloured] [data-value] .swatch').length === 5"
    )
    assert still(page, RANGE) == range_


def test_a_link_shows_the_same_thing(photos_page, visit):
    page = photos_page
    zoom(page)
    choose_colour(page, "Trust", mode="trust")
    page.locator("#marks-polaroid").click()
    row = next(row for row in range(100) if page.evaluate(IN_SIGHT, row))
    point = hover(page, row)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("row => location.search.includes('row=' + row)", arg=row)
    range_ = still(page, RANGE)
    for part in ("view=", "color=trust", "marks=polaroid", f"row={row}"):
        assert part in page.url
    other = visit(page.url)
    other.wait_for_function("first => window.imagescape.state().view.colours.palette[0] === first", arg=SCALE[0])
    assert other.evaluate("() => window.imagescape.state().view.mode") == "trust", "the points too, not only the legend"
    assert still(other, RANGE) == pytest.approx(range_, rel=0.02)
    assert other.locator("#color-by").input_value() == "Trust"
    assert other.evaluate(SQUARE)
    assert other.locator("#preview").get_attribute("data-state") == "pinned"


def test_a_link_made_on_another_layout_says_so_and_its_view_does_not_land(photos_page, visit):
    """Another machine may have another layout under the same id: the same pictures, elsewhere."""
    page = photos_page
    still(page)
    whole = page.evaluate(RANGE)
    zoom(page)
    page.evaluate(ACT, ["pin", {"row": 5}])
    page.wait_for_function("() => location.search.includes('row=5') && location.search.includes('points=')")
    link = page.url
    mark = parse_qs(urlsplit(link).query)["points"][0]
    shared = page.evaluate("async () => (await import('/assets/modules/state/link.mjs')).linkNow()")
    assert parse_qs(urlsplit(shared).query)["points"] == [mark], "what Share copies too"
    other = visit(link.replace(f"points={mark}", f"points={'0' * 8}"))
    other.get_by_text("made on another layout of this map").wait_for()
    assert still(other, RANGE) == pytest.approx(whole, rel=0.02), "all of the map is seen"
    assert other.evaluate("() => window.imagescape.state().focus.pinned") == 5, "the row is the same picture"
    other.wait_for_function("mark => new URLSearchParams(location.search).get('points') === mark", arg=mark)
    assert "view=" not in other.url


@pytest.mark.parametrize("marked", [True, False], ids=["of this layout", "without a mark, as older links are"])
def test_a_link_of_this_layout_or_an_older_link_lands_where_it_says(photos_page, visit, marked):
    page = photos_page
    range_ = zoom(page)
    page.wait_for_function("() => location.search.includes('points=')")
    other = visit(page.url if marked else re.sub(r"&points=\w+", "", page.url))
    assert still(other, RANGE) == pytest.approx(range_, rel=0.02)
    assert other.get_by_text("made on another layout").count() == 0


def test_at_the_front_page_the_address_becomes_that_of_its_map_with_the_first_that_is_done(
    photos_server, visit, lite0_library
):
    page = visit(photos_server.url)
    assert urlsplit(page.url).path == "/", "it shows the last map, and names none"
    point = hover(page, 5)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("() => new URLSearchParams(location.search).get('row') === '5'")
    assert urlsplit(page.url).path == f"/map/{lite0_library[1].id}"
    zoom(page)
    page.reload()
    page.wait_for_function(READY)
    assert page.locator("#preview").get_attribute("data-state") == "pinned"
    assert "row=5" in page.url and "view=" in page.url


def test_show_everything_comes_back_from_a_zoom(photos_page):
    page = photos_page
    still(page)
    whole = page.evaluate(RANGE)
    zoom(page)
    page.locator("#map-frame").focus()
    page.keyboard.press("r")
    page.wait_for_function(
        f"wide => {{ const [a, b] = ({RANGE})(); return b - a > 0.95 * wide; }}", arg=whole[1] - whole[0]
    )
    again = still(page, RANGE)
    assert again[1] - again[0] == pytest.approx(whole[1] - whole[0], rel=0.05)


def test_hover_is_right_after_a_zoom(photos_page):
    page = photos_page
    zoom(page, 4)
    seen = page.evaluate("""() => { const api = window.imagescape;
      const f = document.getElementById('map-frame').getBoundingClientRect();
      return Array.from({length: api.rows}, (_, i) => i).filter((i) => { const p = api.pointAt(i);
        return p.x > f.left + 30 && p.x < f.right - 30 && p.y > f.top + 30 && p.y < f.bottom - 30; }); }""")
    assert seen
    for row in seen[:6]:
        hover(page, row)


def test_polaroids_are_squares_at_three_quarters_opacity(photos_page):
    page = photos_page
    page.locator("#marks-polaroid").click()
    page.wait_for_function(SQUARE)
    marker = page.evaluate(
        """() => { const m = document.querySelector('#map .js-plotly-plot').data[0].marker;
          return [m.symbol, m.opacity]; }"""
    )
    assert marker == ["square", 0.75]
    page.reload()
    page.wait_for_function(READY)
    page.wait_for_function(SQUARE)


def painted(page, colour):
    """Pixels of the map in a colour, as it is seen on a sheet of the scheme at hand."""
    shot = seen_of_the_map(page).astype(float)
    sheet = shot[2, 2]
    opacity = MARKS["dots"]["opacity"]
    wanted = opacity * np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) + (1 - opacity) * sheet
    return int((abs(shot - wanted).max(axis=2) < 6).sum())


def test_a_lost_webgl_context_is_survived(photos_page):
    page = photos_page
    still(page)
    before = coloured(page)
    assert before > 1000
    lose_context(page)
    until_seen(page, lambda: coloured(page) > before * 0.7)
    hover(page, 9)
    page.problems[:] = [p for p in page.problems if "context" not in p.lower()]


def test_light_and_dark(photos_page):
    page = photos_page
    scheme = "() => document.documentElement.getAttribute('data-mantine-color-scheme')"
    assert page.evaluate(scheme) == "light"
    page.locator("#theme").click()
    page.wait_for_function(f"() => ({scheme})() === 'dark'")
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert max(int(v) for v in re.findall(r"\d+", ground)[:3]) < 60
    colour = page.evaluate(
        "() => { const { view, points } = imagescape.state(); return view.colours.palette[points.codes[0]]; }"
    )
    # Points are seen on the dark sheet too.
    until_seen(page, lambda: painted(page, DARK[colour]) > 20 * painted(page, colour))
    page.locator("#theme").click()
    until_seen(page, lambda: painted(page, colour) > 20 * painted(page, DARK[colour]))
