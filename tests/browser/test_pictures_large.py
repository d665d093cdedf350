"""The pictures on a map of 27,000, from the whole of it down to a hundred, held against brute force."""

import io

import numpy as np
import pytest
from PIL import Image

from services.library import Library
from services.pipeline.build import build
from services.schema import Recipe
from services.settings import Settings
from tests.browser.hands import PICTURED, still, until_true
from tests.browser.test_pictures import DRAWN, NAMES, PIXELS, SIDE, coarse
from tests.conftest import Quiet
from tests.serving import Server

pytestmark = pytest.mark.long

WALKS, FEWEST = 4, 100
#: Pixels around a name in which no picture need lie.
ROOM = 10
#: The places of all points, in pixels of the page.
POINTS = """() => Array.from({ length: window.imagescape.rows }, (_, row) => {
  const { x, y } = window.imagescape.pointAt(row); return [x, y]; })"""
BOX = """() => { const { left, top, right, bottom } = document.getElementById("map-frame").getBoundingClientRect();
  return [left, top, right, bottom]; }"""
LOOK_AT = """async ([x0, x1, y0, y1]) => { const { act } = await import("/assets/modules/state/store.mjs");
  act("lookAt", { goal: { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] } }); }"""
#: Requests for pictures of the map, and their bytes.
ASKED = """() => performance.getEntriesByType("resource").filter(({ name }) => /[/]sprites[/].*webp/.test(name))
  .map(({ encodedBodySize }) => encodedBodySize)"""


@pytest.fixture(scope="module")
def large(cifar, tmp_path_factory):
    """A library with the map of all of cifar10, a server on it, and its facts."""
    library = Library(tmp_path_factory.mktemp("large"))
    settings = Settings(library=str(library.folder))
    made = build(library, settings, str(cifar), recipe=Recipe(), name="cifar10", listener=Quiet())
    with Server(library.folder) as server:
        yield library, server, made.info


def walks(positions):
    """From the whole map down to about :data:`FEWEST` points around a row: [[(x0, x1, y0, y1), ...], ...]."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    for row in np.random.default_rng(20).choice(len(positions), WALKS, replace=False):
        middle, half, found = positions[row].astype(float), float((high - low).max()) / 2, []
        while (np.abs(positions - middle).max(axis=1) < half).sum() > FEWEST:
            half *= 0.6
            found.append((middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half))
        yield found


def seen(page):
    """What is drawn, once all of it is: {row: [left, top, right, bottom]}."""
    still(page)
    until_true(page, PICTURED)
    return {row: np.array(box) for row, *box in page.evaluate(DRAWN)}


def check(page, before):
    """No two overlap, each place with room has one, and who was shown is. Answers what is drawn."""
    boxes, points, side = seen(page), np.array(page.evaluate(POINTS)), page.evaluate(SIDE)
    left, top, right, bottom = page.evaluate(BOX)
    corners = np.array(list(boxes.values()))
    over = (corners[:, None, :2] < corners[None, :, 2:]) & (corners[None, :, :2] < corners[:, None, 2:])
    assert (over.all(axis=2)).sum() == len(corners), "two overlap"
    low = np.array([left, top]) + side / 2
    inside = ((points > low) & (points < np.array([right, bottom]) - side / 2)).all(axis=1)
    middles = (corners[:, :2] + corners[:, 2:]) / 2
    taken = np.zeros(len(points), bool)
    for middle in middles:
        taken |= np.abs(points - middle).max(axis=1) < side
    for name in np.array(page.evaluate(NAMES)).reshape(-1, 4):
        reach = side / 2 + ROOM
        taken |= ((points + reach > name[:2]) & (points - reach < name[2:])).all(axis=1)
    assert not (inside & ~taken).sum(), f"room for row {np.flatnonzero(inside & ~taken)[:5]}"
    gone = [row for row in before if inside[row] and row not in boxes]
    assert not gone, f"rows {gone[:5]} went away"
    return boxes


def test_from_the_whole_down_to_a_hundred_every_place_with_room_has_one_and_none_overlap(large, visit):
    library, server, info = large
    positions = library.maps.rows(info.id).positions
    page = visit(f"{server.url}/map/{info.id}", new=True)
    for walk in walks(positions):
        page.keyboard.press("r")
        shown = check(page, ())
        for goal in walk:
            page.evaluate(LOOK_AT, goal)
            shown = check(page, shown)


def test_a_screenful_from_empty_is_few_requests(large, visit):
    library, server, info = large
    for walk in walks(library.maps.rows(info.id).positions):
        for goal in walk[::2]:
            at = ",".join(f"{value:.4f}" for value in goal)
            page = visit(f"{server.url}/map/{info.id}?view={at}", new=True)
            seen(page)
            asked = page.evaluate(ASKED)
            assert len(asked) <= 16
            assert sum(asked) <= 2_000_000
            page.close()


def test_fifty_are_the_thumbnails_of_their_rows(large, visit):
    library, server, info = large
    rows = library.maps.rows(info.id)
    small = np.array([coarse(Image.open(io.BytesIO(library.contents.thumbnail(one)))) for one in rows.hash])
    page = visit(f"{server.url}/map/{info.id}", new=True)
    dice, left = np.random.default_rng(50), 50
    for walk in walks(rows.positions):
        page.evaluate(LOOK_AT, walk[min(len(walk) - 1, 3)])
        boxes = seen(page)
        edge = page.evaluate(BOX)
        whole = [row for row, box in boxes.items() if (box[:2] > edge[:2]).all() and (box[2:] < edge[2:]).all()]
        for row in dice.permutation(whole)[: -(-left // WALKS)]:
            box = boxes[row]
            part = [round(box[0]) + 2, round(box[1]) + 2, round(box[2] - box[0]) - 4, round(box[3] - box[1]) - 4]
            pixels = np.array(page.evaluate(PIXELS, part), np.uint8).reshape(part[3], part[2], 4)
            away = np.abs(small - coarse(Image.fromarray(pixels[..., :3]))).mean(axis=(1, 2, 3))
            assert away[row] < 12
            assert away[row] <= away.min() + 1, f"row {row} shows the picture of row {away.argmin()}"
