"""Owns how quickly a map of any size answers a click on a folder: from the click to the picture that shows it.

``python -m benchmarks.filtering [--sizes 27000,100000,1000000] [--clicks 24] [--folders 5000]`` prints milliseconds,
median, 95th percentile and the longest:

- first: from the click to the first picture with the folder's points in colour and the others pale; on a large map it
  has a sample of all points;
- all: from the click to the picture with every point.

A picture counts when a pixel of it could be read back, as in :mod:`benchmarks.moving`.
"""

from __future__ import annotations

import argparse
import random
import statistics
from typing import TYPE_CHECKING

from benchmarks import moving
from benchmarks.browser import SIZES
from benchmarks.report import machine, p95, say, versions

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What the hands of a user do: keep only one, add one, take one away.
KEYS = ((), ("Control",), ("Alt",))
LINES = "[data-facet=folder] .value[data-value]"


def measure(page: Page, *, clicks: int, seed: int = 1) -> dict[str, list[float]]:
    """Click on folders at random, each time when the picture is still."""
    dice = random.Random(seed)
    seen: dict[str, list[float]] = {"first": [], "all": []}
    for turn in range(clicks):
        lines = page.locator(LINES)
        line = lines.nth(dice.randrange(min(20, lines.count())))
        line.scroll_into_view_if_needed()
        # The pointer lights what is under it: that picture is not the click's.
        line.hover()
        page.wait_for_timeout(300)
        page.wait_for_function(moving.STILL, arg=0)
        page.evaluate(moving.CLEAR)
        line.click(modifiers=list(KEYS[turn % len(KEYS)]))
        page.wait_for_function(moving.STILL, arg=1)
        first, every = page.evaluate("() => { const p = window.__moving; return [p.took[0], p.last - p.at]; }")
        seen["first"].append(first)
        seen["all"].append(every)
    return seen


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--clicks", type=int, default=24)
    parser.add_argument("--folders", type=int, default=5000)
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}; {asked.folders:,} folders in two levels")
    sizes = [int(part) for part in asked.sizes.split(",") if part]
    for n, page in moving.pages(sizes, moving.probe("click"), folders=asked.folders):
        page.locator(LINES).first.wait_for()
        seen = measure(page, clicks=asked.clicks)
        say(f"{n:,} points")
        for what, took in seen.items():
            median, most = statistics.median(took), max(took)
            say(f"  {what:6} median {median:7.1f}   p95 {p95(took):7.1f}   longest {most:7.1f}   ({len(took)})")


if __name__ == "__main__":
    main()
