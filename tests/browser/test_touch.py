"""Fingers on the map: one moves it, two zoom it about their middle, a tap picks; the page stays as it is."""

import math

import pytest

from services.library import Library
from tests.browser.conftest import opened
from tests.browser.hands import CHOSEN, DOTS, FRAME, IN_SIGHT, MODE, frames, place, seen_of_the_map, still
from tests.conftest import picture
from tests.helpers_maps import stored

CAMERA = "async () => (await import('/assets/modules/map/plotly.mjs')).camera()"
FOCUS = "() => window.imagescape.state().focus"
PAGE_SCALE = "() => window.visualViewport.scale"


class Fingers:
    """Up to five fingers on a page, each known by a number; what comes of them is drawn when a method returns."""

    def __init__(self, page):
        self._page, self._places = page, {}
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})

    def _send(self, kind, places):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in places.items()]
        self._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        frames(self._page, 2)

    def down(self, finger, x, y):
        self._places[finger] = (x, y)
        self._send("touchStart", {finger: (x, y)})

    def move(self, places, steps=6):
        """Move to ``{finger: (x, y)}`` in so many steps."""
        before = dict(self._places)
        for step in range(1, steps + 1):
            for finger, (x, y) in places.items():
                ox, oy = before[finger]
                self._places[finger] = (ox + (x - ox) * step / steps, oy + (y - oy) * step / steps)
            self._send("touchMove", self._places)

    def up(self, finger):
        self._send("touchEnd", {finger: self._places.pop(finger)})

    def tap(self, x, y, *, trembling=0):
        self.down(0, x, y)
        if trembling:
            self.move({0: (x + trembling, y)}, steps=2)
        self.up(0)

    def gone(self):
        """The page has a mouse again."""
        self._cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        self._cdp.detach()

    def synthesize(self, gesture, **how):
        """A gesture that Chromium makes up by itself."""
        self._cdp.send(f"Input.synthesize{gesture}Gesture", {**how, "gestureSourceType": "touch"})
        frames(self._page, 2)


@pytest.fixture
def touched(photos_server, visit, lite0_library):
    """The map of photos-100, and fingers on it."""
    page = opened(visit, photos_server, lite0_library[1].id, again=True)
    still(page)
    fingers = Fingers(page)
    yield page, fingers
    fingers.gone()


def seen(page):
    return page.evaluate(FRAME)


def on_map(frame, x, y):
    """What lies at a place of the page, in the map's units."""
    left, top, width, height, x0, x1, y0, y1 = frame
    return x0 + (x - left) / width * (x1 - x0), y1 - (y - top) / height * (y1 - y0)


def on_page(frame, a, b):
    """Where on the page that is seen."""
    left, top, width, height, x0, x1, y0, y1 = frame
    return left + (a - x0) / (x1 - x0) * width, top + (y1 - b) / (y1 - y0) * height


def away(here, there):
    return math.hypot(here[0] - there[0], here[1] - there[1])


def test_two_fingers_zoom_about_their_middle_and_move_with_it(touched):
    page, fingers = touched
    before = seen(page)
    x, y = before[0] + before[2] * 0.4, before[1] + before[3] * 0.45
    held = on_map(before, x, y)
    fingers.down(0, x - 50, y - 10)
    fingers.down(1, x + 50, y + 10)
    fingers.move({0: (x + 60 - 140, y - 40 - 28), 1: (x + 60 + 140, y - 40 + 28)})
    after = seen(page)
    assert away(on_page(after, *held), (x + 60, y - 40)) < 2, "what was held is still held"
    assert (before[5] - before[4]) / (after[5] - after[4]) == pytest.approx(2.8, rel=0.05)
    assert (before[7] - before[6]) / (after[7] - after[6]) == pytest.approx(2.8, rel=0.05)
    fingers.move({0: (x - 50, y - 10), 1: (x + 50, y + 10)})
    assert seen(page) == pytest.approx(before, rel=1e-6), "there and back is no way at all"
    fingers.up(1)
    fingers.up(0)
    assert page.evaluate(PAGE_SCALE) == 1
    assert page.evaluate(FOCUS)["pinned"] is None


def test_the_points_are_drawn_where_the_fingers_bring_them(touched):
    page, fingers = touched
    x, y = seen(page)[0] + 300, seen(page)[1] + 300
    fingers.down(0, x - 40, y)
    fingers.down(1, x + 40, y)
    fingers.move({0: (x - 52, y), 1: (x + 52, y)})
    fingers.up(1)
    fingers.up(0)
    still(page)
    # The thumbnails that come with it hide what is to be seen.
    page.locator("#overlay").evaluate("canvas => { canvas.style.visibility = 'hidden'; }")
    page.evaluate(DOTS)
    shown = [row for row in range(100) if page.evaluate(IN_SIGHT, row)]
    assert len(shown) > 20
    box, shot = page.locator("#map").bounding_box(), seen_of_the_map(page).astype(int)
    for row in shown:
        point = place(page, row)
        seen_there = shot[round(point["y"] - box["y"]), round(point["x"] - box["x"])]
        assert abs(seen_there - shot[2, 2]).max() > 40, f"row {row} is not drawn where it is said to be"


def test_what_lies_between_the_fingers_stays_there_in_a_pinch_that_chromium_makes(touched):
    page, fingers = touched
    before = seen(page)
    x, y = round(before[0] + before[2] * 0.55), round(before[1] + before[3] * 0.4)
    held = on_map(before, x, y)
    for factor, grows in ((2.0, True), (0.4, False)):
        start = seen(page)
        fingers.synthesize("Pinch", x=x, y=y, scaleFactor=factor, relativeSpeed=1200)
        after = still(page)
        assert away(on_page(after, *held), (x, y)) < 2
        assert (after[5] - after[4] < start[5] - start[4]) == grows
    assert page.evaluate(PAGE_SCALE) == 1


def test_nothing_jumps_when_a_finger_is_lifted_and_the_other_moves_the_map_on(touched):
    page, fingers = touched
    x, y = seen(page)[0] + 350, seen(page)[1] + 300
    fingers.down(0, x - 60, y)
    fingers.down(1, x + 60, y)
    fingers.move({0: (x - 90, y), 1: (x + 90, y)})
    zoomed = seen(page)
    fingers.up(1)
    assert seen(page) == zoomed
    held = on_map(zoomed, x - 90, y)
    fingers.move({0: (x - 40, y + 33)})
    moved = seen(page)
    assert away(on_page(moved, *held), (x - 40, y + 33)) < 2
    assert moved[5] - moved[4] == pytest.approx(zoomed[5] - zoomed[4])
    fingers.down(1, x + 100, y)
    assert seen(page) == moved
    fingers.up(0)
    fingers.up(1)
    assert seen(page) == moved
    assert page.evaluate(FOCUS)["pinned"] is None
    page.wait_for_function("() => location.search.includes('view=')")


def test_one_finger_moves_the_map(touched):
    page, fingers = touched
    before = seen(page)
    x, y = before[0] + 400, before[1] + 300
    held = on_map(before, x, y)
    fingers.down(0, x, y)
    fingers.move({0: (x + 12, y)}, steps=1)  # more than a finger trembles
    fingers.move({0: (x + 132, y - 70)})
    after = seen(page)
    assert away(on_page(after, *held), (x + 132, y - 70)) < 13
    assert after[5] - after[4] == pytest.approx(before[5] - before[4])
    fingers.up(0)
    assert page.evaluate(FOCUS)["pinned"] is None
    assert known_part(page) == pytest.approx([*after[4:6], *after[6:8]])


def known_part(page):
    """The part of the map that the page knows to be in view."""
    chosen = page.evaluate(f"async () => {CHOSEN}")
    return [*chosen["xaxis.range"], *chosen["yaxis.range"]]


def test_a_tap_pins_and_lets_go_also_of_a_finger_that_trembles(touched):
    page, fingers = touched
    before, point = seen(page), place(page, 7)
    fingers.tap(point["x"] + 4, point["y"], trembling=5)
    pinned = page.evaluate(FOCUS)["pinned"]
    assert pinned is not None
    assert seen(page) == before, "the map has not moved"
    # Another place meanwhile, so that it is no double tap.
    fingers.tap(before[0] + 6, before[1] + before[3] - 6)
    fingers.tap(point["x"] + 4, point["y"])
    assert page.evaluate(FOCUS)["pinned"] is None


def test_a_double_tap_shows_everything(touched):
    page, fingers = touched
    whole = seen(page)
    x, y = whole[0] + 300, whole[1] + 300
    fingers.down(0, x - 50, y)
    fingers.down(1, x + 50, y)
    fingers.move({0: (x - 90, y), 1: (x + 90, y)})
    fingers.up(0)
    fingers.up(1)
    assert seen(page) != pytest.approx(whole, rel=0.05)
    page.evaluate(
        """([x, y]) => { const map = document.querySelector("#map .nsewdrag") ?? document.querySelector("#map");
          for (const type of ["touchstart", "touchend", "touchstart", "touchend"]) {
            const finger = new Touch({ identifier: 1, target: map, clientX: x, clientY: y });
            map.dispatchEvent(new TouchEvent(type, { bubbles: true, cancelable: true, changedTouches: [finger],
              touches: type === "touchstart" ? [finger] : [] }));
          } }""",
        [x, y],
    )
    assert still(page) == pytest.approx(whole, rel=1e-3)


def test_with_the_lasso_one_finger_draws_and_two_zoom(touched):
    page, fingers = touched
    page.keyboard.press("l")
    page.wait_for_function(f"() => ({MODE})() === 'lasso'")
    before = seen(page)
    x, y = before[0] + before[2] / 2, before[1] + before[3] / 2
    fingers.down(0, x - 60, y)
    fingers.move({0: (x - 60, y + 40)})
    assert page.evaluate("() => window.imagescape.state().selection.line !== null")
    fingers.down(1, x + 60, y + 40)
    assert page.evaluate("() => window.imagescape.state().selection.line") is None
    fingers.move({0: (x - 120, y + 40), 1: (x + 120, y + 40)})
    zoomed = seen(page)
    assert (before[5] - before[4]) / (zoomed[5] - zoomed[4]) == pytest.approx(2, rel=0.05)
    fingers.up(1)
    fingers.up(0)
    assert page.evaluate("() => window.imagescape.selected") == []
    fingers.down(0, before[0] + 20, before[1] + 20)
    for corner in ((before[2] - 20, 20), (before[2] - 20, before[3] - 20), (20, before[3] - 20)):
        fingers.move({0: (before[0] + corner[0], before[1] + corner[1])})
    fingers.up(0)
    page.wait_for_function("() => window.imagescape.selected.length > 0")
    assert seen(page) == zoomed


@pytest.fixture
def touched_space(serve, visit, tmp_path):
    """A map in space of 80 points, and fingers on it."""
    folder = tmp_path / "library"
    made = stored(Library(folder), tmp_path / "pictures", {f"{i}/{i}.jpg": picture(i) for i in range(80)}, dimensions=3)
    page = opened(lambda url: visit(url, new=True), serve(folder), made.id)
    page.wait_for_function("() => window.imagescape.pointAt(0)")
    still(page, CAMERA)
    return page, Fingers(page)


def distance(camera):
    return math.dist(camera["eye"].values(), camera["center"].values())


def test_in_space_two_fingers_bring_the_camera_nearer_and_one_turns_it(touched_space):
    page, fingers = touched_space
    before = page.evaluate(CAMERA)
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers.down(0, x - 50, y)
    fingers.down(1, x + 50, y)
    fingers.move({0: (x - 100, y), 1: (x + 100, y)})
    near = still(page, CAMERA)
    assert distance(before) / distance(near) == pytest.approx(2, rel=0.05)
    fingers.up(1)
    fingers.move({0: (x - 160, y + 50)})
    fingers.up(0)
    assert distance(still(page, CAMERA)) == pytest.approx(distance(near), rel=1e-3)
    assert page.evaluate(FOCUS)["pinned"] is None
    fingers.down(0, x, y)
    fingers.move({0: (x + 120, y + 20)})
    fingers.up(0)
    turned = still(page, CAMERA)
    assert math.dist(turned["eye"].values(), near["eye"].values()) > 0.1
    assert page.evaluate(FOCUS)["pinned"] is None
    # Whatever is drawn next, the camera stays.
    page.locator("#marks-polaroid").click()
    page.wait_for_function("() => document.querySelector('#map .js-plotly-plot').data[0].marker.symbol === 'square'")
    assert list(still(page, CAMERA)["eye"].values()) == pytest.approx(list(turned["eye"].values()), abs=1e-3)


@pytest.mark.long
def test_in_space_a_tap_pins_what_it_hits(touched_space):
    page, fingers = touched_space
    right = 0
    for row in (3, 30, 60, 79):
        point = place(page, row)
        fingers.tap(point["x"], point["y"])
        right += page.evaluate(FOCUS)["pinned"] == row
        page.keyboard.press("Escape")
    assert right >= 3, "points hide one another in space, but not most of them"
