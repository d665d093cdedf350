"""Owns how quickly a map is seen in another colour: from the choice in the list to the picture that shows it.

``python -m benchmarks.recolouring [--sizes 27000,1000000] [--rounds 3]`` chooses each colour that the map offers, in
turns. In the first round the browser has no codes of it and the server may have none; in later ones it has them. It
prints milliseconds to the picture with every point, median and longest, and of the first picture, which on a large map
has a sample of all points. A picture counts when a pixel of it could be read back, as in :mod:`benchmarks.moving`.
"""

from __future__ import annotations

import argparse
import statistics
from typing import TYPE_CHECKING

from benchmarks import moving
from benchmarks.panning import complete
from benchmarks.report import machine, say, versions

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = "27000,1000000"
LIST = "#color-by"


def offered(page: Page) -> list[str]:
    """The colours in the list but the one that is shown."""
    page.locator(LIST).click()
    page.get_by_role("option").first.wait_for()
    found = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    now = page.locator(LIST).input_value()
    return [one for one in found if one != now]


def choose(page: Page, colour: str) -> tuple[float, float]:
    """Milliseconds until the first picture in this colour, and until that with every point."""
    page.locator(LIST).click()
    option = page.get_by_role("option", name=colour, exact=True)
    option.wait_for()
    # The list is open, and the map at rest.
    page.wait_for_timeout(1200)
    page.evaluate(moving.CLEAR)
    option.click()
    page.wait_for_function(
        "() => { const { view } = window.imagescape.state(); return view.mode === view.painted; }", timeout=120_000
    )
    page.wait_for_function(moving.STILL, arg=1)
    first, every = page.evaluate("() => { const p = window.__moving; return [p.took[0], p.last - p.at]; }")
    return first, every


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}")
    for n, page in moving.pages([int(part) for part in asked.sizes.split(",") if part], moving.probe("click")):
        complete(page)
        colours = offered(page)
        say(f"{n:,} points, {len(colours)} colours: {', '.join(colours)}")
        took = [[choose(page, colour) for colour in colours] for _ in range(asked.rounds)]
        for what, rounds in (("first time", took[:1]), ("with codes ready", took[1:])):
            if not rounds:
                continue
            for part, name in enumerate(("first picture", "every point")):
                every = [one[part] for turn in rounds for one in turn]
                say(f"  {what}, {name}: median {statistics.median(every):.0f}, longest {max(every):.0f}")


if __name__ == "__main__":
    main()
