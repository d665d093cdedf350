"""A map in space: turning it pins nothing, a click pins what it hits, marks are as large as their distance makes them,
and the cloud fills the frame.
"""

import math

import numpy as np
import pytest

from services.library import Library
from tests import coverage
from tests.browser.conftest import READY, SIZE
from tests.browser.hands import frames, seen_of_the_map, still, until_seen
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.serving import Server

CAMERA = "async () => (await import('/assets/modules/map/plotly.mjs')).camera()"
PINNED = "() => window.imagescape.state().focus.pinned"
FOLLOWED = "() => window.imagescape.state().view.followed"
#: Where each row is seen, pixels of the page, how far from the camera, and the pixels across its mark.
SEEN = """async () => {
  const { seenSpace } = await import("/assets/modules/map/plotly.mjs"), space = seenSpace();
  const { projected } = await import("/assets/modules/map/space.mjs"), { points, view } = window.imagescape.state();
  const { markSize } = await import("/assets/modules/state/view.mjs"), { px, py, far } = projected(points, space);
  return [...px].map((x, row) => [x, py[row], far[row], (space.across * markSize(view)) / far[row]]);
}"""
N = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with a map of a bent cloud in space: (server, id, names)."""
    home = tmp_path_factory.mktemp("space")
    dice = np.random.default_rng(11)
    turn = dice.uniform(0, 5, N)
    cloud = np.column_stack([9 * np.cos(turn), 9 * np.sin(turn), 3 * turn]) + dice.normal(size=(N, 3))
    files = {f"{i % 5}/{i}.jpg": picture(i) for i in range(N)}
    library = Library(home / "library")
    made = stored(library, home / "pictures", files, positions=cloud.astype(np.float32), dimensions=3)
    with Server(library.folder) as running:
        yield running, made.id, library.maps.rows(made.id).path


@pytest.fixture(scope="module")
def shared(server, chromium):
    page = chromium.new_context(viewport=SIZE, color_scheme="light").new_page()
    page.set_default_timeout(90_000)
    coverage.count(page)
    page.goto(f"{server[0].url}/map/{server[1]}")
    page.wait_for_function(READY)
    yield page
    coverage.keep(page)
    page.context.close()


@pytest.fixture
def space(shared):
    """The page on that map, seen as it first was."""
    shared.mouse.move(5, 5)
    for key in ("Escape", "r"):
        shared.keyboard.press(key)
    shared.wait_for_function("() => window.imagescape.pointAt(0)")
    still(shared, SEEN)
    return shared


def front(page, *, least=0):
    """Rows in the frame whose mark no other hides, the largest first: ``[(row, x, y)]``."""
    seen, box = np.array(page.evaluate(SEEN)), page.locator("#map").bounding_box()
    corner, size = np.array([box["x"], box["y"]]), np.array([box["width"], box["height"]])
    found = []
    for row in np.argsort(-seen[:, 3]):
        if not (abs(seen[row, :2] - corner - size / 2) < size / 2 - 20).all():
            continue
        apart = np.hypot(*(seen[:, :2] - seen[row, :2]).T)
        apart[row] = np.inf
        if (apart > (seen[:, 3] + seen[row, 3]) / 2 + least).all():
            found.append((int(row), *seen[row, :2]))
    return found


def drag(page, way, *, steps, wait=0):
    """Press at the first place of a way, go to the others in so many steps each, and let go."""
    page.mouse.move(*way[0])
    frames(page, 2)
    page.mouse.down()
    frames(page, wait)
    for place_ in way[1:]:
        page.mouse.move(*place_, steps=steps)
        frames(page, wait)
    page.mouse.up()
    frames(page, 12)


def test_turning_by_a_drag_pins_nothing_and_turns(space):
    points = front(space)
    a, b = points[0][1:], points[7][1:]
    before = space.evaluate(CAMERA)
    for steps, wait in ((1, 0), (2, 0), (4, 3), (25, 1)):
        for way in ([a, (a[0] + 150, a[1] + 20)], [(b[0] - 90, b[1] - 60), b], [a, b]):
            drag(space, way, steps=steps, wait=wait)
            assert space.evaluate(PINNED) is None, f"{way} in {steps} steps"
    after = still(space, CAMERA)
    assert math.dist(before["eye"].values(), after["eye"].values()) > 0.05
    assert not space.evaluate(FOLLOWED)


def test_a_drag_that_comes_back_to_where_it_began_pins_nothing(space):
    for _, x, y in front(space)[:3]:
        for steps, wait in ((1, 0), (6, 1)):
            drag(space, [(x, y), (x + 80, y + 40), (x, y)], steps=steps, wait=wait)
            assert space.evaluate(PINNED) is None


def test_a_click_after_a_turn_pins_what_it_hits_and_the_next_lets_go(space, server):
    drag(space, [(700, 400), (820, 430)], steps=5)
    still(space, SEEN)
    for row, x, y in front(space)[:3]:
        space.mouse.click(x, y)
        assert space.evaluate(PINNED) == row
        name = server[2][row].rpartition("/")[2]
        space.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=name)
        space.mouse.click(x, y)
        assert space.evaluate(PINNED) is None


def test_the_other_buttons_move_the_camera_and_pin_nothing(space):
    _, x, y = front(space)[0]
    for button in ("right", "middle"):
        space.mouse.click(x, y, button=button)
        frames(space, 6)
        assert space.evaluate(PINNED) is None


def test_what_is_hovered_is_the_mark_in_front(space):
    seen = np.array(space.evaluate(SEEN))
    covering = [
        (row, [other for other in range(N) if np.hypot(*(seen[other, :2] - seen[row, :2])) < seen[other, 3] / 2])
        for row in range(N)
    ]
    hidden = [(row, over) for row, over in covering if len(over) > 1]
    assert len(hidden) > 5
    for row, over in [*hidden[:8], *[one for one in covering if len(one[1]) == 1][:8]]:
        space.mouse.move(*seen[row, :2])
        wanted = min(over, key=lambda other: seen[other, 2])
        space.wait_for_function("row => window.imagescape.hovered === row", arg=wanted)


def test_what_is_near_a_mark_hovers_it_and_what_is_far_from_all_nothing(space):
    row, x, y = next(one for one in front(space, least=30))
    across = space.evaluate(SEEN)[row][3]
    space.mouse.move(x + across / 2 + 11, y)
    space.wait_for_function("row => window.imagescape.hovered === row", arg=row)
    box = space.locator("#map").bounding_box()
    space.mouse.move(box["x"] + 4, box["y"] + 4)
    space.wait_for_function("() => window.imagescape.hovered === null")


def test_the_cloud_fills_the_frame_also_of_another_size(space):
    for size in (SIZE, {"width": 1100, "height": 1000}):
        space.set_viewport_size(size)
        still(space, SEEN)
        box, seen = space.locator("#map").bounding_box(), np.array(space.evaluate(SEEN))
        x, y = (seen[:, 0] - box["x"]) / box["width"], (seen[:, 1] - box["y"]) / box["height"]
        for places in (x, y):
            assert places.min() > 0.02
            assert places.max() < 0.98
            assert places.max() + places.min() == pytest.approx(1, abs=0.06), "it is in the middle"
        assert max(np.ptp(x), np.ptp(y)) > 0.8
    space.set_viewport_size(SIZE)


def test_the_cloud_fills_the_frame_while_it_grows_until_a_hand_turns_it(space):
    grow = """async by => { const { setPoints } = await import("/assets/modules/map/figure.mjs");
      const { points: { x, y, z, codes } } = window.imagescape.state();
      window.first ??= { x, y, z, codes };
      await setPoints({ x: window.first.x.map((v) => v * by + 40), y: window.first.y, z: window.first.z, codes }); }"""
    for by in (0.2, 4):
        space.evaluate(grow, by)
        still(space, SEEN)
        box, seen = space.locator("#map").bounding_box(), np.array(space.evaluate(SEEN))
        shares = [np.ptp(seen[:, axis]) / box[side] for axis, side in ((0, "width"), (1, "height"))]
        assert 0.8 < max(shares) < 0.98
    drag(space, [(700, 400), (820, 430)], steps=5)
    turned = still(space, CAMERA)
    space.evaluate("async () => (await import('/assets/modules/map/figure.mjs')).setPoints(window.first)")
    assert list(still(space, CAMERA)["eye"].values()) == pytest.approx(list(turned["eye"].values()), abs=1e-6)


def test_a_hand_keeps_its_view_when_the_window_changes_and_everything_comes_back_at_a_key(space):
    whole = still(space, CAMERA)
    drag(space, [(700, 400), (820, 430)], steps=5)
    turned = still(space, CAMERA)
    space.set_viewport_size({"width": 1300, "height": 900})
    frames(space, 20)
    kept = still(space, CAMERA)
    assert list(kept["eye"].values()) == pytest.approx(list(turned["eye"].values()), abs=1e-6)
    space.set_viewport_size(SIZE)
    frames(space, 20)
    space.keyboard.press("0")
    until_seen(space, lambda: space.evaluate(FOLLOWED))
    assert list(still(space, CAMERA)["eye"].values()) == pytest.approx(list(whole["eye"].values()), abs=1e-6)


def test_keys_bring_the_camera_nearer(space):
    def away():
        camera = still(space, CAMERA)
        return math.dist(camera["eye"].values(), camera["center"].values())

    before = away()
    space.keyboard.press("+")
    assert before / away() == pytest.approx(1.5)
    space.keyboard.press("-")
    assert away() == pytest.approx(before)


def test_the_near_marks_are_larger_than_the_far_ones_by_as_much_as_they_are_nearer(space):
    space.keyboard.press("+")
    space.keyboard.press("+")
    still(space, SEEN)
    seen, box, shot = np.array(space.evaluate(SEEN)), space.locator("#map").bounding_box(), seen_of_the_map(space)
    ground = shot[2, 2].astype(int)
    measured = []
    for row, x, y in front(space, least=4):
        across, left, top = seen[row, 3], x - box["x"], y - box["y"]
        half = math.ceil(across / 2) + 2
        if min(left, top) < half or left > box["width"] - half or top > box["height"] - half:
            continue
        part = shot[round(top) - half : round(top) + half + 1, round(left) - half : round(left) + half + 1].astype(int)
        area = (abs(part - ground).max(axis=2) > 60).sum()
        measured.append((seen[row, 2], across, 2 * math.sqrt(area / math.pi)))
    far, wanted, got = np.array(measured).T
    assert len(far) > 8
    assert far.max() > 1.4 * far.min()
    assert got == pytest.approx(wanted, abs=1.5)
    assert got[far.argmin()] / got[far.argmax()] == pytest.approx(far.max() / far.min(), rel=0.2)
