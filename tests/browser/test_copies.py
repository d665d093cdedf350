"""Copies: counted on the face of the set, on pictures and rings, in a facet, and named in the panel with folders."""

import pytest

from services.library import Library
from tests.browser.conftest import opened
from tests.browser.hands import LINES, hover, until_seen, until_true
from tests.conftest import picture
from tests.helpers_maps import stored

#: Rows 0, 3 and 5 are one file, in two folders; 1 and 4 another, in one.
FILES = {
    "Claims 1/a.jpg": picture(1, size=(90, 60)),
    "Claims 2/b.jpg": picture(2, size=(90, 60)),
    "Claims 2/c.jpg": picture(3, size=(90, 60)),
    "Claims 3/holiday.jpeg": picture(1, size=(90, 60)),
    "Claims 2/b (copy).jpg": picture(2, size=(90, 60)),
    "Claims 1/again.jpg": picture(1, size=(90, 60)),
}
PLACES = [[0, 0], [40, 0], [80, 0], [0, 40], [40, 40], [80, 40]]
PATHS = "() => [...document.querySelectorAll('#copies .copies-path')].map((path) => path.textContent)"
#: Whether there is a mark over the upper right corner of a row's picture: darker than the ground around pictures.
MARKED = """async row => { const { drawnPictures } = await import("/assets/modules/map/pictures.mjs");
  const layer = document.getElementById("pictures"), box = layer.getBoundingClientRect();
  const at = window.imagescape.pointAt(row);
  const size = drawnPictures().get(row), fine = layer.width / box.width;
  if (!size) return null;
  const pen = Object.assign(document.createElement("canvas"), { width: 8, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const x = at.x + size[0] / 2 - box.left - 4, y = at.y - size[1] / 2 - box.top - 3;
  pen.drawImage(layer, x * fine, y * fine, 8, 1, 0, 0, 8, 1);
  return [...pen.getImageData(0, 0, 8, 1).data].some((value, place) => place % 4 === 3 && value === 255); }"""


@pytest.fixture
def page(serve, visit, tmp_path):
    folder = tmp_path / "library"
    info = stored(Library(folder), tmp_path / "claims", FILES, positions=PLACES)
    made = opened(visit, serve(folder), info.id)
    made.wait_for_function("() => window.imagescape.state().copies.groups === 2")
    return made


def pin(page, row):
    page.evaluate("async row => (await import('/assets/modules/state/store.mjs')).act('pin', { row })", row)
    page.wait_for_function("row => document.getElementById('preview-image').dataset.row === String(row)", arg=row)


def test_copies_are_counted_and_named_wherever_pictures_are_told_of(page):
    told = until_seen(
        page, lambda: page.locator("#set-copies").is_visible() and page.locator("#set-copies p").text_content()
    )
    assert told.startswith("2 files are here more than once, 5 pictures in all; 1 in several folders.")
    until_true(page, "() => window.imagescape.state().facets.list.some(({ facet }) => facet === 'copies')")
    page.locator('[data-facet="copies"] .facet-head button').click()
    assert until_seen(page, lambda: page.evaluate(LINES, "copies")) == [
        ["in several folders", "3"],
        ["in one folder", "2"],
        ["no copies", "1"],
    ]
    # On the pictures of the map.
    marks = [
        until_seen(page, lambda row=row: page.evaluate(MARKED, row) is not None) and page.evaluate(MARKED, row)
        for row in range(6)
    ]
    assert marks == [True, True, False, True, True, True]
    # On the ring of the one under the pointer.
    hover(page, 3)
    assert page.locator(".ring-hovered").get_attribute("data-copies") == "3 here"
    hover(page, 2)
    assert page.locator(".ring-hovered").get_attribute("data-copies") is None
    # In the panel, those in other folders first.
    pin(page, 0)
    assert until_seen(page, lambda: page.evaluate(PATHS)) == ["Claims 3/holiday.jpeg", "Claims 1/again.jpg"]
    assert page.locator("#copies h3").text_content().startswith("3 here: the same file")
    page.locator("#copies .copies-path").first.click()
    page.wait_for_function("() => window.imagescape.state().focus.pinned === 3")
    assert until_seen(page, lambda: page.evaluate(PATHS)[0].startswith("Claims 1"))
    pin(page, 2)
    assert page.locator("#copies").count() == 0
    pin(page, 4)
    assert until_seen(page, lambda: page.evaluate(PATHS)) == ["Claims 2/b.jpg"]
    page.locator("#copies").get_by_text("Select them").click()
    page.wait_for_function("() => window.imagescape.selected.join() === '1,4'")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#set-copies").get_by_text("Select them").click()
    page.wait_for_function("() => window.imagescape.selected.join() === '0,1,3,4,5'")
