"""What the browser tests share: one Chromium and one tab a process, pages that collect every console error, one server
for the tests that only read, servers on libraries of their own for those that write.
"""

import contextlib
import json
import os
import shutil
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, sync_playwright

from docs.screenshots import READY, faults
from services.library import Library
from tests import coverage
from tests.browser import screens
from tests.browser.chromium import find, flags
from tests.once import once
from tests.serving import Server, is_free

SIZE = {"width": 1600, "height": 900}


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


#: Whether the controls of the recipe say what they said at first; the first time, that is learnt.
RECIPE = """() => { const said = JSON.stringify([...document.querySelectorAll("#new-map .recipe input")].map(
    ({ type, value, checked }) => type === "checkbox" || type === "radio" ? checked : value));
  return (window.saidAtFirst ??= said) === said; }"""
#: Bring a page back to what it was when it had just been opened, as far as a hand can change it; whether that was done.
AS_NEW = f"""async () => {{
  const {{ act, state }} = await import("/assets/modules/state/store.mjs");
  const {{ setProps }} = await import("/assets/modules/page.mjs");
  const {{ showAll }} = await import("/assets/modules/map/zoom.mjs");
  const frame = () => new Promise(requestAnimationFrame);
  const become = async (so) => {{ for (let count = 0; count < 120 && !so(); count++) await frame(); return so(); }};
  const {{ view, facets: {{ list }} }} = state();
  const screen = document.getElementById("screen"), sheet = document.getElementById("new-map");
  if (!({RECIPE})() || document.getElementById("folder-browser").childElementCount) return false;
  if (document.getElementById("folder").value) {{
    if (!sheet.open) sheet.showModal();
    setProps("folder", {{ value: "", error: null }});
    if (!await become(() => !document.getElementById("folder").value)) return false;
    document.getElementById("folder").dispatchEvent(new Event("input", {{ bubbles: true }}));
    if (!await become(() => state().sheet.look === null)) return false;
  }}
  sheet.querySelector(".recipe").open = false;
  sheet.close();
  act("showLarge", {{ rows: [] }});
  const over = [...document.querySelectorAll("[role=dialog], dialog:modal, [role=menu]")];
  if (!await become(() => !over.some((one) => one.checkVisibility()))
    || document.getElementById("folder").value || view.mode !== view.usual
    || view.layout !== "map" || !view.ready
    || screen.dataset.left !== "shown" || screen.dataset.right !== "shown"
    || screen.style.getPropertyValue("--left-width") || screen.style.getPropertyValue("--right-width")) return false;
  const share = document.getElementById("gallery").style.getPropertyValue("--gallery-share"); // none if never open
  if (!["", "0.42"].includes(share)) return false;
  act("closeGallery", {{}}); act("bringKept", {{ kept: [] }});
  act("arrangeGallery", {{ order: "map", reverse: false, group: "", size: 128, captions: false, source: null }});
  act("drawLine", {{ line: null }}); act("release", {{}}); act("select", {{ rows: [], how: "only" }});
  act("keepAll", {{}}); act("hideOthers", {{ hide: false }}); act("light", {{ lit: null }});
  act("useTool", {{ tool: "pan" }}); act("markAs", {{ marks: "pictures" }});
  act("listFacets", {{ list: [] }});
  document.activeElement?.blur();
  showAll();
  await frame();
  localStorage.clear(); sessionStorage.clear();
  act("listFacets", {{ list }});
  for (const part of document.querySelectorAll(".scroll")) part.scrollTop = 0;
  for (let count = 0; count < 5; count++) await frame();
  history.replaceState(null, "", location.pathname);
  for (const from of ["past", "future"]) while (state().history[from].length) act("forgetStep", {{ from }});
  return true; }}"""


class Tab:
    """A tab that many tests use one after another: Chromium opens a map in a new one in twice to three times the time.

    Between two tests it is emptied: another document, nothing stored, no key or button held, nobody listening. What was
    fetched stays in its cache, as with the cache the scripts that Chromium has compiled would go. That document must be
    one of localhost, as for any other the browser begins a new process too.
    """

    def __init__(self, browser, rest):
        self._browser, self._rest = browser, rest
        self._page = None
        self._used = False
        # The map that the page still shows, when its test left it to the next.
        self._at = None

    def free(self):
        return not self._used

    def take(self, url, *, size, scheme, again):
        """The page, listened to by nobody; and whether it shows ``url`` as if it had only just been opened."""
        if self._page is None:
            self._page = self._browser.new_context(viewport=SIZE).new_page()
        self._used = True
        self._page.emulate_media(color_scheme=scheme)
        same = again and self._at == url and self._page.evaluate(AS_NEW)
        if not same and self._at:
            self._empty()
        self._page.set_viewport_size(size)
        self._at = url if again else None
        return self._page, same

    def put_back(self, *, well):
        """Give the page back; one whose test did not go ``well`` is not used as it is."""
        page, self._used = self._page, False
        coverage.keep(page)
        try:
            for key in ("Shift", "Alt", "Control"):
                page.keyboard.up(key)
            page.keyboard.press("Escape")
            page.mouse.up()
            page.mouse.move(0, 0)
            page.emulate_media(media="null", reduced_motion="null", forced_colors="null")
            page.set_viewport_size(SIZE)
            if not well or not self._at or urlsplit(page.url).path != urlsplit(self._at).path:
                self._empty()
        except Error:
            # The next test has a new one.
            with contextlib.suppress(Error):
                page.context.close()
            self._page = None

    def _empty(self):
        self._at = None
        self._page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self._page.goto(self._rest)


class Nothing(BaseHTTPRequestHandler):
    """An empty page at every address."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def tab(chromium):
    with ThreadingHTTPServer(("127.0.0.1", 0), Nothing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Tab(chromium, f"http://localhost:{server.server_port}/")
        server.shutdown()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def visit(chromium, tab, request):
    """A function that opens an address. Any console error or warning, failed request or script error fails the test.

    The first page of a test is the shared tab, others are new; ``new=True`` is for whoever leaves more on a page than
    its document (a script for every document, a listener). With ``again=True`` the page may be the last test's, if it
    showed the same: brought back to what it was at first, which takes a tenth of the time of opening it.
    """
    contexts, problems, listened = [], [], []

    def note(message):
        problems.extend(faults(message))

    def fail(error):
        problems.append(f"script: {error}")

    def open_at(url, *, width=1600, height=900, scheme="light", wait=True, new=False, again=False):
        size, same = {"width": width, "height": height}, False
        if new or not tab.free():
            context = chromium.new_context(viewport=size, color_scheme=scheme)
            contexts.append(context)
            page = context.new_page()
        else:
            page, same = tab.take(url, size=size, scheme=scheme, again=again)
            listened.append(page)
        # No promise of how fast a page is: a test that waits longer is broken, on a busy machine too.
        page.set_default_timeout(90_000)
        page.on("console", note)
        page.on("pageerror", fail)
        page.problems = problems
        coverage.count(page)
        if not same:
            page.goto(url)
        if wait:
            page.wait_for_function(READY)
        if again:
            page.evaluate(RECIPE)
        return page

    yield open_at
    for page in listened:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", fail)
        tab.put_back(well=not problems and not request.node.stash.get(FAILED, False))
    for context in contexts:
        coverage.keep(context.pages[0])
        context.close()
    assert not problems


@pytest.fixture(scope="session")
def port():
    """The port of this process's servers, if none of them is running.

    Chromium keeps the scripts that it has compiled by their address, port and all: it opens a page in half of the time
    if it has seen that address before. The system gives no port below 32,768 to anybody who asks for just any.
    """
    return 20_000 + os.getpid() % 12_000


@pytest.fixture
def serve(tmp_path, port):
    """A function that starts the real command on a library; ended with the test."""
    servers = []

    def start(library=None, **options):
        server = Server(library or tmp_path / "library", port=port if is_free(port) else None, **options)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def digits(first_run, tmp_path_factory):
    """1,767 of the demo's pictures as a folder of somebody's own; of all of them there is a map already."""

    def make(home):
        shutil.copytree(first_run / "known" / "demo" / "digits", home / "digits", copy_function=os.link)
        for spare in sorted((home / "digits").rglob("*.png"))[::60]:
            spare.unlink()

    return once(tmp_path_factory, "own-digits", make) / "digits"


@pytest.fixture
def known_library(first_run, tmp_path):
    """The folder of a library to be written to that has features of ``digits``: their map needs no embedding."""
    return shutil.copytree(first_run / "known", tmp_path / "known", ignore=shutil.ignore_patterns("demo"))


@pytest.fixture
def ready_library(lite0_library, tmp_path):
    """The folder of a library with nothing but the converted encoder: a first run without its one-off cost."""
    shutil.copytree(lite0_library[0].folder / "models", tmp_path / "library" / "models")
    return tmp_path / "library"


@pytest.fixture(scope="session")
def photos_server(lite0_library, tmp_path_factory):
    """A server on the map of photos-100 for all tests that only read; at the end nothing has been changed."""
    library, info = lite0_library
    folder = shutil.copytree(library.folder, tmp_path_factory.mktemp("read") / "library")
    with Server(folder) as server:
        yield server
    assert [(m.id, m.name) for m in Library(folder).maps.all()] == [(info.id, info.name)], "a test has written to it"


@pytest.fixture(scope="session")
def claims(photos, cifar, tmp_path_factory):
    """A library with the maps that ``screens`` shows, to be read: its folder, and ``Maps``."""

    def make(home):
        made = screens.fill(Library(home / "library"), home / "claims 2026", photos, cifar)
        (home / "maps.json").write_text(json.dumps(asdict(made)))

    home = once(tmp_path_factory, "claims", make)
    return home / "library", screens.Maps(**json.loads((home / "maps.json").read_text()))


@pytest.fixture(scope="session")
def claims_server(claims, tmp_path_factory):
    """A server on a copy of that library, for all tests that only read."""
    folder = shutil.copytree(claims[0], tmp_path_factory.mktemp("claims-read") / "library")
    with Server(folder) as server:
        yield server


@pytest.fixture
def claims_page(claims_server, visit, claims):
    """The page on the flat one of these maps; ``page.maps`` beside it."""
    page = opened(visit, claims_server, claims[1].flat, again=True)
    page.maps = claims[1]
    page.wait_for_selector("#set h2")
    return page


@pytest.fixture
def photos_page(photos_server, visit, lite0_library):
    """The page on the map of photos-100, to be read; ``page.server`` and ``page.map_id`` beside it."""
    return opened(visit, photos_server, lite0_library[1].id, again=True)


@pytest.fixture
def own_photos_page(serve, visit, copied_library):
    """The same with a server and a library that the test may do anything to."""
    folder, map_id = copied_library
    return opened(visit, serve(folder), map_id)


def opened(visit, server, map_id, **how):
    page = visit(f"{server.url}/map/{map_id}", **how)
    page.server, page.map_id = server, map_id
    return page
