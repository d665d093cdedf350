"""What Imagescape uses of Plotly's insides: a test for each, which fails when another Plotly does it otherwise.

assets/modules/map/plotly.mjs is the one module that uses them.
"""

import numpy as np
import pytest

from components.map.figure import MARKS
from services.library import Library
from tests import coverage
from tests.browser.conftest import READY, SIZE
from tests.browser.hands import MODE, RANGE, frames, middle, place, seen_of_the_map, still, turn
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.serving import Server

GD = "const gd = document.querySelector('#map .js-plotly-plot');"
#: Bytes of a picture that is read back from the map's own canvas.
READ = """const gl = gd._fullLayout._glcanvas.data()[0].regl._gl, w = gl.drawingBufferWidth, h = gl.drawingBufferHeight;
  const all = new Uint8Array(4 * w * h); gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, all);"""
#: Four points on a plane, alone; the same in space.
FLAT = np.array([[0, 0], [10, 0], [0, 10], [10, 10]], dtype=np.float32)
SOLID = np.array([[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10]], dtype=np.float32)


def of(page, body, arg=None):
    """What the body of a function says of the graph, ``gd``, and of our module, ``ours``."""
    head = f"async (arg) => {{ {GD} const ours = await import('/assets/modules/map/plotly.mjs');"
    return page.evaluate(f"{head} {body} }}", arg)


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    """A server with a map on a plane and one in space: (server, id, id)."""
    home = tmp_path_factory.mktemp("plotly")
    library = Library(home / "library")
    # So many that none is drawn as a thumbnail where all are in view; the others lie on one spot.
    files = {f"{i}/{i}.jpg": picture(i) for i in range(70)}
    ids = [
        stored(
            library,
            home / "pictures",
            files,
            positions=np.vstack([corners, np.repeat(corners[-1:], 66, axis=0)]),
            dimensions=corners.shape[1],
        ).id
        for corners in (FLAT, SOLID)
    ]
    with Server(library.folder) as server:
        yield server, *ids


def opened(chromium, address):
    """A page that the tests of this file share, as none of them leaves anything on it."""
    page = chromium.new_context(viewport=SIZE, color_scheme="light").new_page()
    page.set_default_timeout(90_000)
    coverage.count(page)
    page.goto(address)
    page.wait_for_function(READY)
    page.wait_for_function("() => window.imagescape.pointAt(0)")
    still(page, "() => [0, 1, 2].map(window.imagescape.pointAt)")
    yield page
    coverage.keep(page)
    page.context.close()


@pytest.fixture(scope="module")
def flat_page(maps, chromium):
    yield from opened(chromium, f"{maps[0].url}/map/{maps[1]}?marks=dots")


@pytest.fixture
def flat(flat_page):
    yield flat_page
    flat_page.set_viewport_size(SIZE)
    flat_page.mouse.move(5, 5)
    for key in ("Escape", "p", "r"):
        flat_page.keyboard.press(key)
    flat_page.evaluate("async () => { (await import('/assets/modules/map/paint.mjs')).paintAnew(); }")
    still(flat_page)


@pytest.fixture(scope="module")
def solid(maps, chromium):
    yield from opened(chromium, f"{maps[0].url}/map/{maps[2]}")


def test_the_axes_tell_where_they_are_drawn(flat):
    drawn, told = of(
        flat,
        """const box = document.querySelector("#map .nsewdrag").getBoundingClientRect(), f = ours.frame();
           return [[box.left, box.top, box.width, box.height], [f.left, f.top, f.width, f.height]];""",
    )
    assert told == pytest.approx(drawn, abs=1)


def test_the_axes_tell_what_part_of_the_map_they_show(flat):
    theirs, ours = of(
        flat,
        """const box = gd.getBoundingClientRect(), { xaxis, yaxis } = gd._fullLayout, f = ours.frame();
           const theirs = [box.left + xaxis._offset + xaxis.d2p(3), box.top + yaxis._offset + yaxis.d2p(4)];
           return [theirs, [f.px(3), f.py(4)]];""",
    )
    assert ours == pytest.approx(theirs, abs=0.01)
    assert of(flat, "const f = ours.frame(); return [f.dx(f.px(3)), f.dy(f.py(4))];") == pytest.approx([3, 4])


def test_the_size_of_the_drawing_is_told_and_changes_with_the_window(flat):
    before = of(flat, "return [ours.drawnSize(), `${ours.frame().width}x${ours.frame().height}`];")
    assert before[0] == before[1]
    flat.set_viewport_size({"width": 1300, "height": 800})
    flat.wait_for_function(
        f"was => {{ {GD} const s = gd._fullLayout._size; return s.w + 'x' + s.h !== was; }}", arg=before[0]
    )
    still(flat)
    assert of(flat, "return ours.drawnSize() === `${ours.frame().width}x${ours.frame().height}`;")


def test_what_the_server_said_of_the_figure_stays_with_it(flat, maps):
    flat.mouse.move(*middle(flat))
    turn(flat)
    assert of(flat, "return [ours.figureMeta().map, ours.figureMeta() === window.imagescape.state().view.meta];") == [
        maps[1],
        True,
    ]


def test_the_positions_are_kept_and_not_copied(flat):
    assert of(
        flat, "return ours.drawnX() === window.imagescape.state().points.x && gd._fullData[0].x === ours.drawnX();"
    )


def test_dash_hears_nothing_of_a_hand_and_cannot_listen_again(flat):
    counts = of(
        flat,
        """const kinds = ["click", "hover", "unhover", "selected", "deselect", "relayout", "restyle"];
           const names = kinds.map((kind) => "plotly_" + kind);
           const heard = () => names.map((name) => gd._ev.listeners(name).length);
           const before = heard();
           for (const name of names) gd.on(name, () => {});
           return [before, heard()];""",
    )
    assert counts[0] == counts[1] == [0, 0, 0, 0, 0, 1, 0], "ours, and no other"
    assert of(flat, "gd.on('plotly_beforeplot', () => {}); return gd._ev.listeners('plotly_beforeplot').length;") == 1


def test_a_hand_changes_the_ends_of_a_range_and_we_the_whole(flat):
    heard = "window.heard = []; gd._ev.on('plotly_relayout', (change) => window.heard.push(Object.keys(change)));"
    of(flat, heard)
    of(flat, "await ours.relayout({ 'xaxis.range': [-5, 15] });")
    assert flat.evaluate("() => window.imagescape.state().view.followed")
    flat.mouse.move(*middle(flat))
    turn(flat)
    flat.wait_for_function("() => window.heard.some((keys) => keys.includes('xaxis.range[0]'))")
    assert flat.evaluate("() => window.heard[0]") == ["xaxis.range"]
    assert not flat.evaluate("() => window.imagescape.state().view.followed")


def test_the_points_have_the_colours_we_paint(flat):
    of(
        flat,
        """ours.repaint((painter) => { const c = new Uint8Array(8 * painter.count);
             for (let i = 0; i < painter.count; i++) c.set([255, 0, 0, 255, 255, 0, 0, 255], 8 * i);
             painter.fill(c); });""",
    )
    point = place(flat, 0)
    frame = flat.locator("#map").bounding_box()
    at = (round(point["y"] - frame["y"]), round(point["x"] - frame["x"]))
    shows_through = round(255 * (1 - MARKS["dots"]["opacity"]))
    wanted = [255, shows_through, shows_through]
    for _ in range(200):
        seen = seen_of_the_map(flat)[at]
        if np.abs(seen.astype(int) - wanted).max() < 12:
            return
        frames(flat, 3)
    raise AssertionError(f"the point is {seen}")


def test_plotly_paints_all_points_in_one_colour_and_ours_come_after_it(flat):
    assert of(
        flat, "return [ours.markColour(), gd._fullLayout._plots.xy._scene.scatter2d.imagescape.filled !== null];"
    ) == [
        "#888888",
        True,
    ]
    before = still(flat, f"() => {{ {GD} {READ} return all.filter((v, i) => i % 4 === 0 && v === 0x88).length; }}")
    of(flat, "await ours.restyle({ 'marker.opacity': 0.84 });")
    assert (
        still(flat, f"() => {{ {GD} {READ} return all.filter((v, i) => i % 4 === 0 && v === 0x88).length; }}")
        <= before + 4
    )


def test_a_change_is_drawn_once_a_frame_however_often_plotly_asks(flat):
    drawn = of(
        flat,
        """const proto = Object.getPrototypeOf(gd._fullLayout._glcanvas.data()[0].regl._gl);
           const draw = proto.drawArrays; let count = 0;
           proto.drawArrays = function (...given) { count++; return draw.apply(this, given); };
           const scene = gd._fullLayout._plots.xy._scene;
           for (let i = 0; i < 5; i++) scene.draw();
           for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
           proto.drawArrays = draw;
           return count;""",
    )
    assert drawn == 1


def test_only_some_of_the_points_can_be_drawn(flat):
    given = of(
        flat,
        """const gl = gd._fullLayout._glcanvas.data()[0].regl._gl, proto = Object.getPrototypeOf(gl), given = [];
           const draw = proto.drawArrays;
           proto.drawArrays = function (...asked) {
             given.push([asked[0] === gl.POINTS, asked[1], asked[2]]);
             return draw.apply(this, asked);
           };
           const points = gd._fullLayout._plots.xy._scene.scatter2d;
           ours.drawPart(() => points.draw(), { first: 1, count: 2, n: 70 });
           ours.drawPart(() => points.draw(), { first: 68, count: 9, n: 70 });
           points.draw();
           proto.drawArrays = draw;
           return given;""",
    )
    assert given == [[True, 1, 2], [True, 68, 2], [True, 0, 70]]


def test_painting_anew_clears_the_canvas_first(flat):
    read = f"() => {{ {GD} {READ} let sum = 0; for (const v of all) sum = (Math.imul(sum, 31) + v) | 0; return sum; }}"
    before = still(flat, read)
    flat.evaluate("async () => { (await import('/assets/modules/map/paint.mjs')).paintAnew(); }")
    assert still(flat, read, 20) == before, "half-transparent marks would be darker the second time"


def test_a_few_points_are_drawn_at_twice_the_screens_fineness(flat):
    told = of(
        flat,
        """const canvas = document.querySelector("#map canvas.gl-canvas"), before = gd._context.plotGlPixelRatio;
           ours.drawAt(3); const after = gd._context.plotGlPixelRatio; ours.drawAt(before);
           return [before, after, canvas.width / gd._fullLayout.width];""",
    )
    assert told == [2, 3, 2]


def test_the_map_is_drawn_without_smoothing_by_its_context(flat):
    smooth = of(
        flat,
        """const canvases = [...document.querySelectorAll("#map canvas.gl-canvas")];
           return canvases.map((canvas) => canvas.getContext("webgl")?.getContextAttributes().antialias);""",
    )
    assert smooth and not any(smooth)


def test_canvases_that_are_never_shown_are_kept_where_reading_is_quick(flat):
    kept = of(
        flat,
        """const hidden = document.createElement("canvas"), shown = document.createElement("canvas");
           document.body.append(shown);
           const often = [hidden, shown].map((c) => c.getContext("2d").getContextAttributes().willReadFrequently);
           shown.remove();
           return often;""",
    )
    assert kept == [True, False]


def test_a_lost_context_is_told_by_the_canvas_and_asks_for_the_graph_anew(flat):
    flat.evaluate(
        f"""() => {{ {GD} window.old = gd; window.canvas = document.querySelector("#map canvas.gl-canvas");
          window.canvas.dispatchEvent(new Event("webglcontextlost")); }}"""
    )
    flat.wait_for_function("() => !window.canvas.isConnected && window.imagescape.ready")
    still(flat)


def test_the_tool_is_seen_at_the_cover_that_plotly_drags_on(flat):
    flat.keyboard.press("l")
    flat.wait_for_function(f"() => ({MODE})() === 'lasso'")
    style = "() => getComputedStyle(document.querySelector('#map .nsewdrag')).cursor"
    assert flat.evaluate(style) == "crosshair"


def test_a_part_slides_into_view_as_under_a_hand_and_stays_through_what_is_drawn_next(flat):
    shown, drawn, told = of(
        flat,
        """const f = ours.frame(), wide = (f.x1 - f.x0) / 3, high = (f.y1 - f.y0) / 3;
           const part = { "xaxis.range": [2, 2 + wide], "yaxis.range": [1, 1 + high] }, heard = [];
           const relayout = window.Plotly.relayout;
           window.Plotly.relayout = (...given) => { heard.push(given); return relayout(...given); };
           ours.slide(part);
           for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
           const range = gd._fullLayout._plots.xy._scene.scatter2d.groups[0].range;
           const { opacity } = gd.data[0].marker;
           await ours.restyle({ "marker.opacity": 0.83 });
           await ours.restyle({ "marker.opacity": opacity });
           window.Plotly.relayout = relayout;
           const now = ours.frame(), { xaxis, yaxis } = gd.layout;
           const shown = [[now.x0, now.x1, now.y0, now.y1], [...xaxis.range, ...yaxis.range]];
           return [shown, [range, [2, 1, 2 + wide, 1 + high]], [heard.length, part]];""",
    )
    wanted = [*told[1]["xaxis.range"], *told[1]["yaxis.range"]]
    assert shown[0] == pytest.approx(wanted)
    assert shown[1] == pytest.approx(wanted)
    assert drawn[0] == pytest.approx(drawn[1])
    assert told[0] == 0, "a relayout would reckon all points anew"
    turn_from = flat.evaluate(RANGE)
    flat.mouse.move(*middle(flat))
    turn(flat)
    assert flat.evaluate(RANGE)[0] > turn_from[0], "a hand goes on from there"
    assert flat.evaluate(RANGE)[1] < turn_from[1]


def test_a_point_in_space_is_drawn_where_the_camera_says(solid):
    """Three corners that nothing hides, beside that of the others, which all lie on one spot."""
    box, shot = solid.locator("#map").bounding_box(), seen_of_the_map(solid).astype(int)
    for row in (0, 1, 2):
        point = place(solid, row)
        x, y = point["x"] - box["x"], point["y"] - box["y"]
        part = shot[round(y) - 14 : round(y) + 15, round(x) - 14 : round(x) + 15]
        inked = np.argwhere(abs(part - shot[2, 2]).max(axis=2) > 60)
        assert len(inked) > 20
        middle_of = inked.mean(axis=0) - 14 + [round(y), round(x)] + 0.5
        assert middle_of == pytest.approx([y, x], abs=1)
    for row in (0, 1, 2):
        point = place(solid, row)
        solid.mouse.move(point["x"] + 2, point["y"] + 1)
        solid.wait_for_function("row => window.imagescape.hovered === row", arg=row)


#: The marks of the map in space, as Plotly's scene has them.
IN_SPACE = "const marks = Object.values(gd._fullLayout.scene._scene.traces)[0].scatterPlot;"


def test_marks_in_space_are_drawn_in_perspective_and_the_near_hide_the_far(solid):
    told = of(
        solid,
        IN_SPACE + "return [marks.useOrtho, marks.isOpaque(), marks.isTransparent(), marks.opacity, marks.drawPick];",
    )
    assert told == [False, True, False, 1, None]


def test_a_mark_in_space_is_as_large_as_we_say(solid):
    """The disc that Plotly draws for a size, which is four times that of the trace, in its own units."""
    across, wanted = of(
        solid,
        IN_SPACE
        + """const buffer = marks.glyphBuffer, keep = buffer.update; let all = null;
             buffer.update = (given) => { all = Array.from(given); return keep.call(buffer, given); };
             const trace = Object.values(gd._fullLayout.scene._scene.traces)[0];
             trace.update(trace.data);
             buffer.update = keep;
             const x = all.slice(0, marks.vertexCount / marks.pointCount * 2).filter((_, i) => i % 2 === 0);
             const { height, across } = ours.seenSpace(), size = gd.data[0].marker.size;
             const zoom = gd._fullLayout.scene._scene.glplot.cameraParams.projection[5];
             return [Math.max(...x) - Math.min(...x), (across * size) / ((zoom * height) / 2)];""",
    )
    assert across == pytest.approx(wanted, rel=0.01)


def test_a_colour_without_alpha_leaves_a_mark_in_space_out_and_hides_nothing(solid):
    solid.mouse.move(5, 5)
    solid.wait_for_function("() => window.imagescape.hovered === null")
    scale = "[[0, 'rgba(0,0,0,0)'], [1, 'rgba(0,0,0,0)']]"
    of(solid, f"window.scale = gd.data[0].marker.colorscale; await ours.restyle({{ 'marker.colorscale': [{scale}] }});")
    for _ in range(60):
        shot = seen_of_the_map(solid).astype(int)
        if abs(shot - shot[2, 2]).max() < 60:
            break
        frames(solid, 3)
    else:
        raise AssertionError("something is drawn")
    assert of(solid, IN_SPACE + "return marks.isOpaque();")
    of(solid, "await ours.restyle({ 'marker.colorscale': [window.scale] });")


def test_the_camera_is_told_placed_with_the_next_drawing_and_turned_at_once(solid):
    first, placed, turned = of(
        solid,
        """const first = ours.camera(), eye = { x: 0, y: -2, z: 0.5 }, up = { x: 0, y: 0, z: 1 };
           ours.placeCamera({ eye, up, center: { x: 0.1, y: 0, z: 0 } });
           await ours.restyle({ 'marker.opacity': 0.8 });
           const placed = ours.camera();
           await ours.relayout({ 'scene.camera': { eye: first.eye, up: first.up, center: first.center } });
           return [first, placed, ours.camera()];""",
    )
    assert list(placed["eye"].values()) == pytest.approx([0, -2, 0.5])
    assert list(placed["center"].values()) == pytest.approx([0.1, 0, 0])
    assert list(turned["eye"].values()) == pytest.approx(list(first["eye"].values()))
    still(solid, "() => [0, 1, 2].map(window.imagescape.pointAt)")


def test_on_a_plane_there_is_no_camera(flat):
    assert of(flat, "return [ours.camera(), ours.seenSpace(), ours.project([0, 0, 0])];") == [None, None, None]


def test_in_space_there_is_no_frame_and_no_hold_of_the_painting(solid):
    assert of(solid, "return [ours.frame(), gd._fullLayout.scene._scene.glplot.cameraParams.model.length];") == [
        None,
        16,
    ]
