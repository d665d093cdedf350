"""Runs the unit tests of the browser's modules, ``*.test.mjs`` beside this file, in Chromium: a page for each file."""

import http.server
import json
import re
import threading
from functools import partial
from pathlib import Path

import dash
import pytest

from tests import coverage
from tests.conftest import ROOT

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.test.mjs"))
NAMES = [
    (path.name, name)
    for path in FILES
    for name in re.findall(r'^test\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8"), re.MULTILINE)
]
#: React as Dash brings it; the page has what every page of ours has before the modules run.
REACT = [next((Path(dash.__file__).parent / "deps").glob(f"{name}@18*.min.js")) for name in ("react", "react-dom")]
PAGE = """<!doctype html><html><head><title>tests</title>%s
<script>window.dash_clientside = { set: [], set_props(id, given) { this.set.push([id, given]); } };</script>
</head><body><div id="map-frame" tabindex="0"><div id="map"></div></div></body></html>"""


class Files(http.server.SimpleHTTPRequestHandler):
    """The project's files; and an empty page, at /."""

    def do_GET(self):
        if self.path == "/":
            body = (PAGE % "".join(f"<script>{path.read_text(encoding='utf-8')}</script>" for path in REACT)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(ROOT))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def results(chromium, address):
    """A function that runs a file once: {name of a test: what went wrong, or nothing}."""
    known = {}

    def run(file):
        if file not in known:
            page = chromium.new_page()
            page.set_default_timeout(60_000)
            coverage.count(page)
            page.goto(address)
            known[file] = page.evaluate(
                """async (file) => { await import("/tests/browser/modules/" + file);
                  return (await import("/tests/browser/modules/harness.mjs")).runAll(); }""",
                file,
            )
            coverage.keep(page)
            page.close()
        return known[file]

    return run


@pytest.mark.parametrize(("file", "name"), NAMES, ids=[f"{file.split('.')[0]}: {name}" for file, name in NAMES])
def test_unit(results, file, name):
    told = results(file)
    assert json.loads(f'"{name}"') in told, "its name is written as one string, at the beginning of a line"
    assert not told[json.loads(f'"{name}"')], told[json.loads(f'"{name}"')]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_test_of_a_file_is_counted(results, path):
    assert len(results(path.name)) == sum(file == path.name for file, _ in NAMES)
