"""Owns how quickly the map follows the hand: from a wheel step or a step of a drag to the painted picture, on maps of
any size.

``python -m benchmarks.moving [--sizes 27000,100000,1000000] [--steps 40]`` prints milliseconds, median and 95th
percentile:

- wheel: one step on a map at rest;
- wheel run: steps in quick succession, as fingers send them;
- drag: the moves of a drag;
- rest: from a wheel step to the picture with every point, after which nothing is drawn any more.

A picture counts when a pixel of it could be read back after the frame it was drawn in: without a GPU it is the drawing
that takes time. ``--all`` draws every point at every step, as Plotly does, to compare with.
"""

import argparse
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import synthetic
from benchmarks.browser import SIZES
from benchmarks.gestures import WINDOW
from benchmarks.report import p95
from services.library import Library
from tests.browser.chromium import find, flags
from tests.serving import Server


def probe(*events: str) -> str:
    """A script that notes for each event how long it took until a drawing made after it could be read back.

    ``took`` has the milliseconds, ``at`` is when the latest event came, ``last`` when the latest drawing could be read.
    Of moves of the pointer those with a button held count.
    """
    return _PROBE.replace("EVENTS", ", ".join(f'"{name}"' for name in events))


_PROBE = """(() => {
  const probe = window.__moving = { took: [], waiting: [], at: 0, last: 0, calls: 0 };
  for (const name of [EVENTS]) addEventListener(name, (event) => {
    if (name !== "pointermove" || event.buttons) probe.waiting.push(probe.at = event.timeStamp);
  }, { capture: true, passive: true });
  const proto = WebGLRenderingContext.prototype, drawArrays = proto.drawArrays, pixel = new Uint8Array(4);
  let due = false;
  proto.drawArrays = function (...given) {
    drawArrays.apply(this, given);
    probe.calls++;
    if (due) return;
    due = true;
    const seen = probe.waiting.splice(0), gl = this, channel = new MessageChannel();
    channel.port1.onmessage = () => {
      due = false;
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      probe.last = performance.now();
      for (const at of seen) probe.took.push(probe.last - at);
    };
    channel.port2.postMessage(0); // after this frame's own work, before whatever else is due
  };
})();"""
PROBE = probe("wheel", "pointermove")
STILL = """n => {
  const p = window.__moving;
  return p.waiting.length === 0 && p.took.length >= n && performance.now() - p.last > 900;
}"""
EVERY = "async () => (await import('/assets/modules/map/pace.mjs')).drawWhileMoving(Infinity)"
CLEAR = "() => { const p = window.__moving; p.took = []; p.waiting = []; return performance.now(); }"


def _took(page: Page, count: int) -> list[float]:
    page.wait_for_function(STILL, arg=count)
    return list(page.evaluate("() => window.__moving.took"))


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    return x, y


def measure(page: Page, *, steps: int) -> dict[str, list[float]]:
    """Milliseconds of each kind."""
    seen: dict[str, list[float]] = {"wheel": [], "wheel run": [], "drag": [], "rest": []}
    x, y = _middle(page)
    for step in range(max(4, steps // 4)):
        begun = page.evaluate(CLEAR)
        page.mouse.wheel(0, -120 if step % 8 < 4 else 120)
        seen["wheel"] += _took(page, 1)
        seen["rest"].append(page.evaluate("() => window.__moving.last") - begun)
    page.evaluate(CLEAR)
    for step in range(steps):
        page.mouse.wheel(0, -60 if step % 20 < 10 else 60)
        page.wait_for_timeout(40)
    seen["wheel run"] = _took(page, 1)
    page.evaluate(CLEAR)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + 4 * step, y + 2 * step)
        page.wait_for_timeout(20)
    page.mouse.up()
    seen["drag"] = _took(page, 1)
    return seen


def pages(sizes: list[int], script: str, *, folders: int = 0) -> Iterator[tuple[int, Page]]:
    """Open made-up maps of ``sizes``, one after the other, each in a new browser with ``script`` in its page."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        library = Library(home / "library")
        hashes = synthetic.fill(library, home / "pictures", synthetic.thumbnails())
        ids = [
            synthetic.store(
                library,
                hashes,
                synthetic.positions(n, column=False),
                name=f"{n:,}",
                home=home / "pictures",
                folders=folders,
            )
            for n in sizes
        ]
        with Server(home / "library") as server, sync_playwright() as driver:
            for n, map_id in zip(sizes, ids, strict=True):
                urllib.request.urlopen(f"{server.url}/map/{map_id}").close()
                browser = driver.chromium.launch(executable_path=find(), args=flags())
                page = browser.new_context(viewport=WINDOW, color_scheme="light").new_page()
                page.set_default_timeout(120_000)
                page.add_init_script(script)
                page.goto(f"{server.url}/map/{map_id}")
                page.wait_for_function(
                    "() => window.imagescape?.drawn === window.imagescape?.rows && window.imagescape?.rows > 0"
                )
                page.wait_for_timeout(2500)
                yield n, page
                browser.close()


def run(sizes: list[int], *, steps: int, every: bool = False) -> Iterator[tuple[int, dict[str, list[float]]]]:
    """Measure maps of ``sizes``, one after the other."""
    for n, page in pages(sizes, PROBE):
        if every:
            page.evaluate(EVERY)
        yield n, measure(page, steps=steps)


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    for n, seen in run([int(part) for part in asked.sizes.split(",") if part], steps=asked.steps, every=asked.all):
        print(f"{n:,} points")
        for what, values in seen.items():
            print(
                f"  {what:10s} median {statistics.median(values):8.1f}   p95 {p95(values):8.1f}   ({len(values)})",
                flush=True,
            )


if __name__ == "__main__":
    main()
