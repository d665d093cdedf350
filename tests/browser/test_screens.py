"""The first run and a map that forms, at every size and in every look: what ``test_looks`` asks of all other screens.

What ``make docs`` does for the README's pictures, with its pauses for the eye, is run by ``make long``.
"""

import itertools
import shutil

import pytest

from docs import screenshots
from services.library import Library
from services.schema import Recipe
from tests.browser import screens
from tests.browser.hands import Held, coloured, job_at, still, until_seen
from tests.browser.looks import LOOKS, misplaced, seen_as, unusable
from tests.serving import Server

#: Of a map that is being laid out: it is named, and says how far it is.
FORMS = """() => document.getElementById('progress')?.hidden === false && window.imagescape.ready
  && document.getElementById('map-title').textContent === 'digits'
  && document.getElementById('progress-stage').textContent.startsWith('Laying out')"""
#: The first run and a map that is being made are not among the screens of ``screens``: all sizes and looks are here.
EVERYWHERE = pytest.mark.parametrize(
    ("size", "look"),
    [
        pytest.param(size, look, marks=() if (size, look) in (("390", "light"), ("150%", "dark")) else pytest.mark.long)
        for size, look in itertools.product(screens.SIZES, LOOKS)
    ],
)


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


def looked_at(page, width, look):
    """Look at the whole screen in its scheme, and whether the points of its map are seen on it."""
    scheme = page.evaluate("() => [document.documentElement.dataset.mantineColorScheme, innerWidth]")
    assert scheme == [LOOKS[look]["color_scheme"], width]
    assert misplaced(page) == []
    assert unusable(page) == []
    # On a phone the first run's sheet lies over the map.
    if width > 700 or page.locator("#screen").get_attribute("data-screen") == "map":
        until_seen(page, lambda: coloured(page) > 1000)


@EVERYWHERE
def test_on_the_first_run_nothing_is_misplaced_and_everybody_can_use_it(first_screen, visit, size, look):
    width, height = screens.SIZES[size]
    page = visit(first_screen.url, width=width, height=height, wait=False)
    with seen_as(page, look):
        page.wait_for_function(screenshots.IDLE)
        still(page)
        looked_at(page, width, look)


@EVERYWHERE
def test_while_a_map_forms_nothing_is_misplaced_and_everybody_can_use_it(forming, visit, size, look):
    width, height = screens.SIZES[size]
    page = visit(forming.url, width=width, height=height, wait=False)
    with seen_as(page, look):
        page.wait_for_function(FORMS)
        still(page)
        looked_at(page, width, look)


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
