"""New pictures come into a folder whose map is open: the page says so, adds them on a click, and nothing that was there
moves.
"""

import itertools
import shutil

import pytest
from playwright.sync_api import TimeoutError as Timeout

from services.library import Library
from services.pipeline.build import build
from services.schema import Recipe
from services.settings import Settings
from tests.browser.conftest import READY
from tests.browser.hands import CHOSEN, LINES, TURNING, middle, still, text, turn, until_true
from tests.conftest import Quiet

#: Middle and width of what is seen, in units of the map.
VIEW = """async () => { const f = (await import("/assets/modules/map/plotly.mjs")).frame();
  return [(f.x0 + f.x1) / 2, (f.y0 + f.y1) / 2, f.x1 - f.x0]; }"""


@pytest.fixture
def opened(serve, visit, known_library, digits, tmp_path):
    """The page on the map of 200 small pictures; ``page.folder`` takes 20 more of them from ``page.spare``."""
    library = Library(known_library)
    files = list(itertools.chain(*(sorted(folder.iterdir())[:22] for folder in sorted(digits.iterdir()))))
    folder = tmp_path / "inbox"
    for i, file in enumerate(files):
        if i % 11:
            (folder / file.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file.parent.name / file.name)
    made = build(
        library, Settings(library=str(library.folder)), str(folder), recipe=Recipe(), name="inbox", listener=Quiet()
    )
    server = serve(library.folder)
    # The narrowest screen that is provided for: there is the least room for the message.
    page = visit(f"{server.url}/map/{made.info.id}", width=1200, height=800)
    page.library, page.folder, page.info, page.spare = library, folder, made.info, files[::11]
    return page


def bring(page):
    """New files come, and one of the old goes."""
    for file in page.spare:
        shutil.copy(file, page.folder / file.parent.name / file.name)
    spare = {file.name for file in page.spare}
    next(p for p in sorted(page.folder.rglob("*")) if p.is_file() and p.name not in spare).unlink()


def open_until_noticed(page):
    """Open the page again and again until it says what is new: a folder is not scanned at every opening.

    Where the map is drawn, before that is said.
    """
    for _ in range(20):
        page.reload()
        page.wait_for_function(READY)
        still(page)
        frame = page.locator("#map").bounding_box()
        try:
            page.wait_for_selector("#add", state="visible", timeout=5000)
        except Timeout:
            continue
        return frame
    raise AssertionError("what is new in the folder is not said")


def settled(page, other_than):
    page.wait_for_function(
        "id => window.imagescape.map !== id && window.imagescape.ready && document.getElementById('progress').hidden",
        arg=other_than,
    )


def test_new_pictures_are_noticed_added_and_coloured_and_nothing_moves(opened):
    noticed_and_added(opened)


@pytest.mark.long
def test_what_was_added_can_be_laid_out_anew(opened):
    page, new = opened, noticed_and_added(opened)
    page.locator("#relayout").click()
    settled(page, new)
    anew = page.library.maps.get(page.evaluate("() => window.imagescape.map"))
    assert (anew.recipe.align, anew.n) == (new, 219)


def noticed_and_added(page):
    """The id of the map with what came; on the way all that is to be seen of it is looked at."""
    old = page.info
    assert page.locator("#add-bar").is_hidden()
    bring(page)
    frame = open_until_noticed(page)
    assert text(page, "add-note") == "20 new pictures in this folder, 1 vanished"
    assert page.locator("#map").bounding_box() == frame, "the map does not move for the message"
    page.mouse.move(*middle(page))
    for _ in range(3):
        turn(page)
    until_true(page, f"async () => !(await {TURNING}) && (await {CHOSEN})")
    still(page)
    before = page.evaluate(VIEW)
    page.locator("#add").click()
    settled(page, old.id)
    page.wait_for_function(
        """() => { const { view, points } = window.imagescape.state();
          return view.painted === 'new' && new Set(points.codes).size >= 2; }"""
    )
    new = page.evaluate("() => window.imagescape.map")
    page.wait_for_function("id => location.pathname === '/map/' + id", arg=new)
    page.wait_for_selector("[data-facet=new][data-coloured] [role=treeitem]")
    assert still(page, VIEW, 30) == pytest.approx(before, rel=1e-3, abs=1e-3), "the view is kept"
    assert page.evaluate("() => window.imagescape.rows") == 220
    codes = page.evaluate("() => Array.from(window.imagescape.state().points.codes)")
    # Those that are like nothing there have a colour of their own.
    assert [code > 0 for code in codes] == [False] * 200 + [True] * 20
    strange = codes.count(2)
    bits = [page.library.maps.rows(i).positions[:200].tobytes() for i in (old.id, new)]
    assert bits[0] == bits[1]
    page.wait_for_selector("#relayout", state="visible")
    assert text(page, "add-note") == "20 pictures added; the 200 that were there have not moved. 1 file has vanished."
    told = [["new, like nothing there", str(strange)]] if strange else []
    assert page.evaluate(LINES, "new") == [*told, ["new", str(20 - strange)], ["there before", "200"]]
    return new
