"""The map shows its pictures: as many as have room, each that of its row, at every zoom."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import opened
from tests.browser.hands import PICTURED, place, still, until_true

#: Row -> [left, top, right, bottom] of each picture that is drawn, in pixels of the page, without its frame.
DRAWN = """async () => {
  const { drawnPictures } = await import("/assets/modules/map/pictures.mjs");
  return [...drawnPictures()].map(([row, [w, h]]) => {
    const { x, y } = window.imagescape.pointAt(row);
    return [row, x - w / 2, y - h / 2, x + w / 2, y + h / 2];
  }); }"""
#: [left, top, right, bottom] of the names of regions, in pixels of the page.
NAMES = """() => [...document.querySelectorAll(".region-name:not([hidden])")].map((name) => {
  const { left, top, right, bottom } = name.getBoundingClientRect();
  return [left, top, right, bottom]; })"""
SIDE = "async () => (await import('/assets/modules/map/pictures.mjs')).shownPictures().side"
#: The pixels of a part of the canvas that the pictures are on.
PIXELS = """([left, top, width, height]) => {
  const canvas = document.getElementById("pictures"), box = canvas.getBoundingClientRect();
  const part = [left - box.left, top - box.top, width, height].map((value) => value * canvas.width / box.width);
  const copy = Object.assign(document.createElement("canvas"), { width: part[2], height: part[3] });
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, ...part, 0, 0, part[2], part[3]);
  return [...pen.getImageData(0, 0, part[2], part[3]).data]; }"""


@pytest.fixture
def pictures_page(photos_page):
    """The map of a hundred photographs, with all its pictures."""
    until_true(photos_page, PICTURED)
    return photos_page


def drawn(page):
    until_true(page, PICTURED)
    return {row: np.array(box) for row, *box in page.evaluate(DRAWN)}


def coarse(picture):
    """A picture as 6 x 6 pixels, ``f8 (6, 6, 3)``."""
    return np.asarray(picture.convert("RGB").resize((6, 6), Image.Resampling.BOX)).astype(float)


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_map_opens_with_its_pictures_and_no_two_overlap(pictures_page):
    assert pictures_page.get_attribute("#marks-pictures", "aria-pressed") == "true"
    boxes = drawn(pictures_page)
    assert len(boxes) > 25
    assert sorted(boxes) == sorted(pictures_page.evaluate("window.imagescape.pictures"))
    rows = list(boxes)
    assert not [(a, b) for a in rows for b in rows if a < b and overlap(boxes[a], boxes[b])]


def test_wherever_a_point_has_room_for_a_picture_there_is_one(pictures_page):
    boxes, side = drawn(pictures_page), pictures_page.evaluate(SIDE)
    names = pictures_page.evaluate(NAMES)
    middles = {row: ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for row, box in boxes.items()}
    for row in range(100):
        point = place(pictures_page, row)
        near = [max(abs(point["x"] - x), abs(point["y"] - y)) < side for x, y in middles.values()]
        under = [overlap(around(point, side / 2), name) for name in names]
        assert any(near) or any(under), f"row {row} has room"


def test_no_picture_lies_under_the_name_of_a_region(pictures_page):
    names = pictures_page.evaluate(NAMES)
    assert not [row for row, box in drawn(pictures_page).items() if any(overlap(box, name) for name in names)]


def test_each_is_the_thumbnail_of_its_row(pictures_page, lite0_library):
    library, info = lite0_library
    hashes = library.maps.rows(info.id).hash
    small = np.array([coarse(Image.open(io.BytesIO(library.contents.thumbnail(one)))) for one in hashes])
    for row, (left, top, right, bottom) in drawn(pictures_page).items():
        box = [round(left) + 2, round(top) + 2, round(right - left) - 4, round(bottom - top) - 4]
        pixels = np.array(pictures_page.evaluate(PIXELS, box), np.uint8).reshape(box[3], box[2], 4)
        assert pixels[..., 3].min() == 255
        away = np.abs(small - coarse(Image.fromarray(pixels[..., :3]))).mean(axis=(1, 2, 3))
        assert away.argmin() == row, f"row {row} shows the picture of row {away.argmin()}"
        assert away[row] < 12


def test_who_is_shown_stays_shown_while_one_zooms_in(pictures_page):
    page = pictures_page
    before = drawn(page)
    frame = page.locator("#map-frame").bounding_box()
    for _ in range(4):
        page.click("#zoom-in")
        still(page)
        now = drawn(page)
        for row, box in before.items():
            point = place(page, row)
            inside = (
                2 < point["x"] - frame["x"] < frame["width"] - 2 and 2 < point["y"] - frame["y"] < frame["height"] - 2
            )
            assert not inside or row in now, f"row {row} went away"
            assert row not in now or now[row][2] - now[row][0] >= box[2] - box[0] - 1, "a picture shrinks"
        before = now


def test_a_pointer_on_a_picture_hovers_it_and_elsewhere_the_nearest_dot(pictures_page):
    page = pictures_page
    boxes = drawn(page)
    for row, (left, top, right, bottom) in list(boxes.items())[:6]:
        for x, y in ((left + 4, top + 4), (right - 4, bottom - 4)):
            page.mouse.move(x, y)
            page.wait_for_function("row => window.imagescape.hovered === row", arg=row)
        assert page.locator(".ring-hovered.ring-picture").is_visible()
    points = {row: place(page, row) for row in range(100) if row not in boxes}
    free, point = next(
        (row, p) for row, p in points.items() if not any(overlap(around(p), box) for box in boxes.values())
    )
    page.mouse.move(point["x"], point["y"])
    page.wait_for_function("row => window.imagescape.hovered === row", arg=free)


def around(point, reach=2):
    return (point["x"] - reach, point["y"] - reach, point["x"] + reach, point["y"] + reach)


def test_a_filter_leaves_pictures_of_what_it_keeps(pictures_page):
    page = pictures_page
    page.evaluate(
        """async () => { const { act } = await import("/assets/modules/state/store.mjs");
        const rows = new Uint8Array(100).map((_, row) => row % 3 === 0 ? 1 : 0);
        act("keepFound", { found: { words: "x", rows, count: 34 } }); }"""
    )
    page.wait_for_function("() => window.imagescape.pictures.every((row) => row % 3 === 0)")
    assert len(drawn(page)) > 10
    page.evaluate("async () => (await import('/assets/modules/state/store.mjs')).act('keepAll', {})")
    page.wait_for_function("() => window.imagescape.pictures.some((row) => row % 3 > 0)")


def test_dots_have_no_pictures_and_the_address_says_so(pictures_page):
    page = pictures_page
    page.click("#marks-dots")
    page.wait_for_function("() => window.imagescape.pictures.length === 0")
    assert "marks=dots" in page.url
    # Outlines of regions are there still, faint; a picture covers what is below it.
    assert max(page.evaluate(PIXELS, [400, 200, 400, 300])[3::4]) < 128
    page.click("#marks-pictures")
    assert len(drawn(page)) > 25
    assert "marks" not in page.url


def test_a_screenful_takes_few_requests(visit, photos_server, lite0_library):
    page = opened(visit, photos_server, lite0_library[1].id, new=True)
    until_true(page, PICTURED)
    names = page.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    assert 2 <= len([name for name in names if re.search(r":[0-9]+/(sprites|thumbs?)/", name)]) <= 16
