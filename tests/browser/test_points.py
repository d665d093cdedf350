"""Large maps in the browser: points come in parts, are hovered and selected by the grid, grow in view, and survive a
lost context.
"""

import json

import numpy as np
import pytest

from benchmarks import synthetic
from services.library import Library
from services.views.points import ends
from tests.browser.conftest import READY
from tests.browser.hands import DOTS, TURNING, hover, lose_context, middle, place, still, text, turn, until_true
from tests.serving import Server

ROWS = 140_000
ALL = "() => window.imagescape.drawn === window.imagescape.rows && window.imagescape.rows > 0"
#: Rows inside a polygon of data coordinates, one by one, as a schoolbook does.
SLOWLY = """([xs, ys]) => { const c = window.imagescape.state().points, out = [];
  for (let r = 0; r < c.n; r++) { let odd = false;
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++)
      if (ys[i] > c.y[r] !== ys[j] > c.y[r]
        && c.x[r] < ((xs[j] - xs[i]) * (c.y[r] - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
    if (odd) out.push(r); }
  return out; }"""
SAME = """async ([xs, ys, slow]) => {
  const { inPolygon } = await import("/assets/modules/map/grid.mjs");
  const { grid } = await import("/assets/modules/map/figure.mjs");
  const q = inPolygon(grid(), xs, ys);
  return [q.length, JSON.stringify(q) === slow]; }"""
#: Pixels of the map's own canvas that something is drawn on.
INKED = """() => { const gl = document.querySelector("#map .js-plotly-plot")._fullLayout._glcanvas.data()[0].regl._gl;
  const w = gl.drawingBufferWidth, h = gl.drawingBufferHeight;
  const all = new Uint8Array(4 * w * h); gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, all);
  let n = 0; for (let i = 3; i < all.length; i += 4) n += all[i] > 0; return n; }"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A library with a finished map in two parts: (folder, map id, positions)."""
    home = tmp_path_factory.mktemp("large")
    library = Library(home / "library")
    hashes = synthetic.fill(library, home / "pictures", synthetic.thumbnails(60))
    points = synthetic.positions(ROWS, column=False)
    return home / "library", synthetic.store(library, hashes, points, name="large", home=home / "pictures"), points


@pytest.fixture(scope="module")
def large_server(large):
    with Server(large[0]) as server:
        yield server


@pytest.fixture
def large_page(large_server, visit, large):
    """The page on the large map, to be read."""
    return drawn(visit(f"{large_server.url}/map/{large[1]}", again=True))


@pytest.fixture
def own_large_page(large_server, visit, large):
    """The same for a test that puts other points into it, or takes away what it draws with."""
    return drawn(visit(f"{large_server.url}/map/{large[1]}"))


def drawn(page):
    page.wait_for_function(ALL)
    still(page)
    return page


def test_points_come_in_parts_and_the_first_can_be_hovered(large_server, visit, large):
    page = visit("about:blank", wait=False, new=True)
    page.add_init_script("""window.steps = []; document.addEventListener("imagescape:positions", () => {
      const api = window.imagescape; window.steps.push([api.state().points.n, api.rows]); });""")
    page.goto(f"{large_server.url}/map/{large[1]}")
    page.wait_for_function(READY)
    assert page.evaluate("() => window.imagescape.rows") == ROWS
    assert page.evaluate("row => window.imagescape.pointAt(row)", 7)
    page.wait_for_function(ALL)
    assert page.evaluate("() => window.steps") == [[n, ROWS] for n in ends(ROWS)], "each part is drawn once"
    sums = page.evaluate(
        """() => { const { x, y, n, codes } = window.imagescape.state().points;
          return [x.length, x[0], y[n - 1], codes.length]; }"""
    )
    assert sums == [ROWS, float(large[2][0, 0]), float(large[2][-1, 1]), ROWS]
    axis = page.evaluate(
        """() => { const d = document.querySelector("#map .js-plotly-plot");
          return [d.data.length, d.data[0].x === window.imagescape.state().points.x, d._fullData[0].x.length]; }"""
    )
    assert axis == [1, True, ROWS], "one trace, and no second copy of the positions"
    page.wait_for_function(f"() => ({INKED})() > 20000")


def test_rows_of_every_part_show_their_own_pictures(large_page, large):
    rows = Library(large[0]).maps.rows(large[1])
    shown = 0
    large_page.evaluate(DOTS)
    for row in (3, ROWS // 2, ROWS - 1, *np.argsort(-np.abs(large[2][:, 0]))[:4].tolist()):
        point = place(large_page, row)
        large_page.mouse.move(point["x"] + 2, point["y"])
        large_page.mouse.move(point["x"], point["y"])
        seen = large_page.evaluate("() => window.imagescape.hovered")
        large_page.wait_for_function("n => document.getElementById('preview-row').textContent === n", arg=f"{seen:,}")
        assert text(large_page, "preview-name") == rows.path[seen].rpartition("/")[2]
        shown += seen == row
    assert shown >= 3, "in a crowd another point lies on top, but the outermost are alone"


SHAPES = [
    [(-150, -150), (0, -150), (0, 150), (-150, 150)],
    [(-80, -80), (90, 70), (80, -90), (-70, 85), (0, 0)],
    [(0, 0), (1, 1), (2, 0)],
    [(500, 500), (501, 501), (500, 501)],
]
#: Ten more points, all at one place.
GROW = """async () => { const c = window.imagescape.state().points, n = c.n + 10, codes = new Uint8Array(n);
  const more = (v) => { const w = new Float32Array(n); w.set(v); w.fill(200, c.n); return w; };
  codes.set(c.codes);
  const { setPoints } = await import("/assets/modules/map/figure.mjs");
  return setPoints({ x: more(c.x), y: more(c.y), codes, n }); }"""
FEWER = """async () => { const c = window.imagescape.state().points, n = 100000;
  const { setPoints } = await import("/assets/modules/map/figure.mjs");
  return setPoints({ x: c.x.slice(0, n), y: c.y.slice(0, n), codes: c.codes.slice(0, n) }); }"""


@pytest.mark.parametrize("shape", SHAPES)
def test_a_lasso_catches_what_lies_inside(large_page, shape):
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    slowly = large_page.evaluate(SLOWLY, [xs, ys])
    assert large_page.evaluate(SAME, [xs, ys, json.dumps(slowly, separators=(",", ":"))]) == [len(slowly), True]


def test_half_of_the_map_is_selected_paled_kept_while_it_grows_and_cleared(own_large_page):
    page = own_large_page
    full = still(page, INKED)
    page.locator("#tool-lasso").click()
    frame = page.locator("#map-frame").bounding_box()
    left, top, right, bottom = (
        frame["x"] + 4,
        frame["y"] + 4,
        frame["x"] + frame["width"] / 2,
        frame["y"] + frame["height"] - 4,
    )
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    count = page.evaluate("() => window.imagescape.selected.length")
    assert ROWS * 0.2 < count < ROWS * 0.8
    assert text(page, "selection-count") == f"{count:,} selected"
    pale = page.evaluate(
        """async () => { const { rowsOf } = await import("/assets/modules/state/rowset.mjs");
          const { data } = document.querySelector("#map .js-plotly-plot");
          return [rowsOf(window.imagescape.state().selection.bits).length, data[0].selectedpoints ?? null]; }"""
    )
    assert pale == [count, None]
    page.evaluate(GROW)
    assert page.evaluate(
        "() => [window.imagescape.rows, window.imagescape.drawn, window.imagescape.selected.length]"
    ) == [ROWS + 10, ROWS + 10, count]
    page.keyboard.press("Escape")
    assert page.evaluate("() => [window.imagescape.selected.length, window.imagescape.state().selection.bits]") == [
        0,
        None,
    ]
    page.wait_for_function(f"least => ({INKED})() > least", arg=full * 0.8)


def test_the_view_and_the_pin_stay_while_points_come(own_large_page):
    page = own_large_page
    row = int(ROWS - 1)
    point = place(page, row)
    page.mouse.click(point["x"], point["y"])
    pinned = page.evaluate("() => window.imagescape.state().focus.pinned")
    turn(page)
    until_true(page, f"async () => !(await {TURNING})")
    still(page)
    view = """async () => { const f = (await import("/assets/modules/map/plotly.mjs")).frame();
      return [f.x0, f.x1, f.y0, f.y1].map((v) => Math.round(v * 100)); }"""
    before = page.evaluate(view)
    page.evaluate(FEWER)
    assert still(page, view, 20) == before
    assert page.evaluate("() => window.imagescape.state().focus.pinned") == pinned


#: Notes (first row, rows) of every drawing of points.
SAMPLE = "async rows => (await import('/assets/modules/map/pace.mjs')).drawWhileMoving(rows)"
DRAWINGS = """() => { const proto = WebGLRenderingContext.prototype, draw = proto.drawArrays; window.drawings = [];
  proto.drawArrays = function (mode, first, count) {
    window.drawings.push([first, count]);
    return draw.call(this, mode, first, count); }; }"""
PICTURE = """() => { const gl = document.querySelector("#map .js-plotly-plot")._fullLayout._glcanvas.data()[0].regl._gl;
  const w = gl.drawingBufferWidth, h = gl.drawingBufferHeight;
  const all = new Uint8Array(4 * w * h); gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, all);
  let sum = 0; for (let i = 0; i < all.length; i++) sum = (Math.imul(sum, 31) + all[i]) | 0; return sum; }"""


def test_while_the_view_moves_a_sample_is_drawn_and_then_the_rest_to_the_same_picture(large_page):
    page = large_page
    page.mouse.move(*middle(page))
    page.evaluate(SAMPLE, 50_000)
    page.evaluate(DRAWINGS)
    page.mouse.wheel(0, -240)
    page.wait_for_function(f"() => window.drawings.some(([first, count]) => first + count === {ROWS})")
    still(page, "() => window.drawings.length", 30)
    drawings = page.evaluate("() => window.drawings")
    assert drawings[-3:] == [[0, 50_000], [50_000, 65_536], [115_536, ROWS - 115_536]]
    picture = page.evaluate(PICTURE)
    page.evaluate("""async () => { const { paintAnew } = await import("/assets/modules/map/paint.mjs");
      window.drawings.length = 0; paintAnew(); }""")
    page.wait_for_function(f"() => window.drawings.some(([first, count]) => first === 0 && count === {ROWS})")
    assert still(page, PICTURE, 3) == picture, "the parts make the picture that all at once make"


def test_every_row_can_be_hovered_while_only_a_sample_is_drawn(large_page):
    page = large_page
    page.evaluate(SAMPLE, 1000)
    row = int(np.argmax(page.evaluate("() => Array.from(window.imagescape.state().points.x)")))
    assert row > 1000
    hover(page, row)


def test_a_lost_context_is_survived_by_a_large_map(own_large_page):
    page = own_large_page
    before = still(page, INKED)
    lose_context(page)
    page.wait_for_function(f"least => ({INKED})() > least", arg=before * 0.8)
    hover(page, int(np.argmax(page.evaluate("() => Array.from(window.imagescape.state().points.x)"))))
    page.problems[:] = [p for p in page.problems if "context" not in p.lower()]


def test_a_new_colour_is_painted_without_plotly(large_page):
    page = large_page
    page.locator("#color-by").click()
    page.get_by_role("option", name="Trust").click()
    page.wait_for_function(
        """() => { const { view, points } = window.imagescape.state();
          return view.painted === 'trust' && new Set(points.codes).size === 5; }"""
    )
    assert page.evaluate("() => document.querySelector('#map .js-plotly-plot').data[0].marker.color") == "#888888"


def test_what_the_page_keeps_is_bounded(own_large_page):
    page = own_large_page
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/rows/" in r.url else None)
    page.evaluate("""async () => { const { factsOf } = await import("/assets/modules/map/facts.mjs");
      for (let row = 0; row < 70 * 500; row += 500) await factsOf(row); }""")
    assert len(asked) == 70
    page.evaluate("""async () => { const { factsOf } = await import("/assets/modules/map/facts.mjs");
      await factsOf(69 * 500); await factsOf(0); }""")
    assert len(asked) == 71, "the last are held, the first were let go"


def test_a_click_with_the_lasso_pins_and_selects_nothing(large_page):
    page = large_page
    page.locator("#tool-lasso").click()
    row = int(np.argmin(page.evaluate("() => Array.from(window.imagescape.state().points.x)")))
    point = place(page, row)
    page.mouse.click(point["x"], point["y"])
    assert page.evaluate("() => [window.imagescape.state().focus.pinned, window.imagescape.selected.length]") == [
        row,
        0,
    ]
