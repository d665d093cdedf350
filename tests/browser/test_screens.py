"""Every screen at two sizes, light and dark, without a word from the console.

What ``make docs`` does for the README's pictures, with its pauses for the eye, is run by ``make long``.
"""

import itertools
import os
import shutil

import pytest

from docs import screenshots
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe
from services.settings import Settings
from tests.browser import screens
from tests.browser.hands import Held, coloured, hover, job_at, open_sheet, still, text, until_seen
from tests.browser.looks import LOOKS, misplaced, seen_as, unusable
from tests.conftest import Quiet
from tests.serving import Server

#: Of a map that is finished: all that is said of it is there.
TOLD = "() => document.getElementById('map-trust').textContent.startsWith('Trust') && document.querySelector('#set h2')"
#: Of a map that is being laid out: it is named, and says how far it is.
FORMS = """() => document.getElementById('progress')?.hidden === false && window.imagescape.ready
  && document.getElementById('map-title').textContent === 'digits'
  && document.getElementById('progress-stage').textContent.startsWith('Laying out')"""
SHOWN = pytest.mark.parametrize(
    ("size", "scheme"),
    [
        pytest.param(size, scheme, marks=() if size == (1600, 900) and scheme == "light" else pytest.mark.long)
        for size, scheme in itertools.product(screenshots.SIZES, screenshots.SCHEMES)
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
#: The first run and a map that is being made are not among the screens of ``screens``: all sizes and looks are here.
EVERYWHERE = pytest.mark.parametrize(
    ("size", "look"),
    [
        pytest.param(size, look, marks=() if (size, look) in (("390", "light"), ("150%", "dark")) else pytest.mark.long)
        for size, look in itertools.product(screens.SIZES, LOOKS)
    ],
)


@pytest.fixture(scope="module")
def inbox(digits, tmp_path_factory):
    """300 pictures among files that cannot be mapped."""
    home = tmp_path_factory.mktemp("screens") / "scanned forms"
    for folder in sorted(digits.iterdir()):
        (home / folder.name).mkdir(parents=True)
        for file in sorted(folder.iterdir())[:30]:
            os.link(file, home / folder.name / file.name)
    some = next(path for path in sorted(home.rglob("*")) if path.is_file())
    (home / "notes.txt").write_text("Scanned on Tuesday.")
    (home / "page-17.jpg").write_bytes(b"")
    (home / "page-18.png").write_bytes(some.read_bytes()[:400])
    (home / "logo.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return home


@pytest.fixture(scope="module")
def first_screen(first_run):
    """A server on a library in which nobody has mapped anything: it holds the demo."""
    with Server(first_run / "library") as server:
        yield server


@pytest.fixture(scope="module")
def forming(first_run, digits, tmp_path_factory):
    """A server whose one job stands still while it lays out its map."""
    home = shutil.copytree(first_run / "known", tmp_path_factory.mktemp("forming") / "library")
    library = Library(home)
    with Server(home) as server:
        library.jobs.add(str(digits), recipe=Recipe(), name="digits")
        with Held(job_at(library, digits, "project", 50)):
            yield server


@pytest.fixture(scope="module")
def formed(first_run, inbox, tmp_path_factory):
    """The address of a finished map with some files skipped."""
    home = shutil.copytree(first_run / "known", tmp_path_factory.mktemp("formed") / "library")
    settings = Settings(library=str(home))
    made = building.build(Library(home), settings, str(inbox), recipe=Recipe(), name="scanned forms", listener=Quiet())
    with Server(home) as server:
        yield f"{server.url}/map/{made.info.id}"


def drawn(page, size, scheme):
    """Whether the screen is seen at that size and in that scheme, and the points of its map with it."""
    assert page.evaluate("() => document.documentElement.dataset.mantineColorScheme") == scheme
    assert page.evaluate("() => [innerWidth, innerHeight]") == list(size)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing lies beside the screen"
    until_seen(page, lambda: coloured(page) > 1000)
    page.screenshot()


@SHOWN
def test_the_first_run_is_drawn(first_screen, visit, size, scheme):
    page = visit(first_screen.url, width=size[0], height=size[1], scheme=scheme, wait=False)
    page.wait_for_function(screenshots.IDLE)
    still(page)
    drawn(page, size, scheme)


@EVERYWHERE
def test_on_the_first_run_nothing_is_misplaced_and_everybody_can_use_it(first_screen, visit, size, look):
    width, height = screens.SIZES[size]
    page = visit(first_screen.url, width=width, height=height, wait=False)
    with seen_as(page, look):
        page.wait_for_function(screenshots.IDLE)
        still(page)
        assert misplaced(page) == []
        assert unusable(page) == []


@EVERYWHERE
def test_while_a_map_forms_nothing_is_misplaced_and_everybody_can_use_it(forming, visit, size, look):
    width, height = screens.SIZES[size]
    page = visit(forming.url, width=width, height=height, wait=False)
    with seen_as(page, look):
        page.wait_for_function(FORMS)
        still(page)
        assert misplaced(page) == []
        assert unusable(page) == []


@SHOWN
def test_a_map_that_forms_is_drawn(forming, visit, size, scheme):
    page = visit(forming.url, width=size[0], height=size[1], scheme=scheme, wait=False)
    page.wait_for_function(FORMS)
    still(page)
    drawn(page, size, scheme)


@SHOWN
def test_a_map_with_a_picture_in_the_panel_is_drawn(formed, visit, size, scheme):
    page = visit(formed, width=size[0], height=size[1], scheme=scheme)
    page.wait_for_function(TOLD)
    still(page)
    hover(page, 112)
    page.wait_for_function("() => document.getElementById('preview-image').dataset.full === 'true'")
    drawn(page, size, scheme)


@SHOWN
def test_the_sheet_with_what_a_folder_holds_is_drawn(formed, inbox, visit, size, scheme):
    page = visit(formed, width=size[0], height=size[1], scheme=scheme)
    open_sheet(page)
    page.locator("#folder").fill(str(inbox))
    page.wait_for_function("""() => document.querySelectorAll('img.example').length === 12
      && [...document.querySelectorAll('img.example')].every((image) => image.complete && image.naturalWidth > 0)""")
    page.wait_for_function("() => document.getElementById('found-count').getAttribute('aria-busy') === 'false'")
    assert text(page, "found-count") == "303 pictures", "by their names: two of them cannot be read"
    assert page.evaluate("() => document.documentElement.dataset.mantineColorScheme") == scheme
    sheet = page.locator("#new-map").bounding_box()
    assert sheet["x"] >= 0 and sheet["x"] + sheet["width"] <= size[0], "all of the sheet is on the screen"
    assert sheet["y"] >= 0 and sheet["y"] + sheet["height"] <= size[1]
    page.screenshot()


@SHOWN
def test_what_was_skipped_is_drawn(formed, visit, size, scheme):
    page = visit(formed, width=size[0], height=size[1], scheme=scheme)
    page.locator("#skipped-open").click()
    page.wait_for_selector("#skipped-list table")
    still(
        page,
        "() => { const b = document.querySelector('[role=dialog]').getBoundingClientRect(); return [b.left, b.top]; }",
    )
    assert page.evaluate("() => document.documentElement.dataset.mantineColorScheme") == scheme
    box = page.locator("[role=dialog]").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0], "all of the drawer is on the screen"
    page.screenshot()


@pytest.mark.long
def test_every_screen_is_drawn_and_the_console_stays_silent(chromium, tmp_path):
    taken = {}
    problems = screenshots.take(chromium, tmp_path, lambda page, name: taken.update({name: page.screenshot()}))
    assert not problems
    sizes = [f"{width}x{height}" for width, height in screenshots.SIZES]
    assert set(taken) == {
        f"{screen}-{size}-{scheme}"
        for screen in screenshots.SCREENS
        for size in sizes
        for scheme in screenshots.SCHEMES
    }
