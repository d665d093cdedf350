"""Owns how long a user waits for the program itself: for a server, for progress, for a stop, and after a crash.

``python -m benchmarks.before OTHER --only waits`` compares two checkouts by it.
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks import gestures
from components.source.status import STAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.serving import Server

#: Notes in the page when the bar of the card moves: milliseconds since the page was opened.
MOVES = """() => { window.moved = [];
  new MutationObserver(() => window.moved.push(performance.now()))
    .observe(document.getElementById("progress-bar"), { attributeFilter: ["aria-valuenow"] }); }"""
#: Moves of the bar between which the interval is taken.
COUNT = 10
STAGE = STAGES["embed"][0]
#: Percent of the pictures that are embedded before the worker is killed, and after it until it counts as going on.
BEFORE, AFTER = 3.0, 0.5
#: Seconds between two questions. The page asks twice a second, too seldom to tell two checkouts apart.
POLL = 0.02


def measure(browser: Browser, server: Server, folder: Path) -> dict[str, float]:
    """Start ``server``, build ``folder`` from its page, and meanwhile stop, kill and start again; seconds each.

    The library of the server must have a map already, and the folder must take longer to embed than all of this.
    """
    with server:
        page = gestures.opened(browser, server.url)
        figures = {"server up, s": server.seconds}
        asked = _build(page, folder)
        page.evaluate(MOVES)
        page.wait_for_function("count => window.moved.length > count", arg=COUNT)
        moved = page.evaluate("() => window.moved")
        figures["between two moves of the progress, s"] = (moved[COUNT] - moved[0]) / COUNT / 1000
        share = _embedded(asked, more_than=BEFORE)
        _worker(server).kill()
        killed = time.perf_counter()
        _embedded(asked, more_than=share + AFTER)
        figures["progress after kill -9 of the worker, s"] = time.perf_counter() - killed
        page.locator("#cancel").click()
        pressed = time.perf_counter()
        page.wait_for_function("() => document.getElementById('progress').dataset.state === 'stopped'")
        figures["stopped, s"] = time.perf_counter() - pressed
        killed = time.perf_counter()
        server.kill()
        page.wait_for_selector("#server-gone")
        figures["server gone is told, s"] = time.perf_counter() - killed
        server.start()
        figures["server up after kill -9, s"] = server.seconds
        page.context.close()
    return figures


def _build(page: Page, folder: Path) -> str:
    """Ask for the map; the address at which the page asks for its progress."""
    page.locator("#folder").fill(str(folder))
    page.locator("#build").click()
    page.wait_for_function("stage => document.getElementById('progress-stage').textContent === stage", arg=STAGE)
    with page.expect_request(lambda request: "/progress/" in request.url) as asked:
        pass
    return asked.value.url


def _embedded(address: str, *, more_than: float) -> float:
    """Wait until more of the pictures are embedded than that; how many are, in percent."""
    while True:
        with urllib.request.urlopen(address) as answer:
            card: dict[str, Any] = json.load(answer)
        if card["stage"] == STAGE and card["share"] > more_than:
            return float(card["share"])
        time.sleep(POLL)


def _worker(server: Server) -> psutil.Process:
    """The process that does the job: the server's child which has the decoders for children."""
    children = psutil.Process(server.process.pid).children()
    return max(children, key=lambda child: len(child.children()))
