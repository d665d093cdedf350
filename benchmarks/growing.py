"""Owns the speed of a map that grows: from the button to a first map, how often it is filled, hover meanwhile, and the
whole of it.

``python -m benchmarks.growing [--folder FOLDER] [--runs 3]`` builds a folder (27,000 of cifar10 where shared/data has
it) from the page with an empty library, while a browser's pointer moves over the map, and then once more, from the page
of another map. The baseline is embedding alone: the same folder, the same encoder, an empty library, no map. Quality
is compared with a layout in one go of the same features.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks import data
from benchmarks.gestures import PROBE, WINDOW
from benchmarks.observers import FIRST, FirstLayout, PeakMemory, drift
from benchmarks.report import entry, p95, say
from docs import speed_sections
from docs.measured import Row
from services.embedding import embed
from services.library import Library
from services.projections import tsne
from services.quality import trust
from services.schema import Recipe
from services.settings import Settings
from services.sources import scan
from tests.browser.chromium import find, flags
from tests.serving import Server

#: Seconds that a build may take.
PATIENCE = 1800
#: Milliseconds that the pointer rests on a picture: as long as a person looks at one.
RESTS = 600
STATE = """() => {
  const m = window.imagescape, p = window.__probe;
  const live = !(m && m._.meta && m._.meta.live === false);
  return { n: m && m.ready ? m.drawn : 0, map: m && m.map, live, hovered: m ? m.hovered : null,
           t0: p.t0, painted: p.painted };
}"""


def embedding_alone(source: Path, home: Path) -> float:
    """Seconds from an empty library to all features, the encoder's loading counted."""
    library, settings, recipe = Library(home / "alone"), Settings(library=str(home / "alone")), Recipe()
    listener = data.SilentListener()
    started = time.perf_counter()
    found = scan.find(str(source), max_pictures=settings.max_pictures)
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    embed.run(
        library, str(source), found.candidates, encoder=encoder, recipe=recipe, settings=settings, listener=listener
    )
    return time.perf_counter() - started


def _hover(page: Page, row: int) -> float | None:
    """Milliseconds from the pointer's arrival on a row to its painted picture; None where no picture came."""
    at = page.evaluate("row => window.imagescape.pointAt(row)", row)
    if not at:
        return None
    page.mouse.move(at["x"] + 30, at["y"] + 20)
    page.wait_for_timeout(60)
    page.mouse.move(at["x"], at["y"], steps=4)
    page.wait_for_timeout(RESTS)
    seen = page.evaluate(STATE)
    return seen["painted"] - seen["t0"] if seen["painted"] > seen["t0"] else None


def watch(page: Page, url: str, source: Path) -> dict[str, Any]:
    """Build ``source`` from the page; what was seen, in seconds from the button, hover in milliseconds."""
    page.goto(url)
    # An empty library maps its demo first; whoever is new looks at that.
    page.wait_for_function("() => window.imagescape?.ready && !window.imagescape.state().view.live", timeout=120_000)
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
        count = seen["n"] if seen["map"] != demo else 0
        if count and (not grew or count != grew[-1][1]):
            grew.append((now, count))
        if count and not seen["live"]:
            break
        if not count:
            page.wait_for_timeout(100)
            continue
        took = _hover(page, int(dice.integers(count)))
        hovers += [] if took is None else [took]
    whole = time.perf_counter() - started
    after = again(page, url, source, demo, seen["map"])
    return {"map": seen["map"], "grew": grew, "hovers": hovers, "whole": whole, "again": after}


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


def row(library: Library, seen: dict[str, Any], alone: float, first: FirstLayout, peak: int) -> Row:
    """One run, as the data file keeps it."""
    info, rows = library.maps.get(seen["map"]), library.maps.rows(seen["map"])
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width)
    classes = [path.split("/")[0] for path in rows.path]
    quiet: dict[str, Any] = {"tick": lambda *_: True, "stage": lambda _: None}
    at_once = tsne.run(features, recipe=info.recipe, threads=Settings().threads, at_once=True, **quiet).positions
    trusts = [trust.measure(features, positions, seed=8).map or 0.0 for positions in (rows.positions, at_once)]
    accuracies = [trust.knn_accuracy(positions, classes) for positions in (rows.positions, at_once)]
    grew, hovers = seen["grew"], seen["hovers"]
    moved = round(drift(first.positions, rows.positions), 3) if first.positions is not None else None
    return {
        "pictures": info.n,
        "first": round(next((at for at, n in grew if n >= FIRST), float("nan")), 1),
        "gap": round(float(np.diff([at for at, _ in grew]).max(initial=0)), 1),
        "hover": {"median": round(float(np.median(hovers))), "p95": round(p95(hovers)), "moves": len(hovers)},
        "whole": round(seen["whole"], 1),
        "alone": round(alone, 1),
        "ratio": round(seen["whole"] / alone, 2),
        "steps": info.seconds,
        "trust": round(trusts[0], 4),
        "trust_at_once": round(trusts[1], 4),
        "accuracy": round(accuracies[0], 4),
        "accuracy_at_once": round(accuracies[1], 4),
        "drift": moved,
        "again": round(seen["again"], 2),
        "memory": round(peak / 1e6),
        "map": info.id,
        "grew": [[round(at, 1), n] for at, n in grew],
    }


def run(folder: Path | None, home: Path) -> Row:
    """Measure once, in an empty library."""
    source = folder or data.cifar10(home)
    alone = embedding_alone(source, home)
    library = Library(home / "library")
    first = FirstLayout(library, source)
    with Server(home / "library") as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=flags())
        context = browser.new_context(viewport=WINDOW)
        context.add_init_script(PROBE)
        page = context.new_page()
        first.start()
        memory = PeakMemory(server.process.pid)
        memory.start()
        seen = watch(page, server.url, source)
        memory.over = True
        browser.close()
    return row(library, seen, alone, first, memory.peak)


def main() -> None:
    """Print each run, and write the entry of all where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the entry of all runs to this file")
    asked = parser.parse_args()
    rows: list[Row] = []
    for _ in range(asked.runs):
        with tempfile.TemporaryDirectory() as place:
            rows.append(run(asked.folder, Path(place)))
        say(speed_sections.growing([entry(rows[-1:])]))
    if asked.json:
        asked.json.write_text(json.dumps(entry(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
