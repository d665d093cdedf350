"""Owns how smoothly a map with pictures moves under a hand, beside the same map with dots.

``python -m benchmarks.panning [--sizes 27000,1000000] [--turns 9] [--zoom 4]`` drags the map in turns with dots and
with pictures. It prints milliseconds from frame to frame, the 95th percentile of a turn: the median over turns of each,
and of their ratio. ``--zoom`` is how many steps of the wheel it goes nearer first; 0 shows the whole map.
"""

import argparse
import json
import statistics
import time
import urllib.request

from playwright.sync_api import Page

from benchmarks.moving import pages
from benchmarks.report import machine, p95, say, versions
from tests.browser.hands import PICTURED, middle, until_true

SIZES = "27000,1000000"
MOVES = 60
MARK = """async (marks) => (await import("/assets/modules/state/store.mjs")).act("markAs", { marks })"""
WATCH = """() => { window.__frames = []; let last = performance.now(), on = true;
  const next = (now) => { window.__frames.push(now - last); last = now; if (on) requestAnimationFrame(next); };
  requestAnimationFrame(next);
  window.__stop = () => { on = false; return window.__frames.slice(2); }; }"""


def complete(page: Page) -> None:
    """Wait until all is found that a map can have, and open it anew: nothing else may run while frames are counted."""
    base, _, map_id = page.url.partition("/map/")
    ask = urllib.request.Request(
        f"{base}/complete/{map_id.partition('?')[0]}", method="POST", headers={"X-Imagescape": "1"}
    )
    for _ in range(600):
        with urllib.request.urlopen(ask) as answer:
            if not json.load(answer)["going"]:
                break
        time.sleep(1)
    page.reload()
    page.wait_for_function("() => window.imagescape?.ready && window.imagescape.drawn === window.imagescape.rows")
    page.wait_for_timeout(2500)


def settle(page: Page, marks: str) -> int:
    """Show the map with these marks; how many pictures are drawn once all are there."""
    page.evaluate(MARK, marks)
    page.wait_for_timeout(800)
    if marks != "pictures":
        return 0
    until_true(page, PICTURED)
    return len(page.evaluate("() => window.imagescape.pictures"))


def drag(page: Page) -> float:
    """Milliseconds from frame to frame while a hand drags to and fro: the 95th percentile."""
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH)
    for step in range(MOVES):
        page.mouse.move(x + 4 * min(step, MOVES - step), y + 2 * min(step, MOVES - step))
        page.wait_for_timeout(16)
    frames = page.evaluate("() => window.__stop()")
    page.mouse.up()
    page.wait_for_timeout(600)
    return p95(frames)


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--zoom", type=int, default=4)
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}")
    for n, page in pages([int(part) for part in asked.sizes.split(",") if part], ""):
        complete(page)
        page.mouse.move(*middle(page))
        for _ in range(asked.zoom):
            page.mouse.wheel(0, -240)
            page.wait_for_timeout(300)
        turns, drawn = [], 0
        for _ in range(asked.turns + 1):
            settle(page, "dots")
            dots = drag(page)
            drawn = settle(page, "pictures")
            turns.append((drag(page), dots))
        ratio = statistics.median(a / b for a, b in turns[1:])
        ours, theirs = (statistics.median(column) for column in zip(*turns[1:], strict=True))
        say(f"{n:,} points, {drawn} pictures: {ours:.1f} ms a frame at p95, with dots {theirs:.1f}, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
