"""Owns what a browser's pointer does to a page while a probe measures it: hover, open, lasso, and memory.

The same gestures and the same probe serve Imagescape's page and the bare one.
"""

import random
import re
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
WINDOW = {"width": 1600, "height": 900}
#: Milliseconds that the pointer waits before it sets out, steps it comes in, milliseconds it then stays.
PAUSE = (60, 120)
STEPS = 4
SETTLE = 170
#: Milliseconds that a page may take for anything.
PATIENCE = 120_000
#: Seconds for the moves of one page, and moves that are made however long they take.
LONGEST, FEWEST = 240, 10
#: The bare page's tools are out of the pointer's reach.
LASSO = """() => {
  const gd = document.querySelector(".js-plotly-plot");
  window.__probe.watch(gd);
  return Plotly.relayout(gd, { dragmode: "lasso" }).then(() => 1);
}"""


def _tab(browser: Browser) -> Page:
    context = browser.new_context(viewport=WINDOW, color_scheme="light")
    context.add_init_script(PROBE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def opened(browser: Browser, url: str) -> Page:
    """A page on which every point is drawn and hover works."""
    page = _tab(browser)
    page.goto(url)
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')?._fullData?.[0]?.x?.length > 1")
    with suppress(Exception):
        page.wait_for_function(
            "() => !window.imagescape || window.imagescape.drawn === window.imagescape.rows", timeout=60_000
        )
    page.wait_for_timeout(1500)
    return page


def pixel(page: Page, point: NDArray[np.float32]) -> tuple[float, float]:
    """Where a point of the map is painted, in pixels of the window."""
    x, y = page.evaluate("([x, y]) => window.__probe.pixel(x, y)", [float(point[0]), float(point[1])])
    return x, y


def hover(page: Page, points: NDArray[np.float32], *, moves: int, seed: int) -> list[float]:
    """Milliseconds from the pointer's arrival on a point to the frame that shows its picture.

    The pointer comes as a hand brings it, in a few steps from 40 pixels away; what was painted before it arrived does
    not count. A page that takes seconds for a move, as the bare one where all points share an x, makes as many as
    :data:`LONGEST` has room for.
    """
    dice = random.Random(seed)
    took: list[float] = []
    started = time.perf_counter()
    for _ in range(moves * 3):
        if len(took) == moves or (len(took) >= FEWEST and time.perf_counter() - started > LONGEST):
            break
        (x, y), turn = pixel(page, points[dice.randrange(len(points))]), dice.uniform(0, 2 * np.pi)
        page.mouse.move(x + 40 * np.cos(turn), y + 40 * np.sin(turn))
        page.wait_for_timeout(dice.uniform(*PAUSE))
        page.mouse.move(x, y, steps=STEPS)
        page.wait_for_timeout(SETTLE)
        arrived, painted = page.evaluate("() => [window.__probe.t0, window.__probe.painted]")
        if painted > arrived:
            took.append(painted - arrived)
    return took


def open_page(browser: Browser, url: str, at: tuple[float, float]) -> dict[str, float]:
    """Milliseconds from the navigation: ``hoverable``, and ``ready`` and ``complete`` where the page tells."""
    page = _tab(browser)
    page.goto(url, wait_until="commit")
    end = time.time() + PATIENCE / 1000
    step = 0
    while time.time() < end:
        step += 1
        page.mouse.move(at[0] + step % 2 * 2, at[1])
        first = page.evaluate("() => window.__probe?.first")
        if first:
            break
        page.wait_for_timeout(10)
    page.wait_for_timeout(300)
    seen: dict[str, float] = {"hoverable": first}
    if page.evaluate("() => Boolean(window.imagescape)"):
        with suppress(Exception):
            page.wait_for_function("() => 'complete' in window.__probe.events", timeout=30_000)
    seen.update(page.evaluate("() => window.__probe.events"))
    page.context.close()
    return seen


def first_load(browser: Browser, url: str) -> dict[str, float]:
    """What a browser that knows nothing asks for until every point is drawn and the page is quiet.

    ``requests``, and ``kilobytes`` as they travel. What is asked by the clock (progress, health) is left out.
    """
    page = _tab(browser)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.requestWillBeSent", lambda e: asked.__setitem__(e["requestId"], e["request"]["url"]))
    session.on("Network.loadingFinished", lambda e: sizes.__setitem__(e["requestId"], e["encodedDataLength"]))
    page.goto(url)
    page.wait_for_function("() => window.imagescape?.ready && window.imagescape.drawn === window.imagescape.rows")
    page.wait_for_timeout(2500)
    page.context.close()
    counted = [key for key, address in asked.items() if not re.search(r"/(progress|health)\b|^data:", address)]
    return {"requests": len(counted), "kilobytes": sum(sizes.get(key, 0) for key in counted) / 1000}


def lasso(page: Page, points: NDArray[np.float32], *, ours: bool) -> dict[str, float]:
    """Around the half of the points left of the median: ``gesture`` and ``release`` in milliseconds, and how many were
    caught.
    """
    if ours:
        page.locator("#tool-lasso").click()
    else:
        page.evaluate(LASSO)
    page.wait_for_timeout(1000)
    low, high, middle = points.min(0), points.max(0), float(np.median(points[:, 0]))
    left, bottom = pixel(page, low)
    _, top = pixel(page, high)
    edge, _ = pixel(page, np.array([middle, 0.0]))
    corners = [(left - 4, top - 4), (edge, top - 4), (edge, bottom + 4), (left - 4, bottom + 4), (left - 4, top - 2)]
    started = time.perf_counter()
    page.mouse.move(*corners[0])
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    page.wait_for_function("() => window.__probe.lasso")
    gesture = (time.perf_counter() - started) * 1000
    seen = page.evaluate("() => window.__probe.lasso")
    return {"gesture": gesture, "release": seen["took"], "rows": seen["count"]}


def heap(page: Page) -> dict[str, float]:
    """MB: ``heap`` of JavaScript after a collection, ``buffers`` outside of it as far as the page can tell, ``process``
    of the renderer.
    """
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    usage = session.send("Runtime.getHeapUsage")
    seen = {"heap": metrics["JSHeapUsedSize"] / 1e6, "buffers": usage.get("backingStorageSize", 0) / 1e6}
    renderers = [p for p in psutil.Process().children(recursive=True) if "--type=renderer" in " ".join(p.cmdline())]
    seen["process"] = max((p.memory_info().rss for p in renderers), default=0) / 1e6
    return seen
