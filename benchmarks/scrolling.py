"""Owns how the gallery scrolls: the page's own time a frame, and how long a picture is blank after it rests.

``python -m benchmarks.scrolling --library DIR --map ID [--rows 1000000] [--size 128]`` opens the gallery of a map in
Chromium, with so many rows over its contents and cells of so many pixels, and scrolls it from end to end, by the wheel
and by dragging its bar. It prints:

- script: milliseconds of the page's own script in each frame that it scrolled, at p50, p95 and the most;
- blank: milliseconds from the last move until every cell in view is drawn, at p50 and the most;
- heap: megabytes of the page's objects before and after, and the nodes and pictures that are held.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import machine, say, versions
from tests.browser.chromium import find, flags
from tests.serving import Server

#: Turns of the wheel, and pixels of one at the least; places that the bar is dragged to.
TURNS, TURN, PLACES = 600, 400, 24
#: Functions of scrolling.js.
SCRIPT = (Path(__file__).parent / "scrolling.js").read_text(encoding="utf-8")


def _asked(name: str) -> str:
    return f"given => ({SCRIPT}).{name}(given)"


def _told(name: str, spent: list[float], blank: list[float]) -> None:
    p50, p95, most = np.percentile(spent, [50, 95, 100])
    say(
        f"{name:<10} script a frame: p50 {p50:5.1f} ms   p95 {p95:5.1f} ms   most {most:6.1f} ms   "
        f"blank after rest: p50 {np.median(blank):5.0f} ms   most {max(blank):5.0f} ms"
    )


def _scroll(page: Page, how: str) -> tuple[list[float], list[float]]:
    blank = []
    page.evaluate("() => { window.spent.length = 0; document.getElementById('gallery-box').scrollTop = 0; }")
    page.locator("#gallery-box").hover()
    if how == "wheel":
        height, view = page.evaluate(_asked("height"), None)
        pixels = max(TURN, (height - view) / TURNS)
        for turn in range(int((height - view) / pixels) + 2):
            page.mouse.wheel(0, pixels)
            if turn % 25 == 24:
                blank.append(page.evaluate(_asked("blank")))
        say(f"the wheel by {pixels:,.0f} pixels a turn came to picture {page.evaluate(_asked('place')):,}")
    else:
        for place in range(1, PLACES + 1):
            page.evaluate(_asked("drag"), [(place - 1) / PLACES, place / PLACES])
            blank.append(page.evaluate(_asked("blank")))
    return page.evaluate("() => window.spent"), blank


def run(url: str, rows: int, size: int) -> None:
    """Scroll, and print."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=flags())
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.add_init_script(f"({SCRIPT}).watch()")
        page.goto(url)
        page.wait_for_function("() => window.imagescape?.ready", timeout=120_000)
        page.keyboard.press("g")
        page.wait_for_function("() => window.imagescape.state().gallery.rows.length > 0", timeout=120_000)
        page.evaluate(_asked("arrange"), size)
        if rows:
            page.evaluate(_asked("fill"), rows)
        n = page.evaluate("() => window.imagescape.state().gallery.rows.length")
        bar = page.evaluate("() => document.querySelector('.gallery-spacer').offsetHeight")
        say(f"{n:,} rows; the bar is {bar:,} pixels")
        before = page.evaluate("() => performance.memory.usedJSHeapSize / 1e6")
        for how in ("wheel", "bar"):
            _told(how, *_scroll(page, how))
        after = page.evaluate("() => performance.memory.usedJSHeapSize / 1e6")
        held = page.evaluate("async () => (await import('/assets/modules/gallery/thumbs.mjs')).heldThumbs()")
        cells = page.locator(".cell").count()
        say(f"heap {before:.0f} MB before, {after:.0f} after; {cells} nodes")
        say(f"{held['small']} of {held['most']} pictures held")
        browser.close()


def main() -> None:
    """Print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path, required=True)
    options.add_argument("--map", required=True)
    options.add_argument("--rows", type=int, default=0)
    options.add_argument("--size", type=int, default=128)
    asked = options.parse_args()
    say(f"{machine()}; {versions()}")
    with tempfile.TemporaryDirectory() as home:
        folder = shutil.copytree(asked.library, Path(home) / "library")
        with Server(folder) as server:
            run(f"{server.url}/map/{asked.map}", asked.rows, asked.size)


if __name__ == "__main__":
    main()
