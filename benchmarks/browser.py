"""Owns the speed of the page: ours against a bare Dash page with the same points, in one run and by one probe.

``python -m benchmarks.browser [--sizes 27000,100000,1000000] [--quick] [--moves 200] [--only hover,open,lasso,heap]``
prints, for each size:

- pointer to painted picture: from the pointer's event to the frame after the picture was decoded, thumbnails never
asked for before;
- page to hoverable: from the navigation to the first picture painted, a pointer moving over the place all along; a new,
empty
  browser cache each time;
- lasso around half of the points: from the button's release to the frame that shows the selection, and the whole
gesture;
- memory: JavaScript heap after a collection, and the renderer process.

Ours and the bare page take turns. 100,000 points at one x are measured too (plotly.js#8036); the bare page takes
seconds a move there,
and minutes for its lasso around a million: all of it is half an hour, ``--only`` and ``--moves`` shorten it.
"""

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from benchmarks import synthetic
from services.library import Library
from tests.browser.chromium import find, flags
from tests.serving import ROOT, Server, free_port

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
SIZES = (27_000, 100_000, 1_000_000)
WINDOW = {"width": 1600, "height": 900}
#: Milliseconds that the pointer waits before it sets out, steps it comes in, milliseconds it then stays.
PAUSE = (60, 120)
STEPS = 4
SETTLE = 170
PATIENCE = 120_000
#: Seconds for the moves of one page, and moves that are made however long they take.
LONGEST, FEWEST = 240, 10
#: The bare page has no tool of its own in reach.
LASSO = """() => {
  const gd = document.querySelector(".js-plotly-plot");
  window.__probe.watch(gd);
  return Plotly.relayout(gd, { dragmode: "lasso" }).then(() => 1);
}"""


@dataclass
class Case:
    """One set of points on both pages, and what was measured: {what: {"ours": [...], "bare": [...]}}."""

    name: str
    points: np.ndarray
    ours: str
    bare: str
    seen: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, what: str, who: str, values: list[float]) -> None:
        """Keep what was measured."""
        self.seen.setdefault(what, {}).setdefault(who, []).extend(values)


@contextmanager
def bare_page(home: Path, points: np.ndarray, pictures: list[bytes]) -> Iterator[str]:
    """The bare page in a process of its own; its address."""
    port = free_port()
    npz, thumbs = home / f"points-{port}.npz", home / f"thumbs-{port}.npz"
    np.savez(npz, x=points[:, 0], y=points[:, 1], codes=synthetic.codes(len(points)))
    np.savez(thumbs, data=np.frombuffer(b"".join(pictures), np.uint8), sizes=np.array([len(p) for p in pictures]))
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.bare_page",
        "--port",
        str(port),
        "--points",
        str(npz),
        "--thumbnails",
        str(thumbs),
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    url = f"http://localhost:{port}/"
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(url, timeout=2).close()
                break
            time.sleep(0.05)
        urllib.request.urlopen(f"{url}_dash-layout", timeout=60).read()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _tab(browser: Browser) -> Page:
    context = browser.new_context(viewport=WINDOW, color_scheme="light")
    context.add_init_script(PROBE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def _opened(browser: Browser, url: str) -> Page:
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


def _pixel(page: Page, point: np.ndarray) -> tuple[float, float]:
    x, y = page.evaluate("([x, y]) => window.__probe.pixel(x, y)", [float(point[0]), float(point[1])])
    return x, y


def hover(page: Page, points: np.ndarray, *, moves: int, seed: int) -> list[float]:
    """Milliseconds from the pointer's arrival on a point to the frame that shows its picture.

    The pointer comes as a hand brings it, in a few steps from 40 pixels away; what was painted before it arrived does
    not count. A page
    that takes seconds for a move, as the bare one where all points share an x, makes as many as :data:`LONGEST` has
    room for.
    """
    dice = random.Random(seed)
    took: list[float] = []
    started = time.perf_counter()
    for _ in range(moves * 3):
        if len(took) == moves or (len(took) >= FEWEST and time.perf_counter() - started > LONGEST):
            break
        (x, y), turn = _pixel(page, points[dice.randrange(len(points))]), dice.uniform(0, 2 * np.pi)
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
    told: dict[str, float] = {"hoverable": first}
    if page.evaluate("() => Boolean(window.imagescape)"):
        with suppress(Exception):
            page.wait_for_function("() => 'complete' in window.__probe.events", timeout=30_000)
    told.update(page.evaluate("() => window.__probe.events"))
    page.context.close()
    return told


def lasso(page: Page, points: np.ndarray, *, ours: bool) -> dict[str, float]:
    """Around the half of the points left of the median: ``gesture`` and ``release`` in milliseconds, and how many were
    caught.
    """
    if ours:
        page.locator("#tool-lasso").click()
    else:
        page.evaluate(LASSO)
    page.wait_for_timeout(1000)
    low, high, middle = points.min(0), points.max(0), float(np.median(points[:, 0]))
    left, bottom = _pixel(page, low)
    _, top = _pixel(page, high)
    edge, _ = _pixel(page, np.array([middle, 0.0]))
    corners = [(left - 4, top - 4), (edge, top - 4), (edge, bottom + 4), (left - 4, bottom + 4), (left - 4, top - 2)]
    started = time.perf_counter()
    page.mouse.move(*corners[0])
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    page.wait_for_function("() => window.__probe.lasso")
    gesture = (time.perf_counter() - started) * 1000
    told = page.evaluate("() => window.__probe.lasso")
    return {"gesture": gesture, "release": told["took"], "rows": told["count"]}


def heap(page: Page) -> dict[str, float]:
    """MB: ``heap`` of JavaScript after a collection, ``buffers`` outside of it as far as the page can tell, ``process``
    of the renderer.
    """
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    usage = session.send("Runtime.getHeapUsage")
    told = {"heap": metrics["JSHeapUsedSize"] / 1e6, "buffers": usage.get("backingStorageSize", 0) / 1e6}
    import psutil

    renderers = [p for p in psutil.Process().children(recursive=True) if "--type=renderer" in " ".join(p.cmdline())]
    told["process"] = max((p.memory_info().rss for p in renderers), default=0) / 1e6
    return told


def measure(browser: Browser, case: Case, *, only: set[str], moves: int, opens: int) -> None:
    """Everything of one case, ours and the bare page by turns."""
    pages = {"ours": case.ours, "bare": case.bare}
    if only & {"hover", "lasso", "heap"}:
        for who, url in pages.items():
            page = _opened(browser, url)
            if "hover" in only:
                hover(page, case.points, moves=5, seed=1)
                case.add("hover", who, hover(page, case.points, moves=moves, seed=2))
            if "heap" in only:
                for what, value in heap(page).items():
                    case.add(what, who, [value])
            if "lasso" in only:
                # The bare page may take longer around a million than anyone waits: then there is no figure of it.
                with suppress(PlaywrightTimeout):
                    for what, value in lasso(page, case.points, ours=who == "ours").items():
                        case.add(f"lasso {what}", who, [value])
            page.context.close()
    if "open" in only:
        spots = {}
        for who, url in pages.items():
            page = _opened(browser, url)
            spots[who] = _pixel(page, case.points[0])
            page.context.close()
        for _ in range(opens):
            for who, url in pages.items():
                for what, value in open_page(browser, url, spots[who]).items():
                    case.add(what, who, [value])


def p95(values: list[float]) -> float:
    """The value that 95 of a hundred do not exceed."""
    return float(np.percentile(values, 95)) if values else float("nan")


def report(case: Case) -> str:
    """The case as lines of text."""
    lines = [case.name]
    for what, by in case.seen.items():
        for who, values in by.items():
            shown = (
                f"median {statistics.median(values):9.1f}   p95 {p95(values):9.1f}   ({len(values)})"
                if values
                else "nothing"
            )
            lines.append(f"  {what:16s} {who:5s} {shown}")
        if {"ours", "bare"} <= set(by) and all(by.values()):
            summary = p95 if what == "hover" else statistics.median
            lines.append(f"  {what:16s} ratio {summary(by['ours']) / summary(by['bare']):.2f}")
    return "\n".join(lines)


def run(sizes: list[int], *, only: set[str], moves: int, opens: int, column: int = 100_000) -> Iterator[Case]:
    """Measure every size, then ``column`` points at one x (0 leaves them out)."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        library = Library(home / "library")
        pictures = synthetic.thumbnails()
        hashes = synthetic.fill(library, home / "pictures", pictures)
        wanted = [(f"{n:,} points", synthetic.positions(n, column=False)) for n in sizes]
        if column:
            wanted.append((f"{column:,} points at one x", synthetic.positions(column, column=True)))
        # Before the server starts: in an empty library it would begin to map its demo.
        ids = [synthetic.store(library, hashes, points, name=name, home=home / "pictures") for name, points in wanted]
        with Server(home / "library") as server, sync_playwright() as driver:
            for (name, points), map_id in zip(wanted, ids, strict=True):
                # The first look at a map makes what is kept of it from then on; a map is opened many times.
                urllib.request.urlopen(f"{server.url}/map/{map_id}").close()
                browser = driver.chromium.launch(executable_path=find(), args=flags())
                with bare_page(home, points, pictures) as bare:
                    case = Case(name, points, f"{server.url}/map/{map_id}", bare)
                    measure(browser, case, only=only, moves=moves, opens=opens)
                browser.close()
                yield case


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--quick", action="store_true", help="a quarter of the moves, one opening less")
    parser.add_argument("--only", default="hover,open,lasso,heap")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--column", type=int, default=100_000)
    asked = parser.parse_args()
    names = ("dash", "plotly", "dash-mantine-components", "playwright")
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in names)
    )
    sizes = [int(part) for part in asked.sizes.split(",") if part]
    only = set(asked.only.split(","))
    for case in run(
        sizes,
        only=only,
        moves=min(50, asked.moves) if asked.quick else asked.moves,
        opens=2 if asked.quick else 5,
        column=asked.column,
    ):
        print(report(case), flush=True)


if __name__ == "__main__":
    main()
