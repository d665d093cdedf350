"""The map on paper: a picture of its points, drawn by ourselves, stands in the page while it is printed."""

import base64
import collections
import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from components.map.figure import MARKS, mark_size
from services.library import Library
from tests.browser.conftest import opened
from tests.browser.hands import DOTS, FRAME, lasso, place, still, use_lasso, zoom
from tests.conftest import picture
from tests.helpers_maps import stored

THERE = "() => document.getElementById('print-map') !== null"
PRINTING = "() => 'printing' in document.documentElement.dataset"


#: What draws it comes by itself once the map is there.
LOADED = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/map/print.mjs'))"


def printed(page):
    """``u1 (height, width, 3)``: what stands on paper."""
    page.wait_for_function(LOADED)
    page.evaluate("async () => { await import('/assets/modules/map/print.mjs'); }")
    address = page.evaluate(
        """() => { window.dispatchEvent(new Event("beforeprint"));
          return document.getElementById("print-map").toDataURL(); }"""
    )
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate(THERE)
    assert not page.evaluate(PRINTING)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).convert("RGB"))


def size_on(sheet, frame):
    """Pixels of the paper for one of the screen."""
    scale = min(2000 / frame[2], 1300 / frame[3])
    assert sheet.shape[:2] == (round(frame[3] * scale), round(frame[2] * scale))
    return scale


def colours_of(page):
    """``f8 (rows, 3)``: the colour of each row on a light sheet."""
    told = page.evaluate(
        "() => { const { view, points } = imagescape.state(); return [view.colours.palette, [...points.codes]]; }"
    )
    palette = np.array([[int(hex_[i : i + 2], 16) for i in (1, 3, 5)] for hex_ in told[0]], dtype=float)
    return palette[told[1]]


def expected(places, colours, alphas, radius):
    """What each row's own pixel must be, ``f8 (rows, 3)``, and of which rows that is certain: at an edge of another
    mark it is not. All discs in the order of rows on white, by brute force.
    """
    n = len(places)
    wanted, certain = np.full((n, 3), 255.0), np.ones(n, bool)
    pixels = np.floor(places) + 0.5
    for row in range(n):
        far = np.hypot(*(places - pixels[row]).T)
        certain[row] = not (abs(far - radius) < 1).any()
        for other in np.flatnonzero(far < radius):
            wanted[row] += (colours[other] - wanted[row]) * alphas[other]
    return wanted, certain


def of_photos(page, sheet):
    """The map of photos-100 on paper: (places, seen, those whose place is on the paper)."""
    frame = page.evaluate(FRAME)
    scale = size_on(sheet, frame)
    places = np.array(
        [[(p["x"] - frame[0]) * scale, (p["y"] - frame[1]) * scale] for p in (place(page, r) for r in range(100))]
    )
    there = (places >= 0).all(axis=1) & (places < [sheet.shape[1], sheet.shape[0]]).all(axis=1)
    at = np.floor(places[there]).astype(int)
    return places, sheet[at[:, 1], at[:, 0]].astype(float), there, scale


def check(page, sheet, alphas):
    places, seen, there, scale = of_photos(page, sheet)
    radius = (
        page.evaluate("async () => (await import('/assets/modules/state/view.mjs')).markSize(imagescape.state().view)")
        * scale
        / 2
    )
    wanted, certain = expected(places, colours_of(page), alphas, radius)
    sure = certain[there]
    assert sure.sum() > 0.6 * there.sum()
    assert abs(seen - wanted[there])[sure].max() <= 3
    return there


def test_every_row_has_its_colour_at_its_place(photos_page):
    page = photos_page
    page.evaluate(DOTS)
    still(page)
    there = check(page, printed(page), np.full(100, MARKS["dots"]["opacity"]))
    assert there.all(), "the whole map is in view"
    assert mark_size(100, polaroid=False) == page.evaluate("() => imagescape.state().view.size")


def test_what_is_not_selected_is_pale_on_paper_too_and_the_dark_sheet_is_light(photos_server, visit, lite0_library):
    page = opened(lambda url: visit(url, scheme="dark"), photos_server, lite0_library[1].id)
    page.evaluate(DOTS)
    still(page)
    use_lasso(page)
    lasso(page, 0.5)
    chosen = np.zeros(100, bool)
    chosen[page.evaluate("() => window.imagescape.selected")] = True
    faint = page.evaluate("() => imagescape.state().view.meta.faint")
    check(page, printed(page), MARKS["dots"]["opacity"] * np.where(chosen, 1, round(255 * faint) / 255))


def test_a_part_of_the_map_is_printed_with_the_thumbnails_that_lie_on_it(photos_page):
    page = photos_page
    page.click("#marks-polaroid")
    zoom(page, 4)
    rows = page.evaluate("async () => [...(await import('/assets/modules/map/overlay.mjs')).drawnPrints().keys()]")
    assert rows
    page.mouse.move(5, 5)
    sheet = printed(page)
    page.wait_for_function("() => window.imagescape.hovered === null")
    seen = still(page)
    scale, shot = size_on(sheet, seen), page.locator("#map-frame").screenshot()
    screen = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(float)
    frame = page.locator("#map-frame").bounding_box()
    top = rows[-1]
    point = place(page, top)
    block = 16
    x, y = point["x"] - frame["x"], point["y"] - frame["y"]
    here = screen[round(y) - block : round(y) + block, round(x) - block : round(x) + block].mean(axis=(0, 1))
    x, y, block = (point["x"] - seen[0]) * scale, (point["y"] - seen[1]) * scale, round(block * scale)
    paper = sheet[round(y) - block : round(y) + block, round(x) - block : round(x) + block].mean(axis=(0, 1))
    assert paper == pytest.approx(here, abs=8), "the same picture in the same place"


def on_paper(pdf):
    """The one page of a PDF as whoever opens it sees it, ``u1 (height, width, 3)``, and the box of its largest picture
    in pixels: left, top, right, foot.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1, "one sheet"
        sheet = document[0]
        parts = list(sheet.get_objects(max_depth=8))
        kinds = collections.Counter(part.type for part in parts)
        boxes = [part.get_bounds() for part in parts if part.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        words = sheet.get_textpage().get_text_bounded()
        assert boxes, f"no picture among {dict(kinds)} in {len(pdf)} bytes: {words}"
        left, foot, right, top = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
        scale = 3
        seen = np.asarray(sheet.render(scale=scale).to_pil().convert("RGB"))
        high = sheet.get_height()
    return seen, [round(value * scale) for value in (left, high - top, right, high - foot)]


def test_the_pdf_has_every_point_of_the_map_in_its_colour(photos_page):
    page = photos_page
    page.evaluate(DOTS)
    still(page)
    sheet = printed(page)
    for name in ("beforeprint", "afterprint"):
        page.evaluate(
            """name => window.addEventListener(name, () => { document.body.dataset[name] =
              String(document.getElementById("print-map") !== null); })""",
            name,
        )
    seen, (left, top, right, foot) = on_paper(page.pdf(print_background=True))
    assert page.evaluate("() => [document.body.dataset.beforeprint, document.body.dataset.afterprint]") == [
        "true",
        "false",
    ]
    assert not page.evaluate(THERE), "the page is as it was"
    size = right - left, foot - top
    assert size[0] / size[1] == pytest.approx(sheet.shape[1] / sheet.shape[0], rel=0.01)
    assert right <= seen.shape[1] and foot <= seen.shape[0], "the whole map is on the sheet"
    of_map = seen[top:foot, left:right].astype(float)
    wanted = np.asarray(Image.fromarray(sheet).resize(size, Image.Resampling.BOX)).astype(float)
    assert abs(of_map - wanted).mean() < 2
    places, _, there, _ = of_photos(page, sheet)
    assert there.all()
    at = np.floor(places * size[0] / sheet.shape[1]).astype(int)
    away = abs(of_map[at[:, 1], at[:, 0]] - wanted[at[:, 1], at[:, 0]]).max(axis=1)
    assert away.max() < 8


def test_in_space_the_near_marks_are_larger_and_in_front(serve, visit, tmp_path):
    folder = tmp_path / "library"
    # Two on one line of sight, the nearer one later and the farther one earlier in the order of rows, and a rim.
    rim = [[x, y, z] for x in (0, 10) for y in (0, 10) for z in (0, 10)]
    positions = np.array([[8, 8, 8], [2, 2, 2], *rim, *[[5, 5, 0]] * 60], dtype=np.float32)
    made = stored(
        Library(folder),
        tmp_path / "pictures",
        {f"{i}/{i}.jpg": picture(i) for i in range(len(positions))},
        positions=positions,
        dimensions=3,
    )
    page = opened(visit, serve(folder), made.id)
    page.wait_for_function("() => window.imagescape.pointAt(0)")
    still(page, "() => [0, 1, 2].map(window.imagescape.pointAt)")
    sheet = printed(page)
    box = page.locator("#map canvas").first.bounding_box()
    scale = min(2000 / box["width"], 1300 / box["height"])
    colours = colours_of(page)
    at = [(p["x"] - box["x"], p["y"] - box["y"]) for p in (place(page, row) for row in range(10))]
    x, y = (round(value * scale) for value in at[0])
    assert sheet[y, x] == pytest.approx(colours[0], abs=2), "what is behind is hidden, whatever the order of rows"

    def across(row):
        line = sheet[min(round(at[row][1] * scale), sheet.shape[0] - 1)].astype(float)
        return int((abs(line - colours[row]).max(axis=1) < 3).sum())

    near, far = page.evaluate(
        """async () => { const { seenSpace } = await import("/assets/modules/map/plotly.mjs");
          const { projected } = await import("/assets/modules/map/space.mjs"), { points } = imagescape.state();
          const { far } = projected(points, seenSpace()); return [far[9], far[2]]; }"""
    )
    assert near < far, "the corner (10, 10, 10) is the nearest"
    assert across(9) / across(2) == pytest.approx(far / near, rel=0.25)
