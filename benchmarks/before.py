"""Owns "as fast as before": this checkout against another one, in turns, by the rule that CONTRIBUTING states.

``python -m benchmarks.before OTHER [--turns 9] [--only build,page,moving,waits] [--pictures 27000]`` runs both, each
with its own ``.venv/bin/python``, one after the other in each turn, and prints for each figure the median of the ratios
(this / OTHER) and the interval that holds the true median with a certainty of at least 95 %. The rule holds if the
median is at most 1.03, or if the interval includes 1.

- build: the command ``app.py build`` on 2,000 pictures of cifar10, into a library that has the converted encoder: wall
  seconds, those of its steps, and its peak memory.
- page: a map of ``--pictures`` pictures, made by OTHER and opened by both: page to hoverable, what the first load asks
  for, hover (95th percentile of the moves of a turn), and the memory of the page and of the server.
- moving: the same map under a hand that turns the wheel and drags (:mod:`benchmarks.moving`).
- waits: how long a user waits for the program itself (:mod:`benchmarks.waits`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
from playwright.sync_api import sync_playwright

from benchmarks import data, gestures, moving, waits
from benchmarks.report import machine, p95, say, versions
from services.library import Library
from tests.browser.chromium import find, flags
from tests.serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
#: Real pictures that there are.
REAL = 27_000
#: Steps of the wheel, and of a drag, in each turn.
STEPS = 24
#: The largest median ratio that counts as "as fast as before".
ALLOWED = 1.03

Figures = dict[str, float]


def build(checkout: Path, folder: Path, library: Path, *options: str) -> tuple[Figures, str]:
    """Build a map by the command line: seconds and megabytes, and the map's id."""
    command = [str(checkout / ".venv/bin/python"), "app.py", "build", str(folder), "--library", str(library), "--json"]
    started = time.perf_counter()
    with (library.parent / "build.json").open("w+") as out:
        process = subprocess.Popen([*command, *options], cwd=checkout, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        out.seek(0)
        told = json.loads(out.read())
    steps = {f"build {step}, s": told["seconds"][step] for step in ("embed", "project", "measure")}
    return {"build, s": wall, **steps, "build memory, MB": usage.ru_maxrss / 1000}, told["map"]


def small_library(checkout: Path, few: Path, home: Path) -> Path:
    """A library in the new folder ``home``: the converted encoder, and the map of ``few``, as ``checkout`` makes it."""
    home.mkdir()
    build(checkout, few, home / "library")
    return home / "library"


def look(browser: Browser, server: Server, map_id: str, points: np.ndarray, *, turn: int, moves: int) -> Figures:
    """Open the page and hover over its points."""
    url = f"{server.url}/map/{map_id}"
    page = gestures.opened(browser, url)
    spot = gestures.pixel(page, points[0])
    gestures.hover(page, points, moves=5, seed=100 + turn)
    took = gestures.hover(page, points, moves=moves, seed=turn)
    memory = gestures.heap(page)
    page.context.close()
    hoverable = gestures.open_page(browser, url, spot)["hoverable"]
    load = gestures.first_load(browser, url)
    return {
        "first load, requests": load["requests"],
        "first load, kB": load["kilobytes"],
        "page to hoverable, ms": hoverable,
        "hover p95, ms": p95(took),
        "page heap, MB": memory["heap"],
        "page process, MB": memory["process"],
        "server memory, MB": psutil.Process(server.process.pid).memory_info().rss / 1e6,
    }


def move(browser: Browser, server: Server, map_id: str) -> Figures:
    """Turn the wheel and drag."""
    page = browser.new_context(viewport=gestures.WINDOW, color_scheme="light").new_page()
    page.set_default_timeout(gestures.PATIENCE)
    page.add_init_script(moving.PROBE)
    page.goto(f"{server.url}/map/{map_id}")
    page.wait_for_function("() => window.imagescape?.ready && window.imagescape.drawn === window.imagescape.rows")
    page.wait_for_timeout(2500)
    seen = moving.measure(page, steps=STEPS)
    page.context.close()
    return {
        "a step of the wheel, p95 ms": p95(seen["wheel"]),
        "a step of a drag, p95 ms": p95(seen["drag"]),
        "from a step to all points, ms": float(np.median(seen["rest"])),
    }


def interval(ratios: list[float]) -> tuple[float, float]:
    """The narrowest pair of order statistics, as far from the ends as each other, that holds the median with 95 %."""
    from scipy.stats import binom

    ordered, n = sorted(ratios), len(ratios)
    cut = max((k for k in range(n // 2) if 1 - 2 * binom.cdf(k, n, 0.5) >= 0.95), default=0)
    return ordered[cut], ordered[n - 1 - cut]


def report(turns: list[tuple[Figures, Figures]]) -> None:
    """Print a line for each figure: medians of both, the ratio, its interval, and whether the rule holds."""
    pairs = defaultdict(list)
    for ours, theirs in turns:
        for name in ours:
            pairs[name].append((ours[name], theirs[name]))
    say(f"{'':40}{'this':>9}{'other':>9}{'ratio':>8}  interval       turns")
    for name, values in pairs.items():
        ratios = [a / b for a, b in values]
        low, high = interval(ratios)
        ratio = float(np.median(ratios))
        holds = "as before" if ratio <= ALLOWED or low <= 1 <= high else "MORE"
        ours, theirs = (float(np.median(column)) for column in zip(*values, strict=True))
        say(f"{name:40}{ours:9.2f}{theirs:9.2f}{ratio:8.3f}  {low:.3f} to {high:.3f}{len(values):5}  {holds}")


def in_turns(turns: int, run: Callable[[int, bool], Figures]) -> list[tuple[Figures, Figures]]:
    """Call ``run(turn, ours)`` for both checkouts in each turn. The first turn fills the caches and does not count."""
    return [(run(turn, True), run(turn, False)) for turn in range(turns + 1)][1:]


def builds(other: Path, home: Path, turns: int) -> None:
    """Compare the command line."""
    small = data.of_each_class(data.cifar10(home), 200, home)
    few = data.of_each_class(small, 2, home)
    checkouts = {True: ROOT, False: other}
    made = {ours: small_library(checkout, few, home / f"build-{ours}") for ours, checkout in checkouts.items()}

    def run(_turn: int, ours: bool) -> Figures:
        with tempfile.TemporaryDirectory(dir=home) as place:
            library = Path(place) / "library"
            shutil.copytree(made[ours] / "models", library / "models")
            return build(checkouts[ours], small, library)[0]

    seen = in_turns(turns, run)
    count = sum(file.is_file() for file in small.rglob("*"))
    say(f"app.py build of {count:,} pictures")
    report(seen)


def pages(other: Path, home: Path, turns: int, *, pictures: int, made: bool, moves: int, only: str) -> None:
    """Compare the page. Above 27,000 pictures the map is made up, as embedding a million takes hours."""
    theirs = home / "map" / "theirs"
    theirs.parent.mkdir()
    map_id = made_up(other, theirs, pictures) if made or pictures > REAL else real_map(other, home, pictures)
    # Whatever reads theirs must be theirs: a newer Imagescape would bring it into a form that an older one refuses.
    library = shutil.copytree(theirs, home / "map" / "ours")
    points = Library(library).maps.rows(map_id).positions
    with Server(library) as our_server, Server(theirs, checkout=other) as their_server, sync_playwright() as driver:

        def run(turn: int, ours: bool) -> Figures:
            server = our_server if ours else their_server
            with driver.chromium.launch(executable_path=find(), args=flags()) as browser:
                seen = look(browser, server, map_id, points, turn=turn, moves=moves) if "page" in only else {}
                return {**seen, **(move(browser, server, map_id) if "moving" in only else {})}

        seen = in_turns(turns, run)
    say(f"the page on a map of {len(points):,} pictures, {moves} moves a turn")
    report(seen)


def real_map(other: Path, home: Path, pictures: int) -> str:
    """The id of a map of real pictures, made by the other checkout."""
    folder = data.of_each_class(data.cifar10(home), pictures // 10, home)
    return build(other, folder, home / "map" / "theirs", "--projection", "pca")[1]


#: What makes a map up, run by the other checkout: its library has a format that both can read.
MADE_UP = """
import sys
from pathlib import Path
from benchmarks import synthetic
from services.library import Library
library, place, pictures = Library(Path(sys.argv[1])), Path(sys.argv[1]) / "pictures", int(sys.argv[2])
hashes = synthetic.fill(library, place, synthetic.thumbnails())
points = synthetic.positions(pictures, column=False)
print(synthetic.store(library, hashes, points, name=f"{pictures:,}", home=place))
"""


def made_up(other: Path, library: Path, pictures: int) -> str:
    """The same of a map that is made up."""
    command = [str(other / ".venv/bin/python"), "-c", MADE_UP, str(library), str(pictures)]
    made = subprocess.run(command, cwd=other, check=True, stdout=subprocess.PIPE, text=True)
    return made.stdout.split()[-1]


def program(other: Path, home: Path, turns: int) -> None:
    """Compare what a user waits for besides maps. The library of each turn has one small map."""
    folder = data.of_each_class(data.cifar10(home), 2_700, home)
    few = data.of_each_class(folder, 20, home)
    checkouts = {True: ROOT, False: other}
    made = {ours: small_library(checkout, few, home / f"waits-{ours}") for ours, checkout in checkouts.items()}

    def run(_turn: int, ours: bool) -> Figures:
        with tempfile.TemporaryDirectory(dir=home) as place, sync_playwright() as driver:
            library = shutil.copytree(made[ours], Path(place) / "library")
            with driver.chromium.launch(executable_path=find(), args=flags()) as browser:
                return waits.measure(browser, Server(library, checkout=checkouts[ours]), folder)

    seen = in_turns(turns, run)
    say("waiting for the program")
    report(seen)


def main() -> None:
    """Compare what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--only", default="build,page,moving,waits")
    parser.add_argument("--pictures", type=int, default=27_000)
    parser.add_argument("--made-up", action="store_true", help="points of no real pictures, which need no embedding")
    parser.add_argument("--moves", type=int, default=60, help="of the pointer, in each turn")
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}")
    with tempfile.TemporaryDirectory() as place:
        home, other = Path(place), asked.other.resolve()
        if "build" in asked.only:
            builds(other, home, asked.turns)
        if "page" in asked.only or "moving" in asked.only:
            pages(
                other,
                home,
                asked.turns,
                pictures=asked.pictures,
                made=asked.made_up,
                moves=asked.moves,
                only=asked.only,
            )
        if "waits" in asked.only:
            program(other, home, asked.turns)


if __name__ == "__main__":
    main()
