"""What the browser tests share: one Chromium, pages that collect every console error, servers on libraries of their
own.
"""

import pytest
from playwright.sync_api import sync_playwright

from docs.screenshots import ITS_OWN, READY
from tests.browser.chromium import find, flags
from tests.serving import Server


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = find()
    if not path:
        pytest.fail("No Chromium. `make test` finds or installs one; CHROMIUM=/path/to/it names one.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags())
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """A function that opens an address. Any console error or warning, failed request or script error fails the test."""
    contexts, problems = [], []

    def tell(message):
        if message.type in ("error", "warning") and ITS_OWN not in message.text:
            problems.append(f"console {message.type}: {message.text}")

    def open_at(url, *, width=1600, height=900, scheme="light", wait=True, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", tell)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.problems = problems
        page.goto(url)
        if wait:
            page.wait_for_function(READY)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def serve(tmp_path):
    """A function that starts the real command on a library; ended with the test."""
    servers = []

    def start(library=None, **options):
        server = Server(library or tmp_path / "library", **options)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def photos_page(serve, visit, copied_library):
    """The page on the map of photos-100, ready to be hovered; ``page.server`` and ``page.map_id`` beside it."""
    folder, map_id = copied_library
    server = serve(folder)
    page = visit(f"{server.url}/map/{map_id}")
    page.server, page.map_id = server, map_id
    return page


def hover(page, row):
    """Move the pointer onto a row's point, as a hand would: from a little beside it, and again if the map moves
    meanwhile.
    """
    for _ in range(10):
        point = page.evaluate("row => window.imagescape.pointAt(row)", row)
        page.mouse.move(point["x"] + 3, point["y"] + 3)
        page.mouse.move(point["x"], point["y"])
        page.wait_for_timeout(60)
        if page.evaluate("() => window.imagescape.hovered") == row:
            return point
        page.wait_for_timeout(200)
    raise AssertionError(f"row {row} is not hovered, but {page.evaluate('() => window.imagescape.hovered')}")


def text(page, id_):
    return page.locator(f"#{id_}").text_content()


def rows_of(page):
    return page.evaluate("() => window.imagescape.rows")
