"""Owns the speed of a map that grows: from the button to a first map, how often it is filled, hover meanwhile, and the
whole of it.

``python -m benchmarks.growing [--folder FOLDER] [--runs 3]`` builds a folder (27,000 of cifar10 where shared/data has
it) from the page
with an empty library, a browser's pointer moving over the map all along, and then once more, from the page of another
map. The baseline is
embedding alone: the same folder, the same encoder, an empty library, no map. Quality is told against a layout in one go
of the same features.
"""

import argparse
import os
import platform
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks import data
from benchmarks.browser import PROBE, WINDOW, p95
from services.embedding import embed
from services.library import Library
from services.projections import tsne
from services.quality import trust
from services.schema import Recipe
from services.settings import Settings
from services.sources import scan
from tests.browser.chromium import find, flags
from tests.serving import Server

#: Pictures of a first map worth the name.
FIRST = 1000
PATIENCE = 1800
#: Milliseconds that the pointer rests on a picture: as long as a person looks at one.
RESTS = 600
STATE = """() => {
  const m = window.imagescape, p = window.__probe;
  return { n: m && m.ready ? m.drawn : 0, map: m && m.map, live: !(m && m._.meta && m._.meta.live === false), hovered: m ? m.hovered : null,
           t0: p.t0, painted: p.painted };
}"""


def embedding_alone(source: Path, home: Path) -> float:
    """Seconds from an empty library to all features, the encoder's loading counted."""
    library, settings, recipe = Library(home / "alone"), Settings(library=str(home / "alone")), Recipe()
    listener = data.Unheard()
    started = time.perf_counter()
    found = scan.find(str(source), max_pictures=settings.max_pictures)
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    embed.run(
        library, str(source), found.candidates, encoder=encoder, recipe=recipe, settings=settings, listener=listener
    )
    return time.perf_counter() - started


def watch(page: Page, url: str, source: Path) -> dict[str, Any]:
    """Build ``source`` from the page; what was seen, in seconds from the button, hover in milliseconds."""
    page.goto(url)
    # An empty library maps its demo first; whoever is new looks at that.
    page.wait_for_function("() => window.imagescape?.ready && !window.imagescape._.meta.live", timeout=120_000)
    page.locator("#folder").fill(str(source))
    page.wait_for_timeout(1500)
    demo = page.evaluate(STATE)["map"]
    started = time.perf_counter()
    page.locator("#build").click()
    grew: list[tuple[float, int]] = []
    hovers: list[float] = []
    dice = np.random.default_rng(1)
    while time.perf_counter() - started < PATIENCE:
        seen = page.evaluate(STATE)
        now = time.perf_counter() - started
        if seen["map"] == demo:
            page.wait_for_timeout(100)
            continue
        if seen["n"] and (not grew or seen["n"] != grew[-1][1]):
            grew.append((now, seen["n"]))
        if grew and not seen["live"]:
            break
        if not seen["n"]:
            page.wait_for_timeout(100)
            continue
        row = int(dice.integers(seen["n"]))
        at = page.evaluate("row => window.imagescape.pointAt(row)", row)
        if at:
            page.mouse.move(at["x"] + 30, at["y"] + 20)
            page.wait_for_timeout(60)
            page.mouse.move(at["x"], at["y"], steps=4)
            page.wait_for_timeout(RESTS)
            told = page.evaluate(STATE)
            if told["painted"] > told["t0"]:
                hovers.append(told["painted"] - told["t0"])
    whole = time.perf_counter() - started
    return {
        "map": seen["map"],
        "grew": grew,
        "hovers": hovers,
        "whole": whole,
        "again": again(page, url, source, demo, seen["map"]),
    }


def again(page: Page, url: str, source: Path, other: str, made: str) -> float:
    """Seconds from the button to the map ``made`` of the same folder, from the page of ``other``."""
    page.goto(f"{url}/map/{other}")
    page.wait_for_function("id => window.imagescape?.ready && window.imagescape.map === id", arg=other, timeout=60_000)
    page.locator("#folder").fill(str(source))
    page.wait_for_timeout(1500)
    started = time.perf_counter()
    page.locator("#build").click()
    page.wait_for_function(
        "id => window.imagescape.map === id && window.imagescape.ready && window.imagescape.drawn > 0",
        arg=made,
        timeout=60_000,
    )
    return time.perf_counter() - started


class Follow(threading.Thread):
    """Keeps the first layout of a library's growing map: drift is measured from it."""

    def __init__(self, library: Library, source: Path) -> None:
        super().__init__(daemon=True)
        self.library, self.source = library, str(source)
        self.first: Any = None

    def run(self) -> None:
        """Until there is one."""
        while self.first is None:
            for info in self.library.maps():
                latest = self.library.live(info.id) if info.source == self.source and info.state != "ready" else None
                if latest is not None and len(latest[1]) >= FIRST:
                    self.first = latest[1].copy()
            time.sleep(0.05)


class Weigh(threading.Thread):
    """Keeps the most memory that any one process below ``server`` has held, in bytes: the worker's, which is the
    largest by far.
    """

    def __init__(self, server: int) -> None:
        super().__init__(daemon=True)
        self.server, self.peak, self.over = server, 0, False

    def run(self) -> None:
        """Until told that it is over."""
        while not self.over:
            with suppress(psutil.Error):
                for process in psutil.Process(self.server).children(recursive=True):
                    with suppress(psutil.Error):
                        self.peak = max(self.peak, process.memory_info().rss)
            time.sleep(0.5)


def drift(first: Any, last: Any) -> float:
    """Median way of the first thousand from first map to last, each as wide as 1, as a page shows them."""
    a, b = (positions - (positions.max(axis=0) + positions.min(axis=0)) / 2 for positions in (first, last))
    a, b = (positions[:FIRST] / np.ptp(positions, axis=0).max() for positions in (a, b))
    return float(np.median(np.linalg.norm(a - b, axis=1)))


def in_one_go(features: Any, recipe: Recipe, threads: int) -> Any:
    """The layout of all features with no wave before it."""
    return tsne.run(
        features, recipe=recipe, threads=threads, tick=lambda *_: True, stage=lambda _: None, at_once=True
    ).positions


def report(library: Library, seen: dict[str, Any], alone: float, first: Any, *, threads: int) -> str:
    """One run in words."""
    info, rows = library.map(seen["map"]), library.rows(seen["map"])
    features = library.features(rows.hash, key=info.encoder_key, width=info.width)
    classes = [path.split("/")[0] for path in rows.path]
    whole = in_one_go(features, info.recipe, threads)
    grew = seen["grew"]
    gaps = np.diff([at for at, _ in grew])
    trust = [trust.measure(features, positions, seed=8).map or 0.0 for positions in (rows.positions, whole)]
    accuracy = [trust.knn_accuracy(positions, classes) for positions in (rows.positions, whole)]
    steps = ", ".join(f"{n:,} at {at:.1f}" for at, n in grew)
    return "\n".join([
        f"{info.n:,} pictures, map {info.id}; on the map (seconds from the button): {steps}",
        f"  first map of {FIRST:,}: {next((at for at, n in grew if n >= FIRST), float('nan')):.1f} s; longest gap while it filled: {gaps.max(initial=0):.1f} s",
        f"  hover p95 {p95(seen['hovers']):.0f} ms of {len(seen['hovers'])} moves, median {np.median(seen['hovers']):.0f} ms",
        f"  whole map {seen['whole']:.1f} s; embedding alone {alone:.1f} s; ratio {seen['whole'] / alone:.2f}; steps {info.seconds}",
        f"  trustworthiness {trust[0]:.4f}, in one go {trust[1]:.4f}; kNN accuracy {accuracy[0]:.4f}, in one go {accuracy[1]:.4f}",
        f"  median drift of the first thousand {drift(first, rows.positions):.3f} of the diameter",
        f"  the same folder once more: its map after {seen['again']:.2f} s; most memory of the worker {seen['peak'] / 1e6:,.0f} MB",
    ])  # fmt: skip


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for _ in range(asked.runs):
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            source = asked.folder or data.unpacked("cifar10-27000.tar.gz", home)
            if source is None:
                sys.exit("Give a folder: shared/data has no cifar10-27000.tar.gz here.")
            alone = embedding_alone(source, home)
            library = Library(home / "library")
            follow = Follow(library, source)
            with Server(home / "library") as server, sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=find(), args=flags())
                context = browser.new_context(viewport=WINDOW)
                context.add_init_script(PROBE)
                page = context.new_page()
                follow.start()
                weigh = Weigh(server.process.pid)
                weigh.start()
                seen = watch(page, server.url, source)
                weigh.over = True
                browser.close()
            seen["peak"] = weigh.peak
            print(report(library, seen, alone, follow.first, threads=Settings().threads), flush=True)


if __name__ == "__main__":
    main()
