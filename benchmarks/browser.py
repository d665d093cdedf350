"""Owns the speed of the page: ours against a bare Dash page with the same points, in one run and by one probe.

``python -m benchmarks.browser [--sizes 27000,100000,1000000] [--quick] [--moves 200] [--only hover,open,lasso,heap]``
prints, for each size:

- pointer to painted picture: from the pointer's event to the frame after the picture was decoded; no thumbnail was
  asked for before;
- page to hoverable: from the navigation to the first painted picture, while a pointer moves over the place; a new,
  empty browser cache each time;
- lasso around half of the points: from the button's release to the frame that shows the selection, and the whole
  gesture;
- memory: JavaScript heap after a collection, and the renderer process.

Ours and the bare page take turns. 100,000 points at one x are measured too (plotly.js#8036): there the bare page takes
seconds for a move. Its lasso around a million takes minutes. All of it is half an hour; ``--only`` and ``--moves``
shorten it.
"""

import argparse
import json
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from benchmarks import bare_page, synthetic
from benchmarks.gestures import heap, hover, lasso, open_page, opened, pixel
from benchmarks.report import entry, p95, say
from docs import speed_sections
from docs.measured import Row
from services.library import Library
from tests.browser.chromium import find, flags
from tests.serving import Server

SIZES = (27_000, 100_000, 1_000_000)
#: Packages that decide what a page does, beside those of every entry.
PACKAGES = ("dash-mantine-components", "playwright")


@dataclass
class Case:
    """One set of points on both pages, and what was measured: {what: {"ours": [...], "bare": [...]}}."""

    points: NDArray[np.float32]
    ours: str
    bare: str
    one_x: bool
    seen: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, what: str, who: str, values: list[float]) -> None:
        """Keep what was measured."""
        self.seen.setdefault(what, {}).setdefault(who, []).extend(values)


def measure(browser: Browser, case: Case, *, only: set[str], moves: int, opens: int) -> None:
    """Everything of one case, ours and the bare page by turns."""
    pages = {"ours": case.ours, "bare": case.bare}
    if only & {"hover", "lasso", "heap"}:
        for who, url in pages.items():
            page = opened(browser, url)
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
            page = opened(browser, url)
            spots[who] = pixel(page, case.points[0])
            page.context.close()
        for _ in range(opens):
            for who, url in pages.items():
                for what, value in open_page(browser, url, spots[who]).items():
                    case.add(what, who, [value])


def row(case: Case) -> Row:
    """The case as the data file keeps it: medians, 95th percentiles and counts, and the ratio of ours to the bare
    page's (of medians; of hover, of the 95th percentiles).
    """
    seen: dict[str, Row] = {}
    for what, by in case.seen.items():
        seen[what] = {
            who: {"median": round(statistics.median(values), 1), "p95": round(p95(values), 1), "count": len(values)}
            for who, values in by.items()
            if values
        }
        if {"ours", "bare"} <= set(seen[what]):
            summary = p95 if what == "hover" else statistics.median
            seen[what]["ratio"] = round(summary(by["ours"]) / summary(by["bare"]), 2)
    return {"points": len(case.points), "one_x": case.one_x, "seen": seen}


def run(sizes: list[int], *, only: set[str], moves: int, opens: int, column: int = 100_000) -> Iterator[Case]:
    """Measure every size, then ``column`` points at one x (0 leaves them out)."""
    wanted = [(n, False) for n in sizes] + ([(column, True)] if column else [])
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        library, pictures = Library(home / "library"), synthetic.thumbnails()
        hashes = synthetic.fill(library, home / "pictures", pictures)
        sets = [synthetic.positions(n, column=one_x) for n, one_x in wanted]
        names = [f"{n:,} points" + (" at one x" if one_x else "") for n, one_x in wanted]
        # Before the server starts: in an empty library it would begin to map its demo.
        ids = [
            synthetic.store(library, hashes, points, name=name, home=home / "pictures")
            for points, name in zip(sets, names, strict=True)
        ]
        with Server(home / "library") as server, sync_playwright() as driver:
            for (_, one_x), points, map_id in zip(wanted, sets, ids, strict=True):
                url = f"{server.url}/map/{map_id}"
                # The first request for a map makes what is kept of it from then on; a map is opened many times.
                urllib.request.urlopen(url).close()
                browser = driver.chromium.launch(executable_path=find(), args=flags())
                with bare_page.served(home, points, pictures) as bare:
                    case = Case(points, url, bare, one_x)
                    measure(browser, case, only=only, moves=moves, opens=opens)
                browser.close()
                yield case


def main() -> None:
    """Print each case, and write the entry of all where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--quick", action="store_true", help="a quarter of the moves, fewer openings")
    parser.add_argument("--only", default="hover,open,lasso,heap")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--column", type=int, default=100_000)
    parser.add_argument("--json", type=Path, help="write the entry of all cases to this file")
    asked = parser.parse_args()
    sizes = [int(part) for part in asked.sizes.split(",") if part]
    moves, opens = (min(50, asked.moves), 2) if asked.quick else (asked.moves, 5)
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    rows: list[Row] = []
    for case in run(sizes, only=set(asked.only.split(",")), moves=moves, opens=opens, column=asked.column):
        rows.append(row(case))
        say(speed_sections.browser([entry(rows[-1:])]))
    if asked.json:
        asked.json.write_text(json.dumps(entry(rows, packages=packages)), encoding="utf-8")


if __name__ == "__main__":
    main()
