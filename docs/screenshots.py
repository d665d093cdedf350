"""Owns the pictures in the README and in docs/seeing.md.

``python -m docs.screenshots`` takes every screen at two sizes, light and dark, into ``out/screens`` and copies
those that are shown to ``docs/pictures``. It fails on any error or warning in the browser's console.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import find, flags
from tests.browser.hands import box, choose_colour, open_recipe, still, unfold
from tests.serving import Server, complaints

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "screens"
PICTURES = ROOT / "docs" / "pictures"
SIZES = ((1600, 900), (1200, 800))
SCHEMES = ("light", "dark")
SCREENS = ("first-run", "sheet", "building", "map", "coloured", "grid", "chosen", "skipped")
SHOWN = (
    "first-run-1600x900-light",
    "building-1600x900-light",
    "map-1600x900-light",
    "coloured-1200x800-light",
    "grid-1200x800-light",
    "skipped-1200x800-dark",
)
READY = "() => window.imagescape?.ready"
IDLE = "() => document.getElementById('progress')?.hidden && window.imagescape?.ready"
#: What Chromium says of its own way to take a picture without a GPU.
ITS_OWN = "GPU stall due to ReadPixels"


def faults(message: ConsoleMessage) -> list[str]:
    """An error or warning of the console that is ours, with what the server has logged of it; nothing for another."""
    if message.type not in ("error", "warning") or ITS_OWN in message.text:
        return []
    url = message.location["url"]
    return [f"console {message.type}: {message.text} ({url}) {complaints(url)}"]


@contextmanager
def _tab(browser: Browser, size: tuple[int, int], scheme: str, problems: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda message: problems.extend(faults(message)))
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    yield page
    context.close()


def _inbox(home: Path, library: Path) -> Path:
    """The demo's digits as a folder of someone's own, among files that cannot be mapped."""
    inbox = home / "scanned forms"
    shutil.copytree(library / "demo" / "digits", inbox)
    for spare in sorted(inbox.rglob("*.png"))[::60]:
        spare.unlink()  # another set than the demo's, and so another map
    some = next(inbox.rglob("*.png"))
    (inbox / "notes.txt").write_text("Scanned on Tuesday.")
    (inbox / "page-17.jpg").write_bytes(b"")
    (inbox / "page-18.png").write_bytes(some.read_bytes()[:400])
    (inbox / "logo.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (inbox / ".cache").mkdir()
    (inbox / ".cache" / "thumb.png").write_bytes(some.read_bytes())
    return inbox


def _hover(page: Page, row: int) -> None:
    point = page.evaluate("row => window.imagescape.pointAt(row)", row)
    page.mouse.move(point["x"] + 4, point["y"] + 4)
    page.mouse.move(point["x"], point["y"])
    page.wait_for_function("() => document.getElementById('preview-image').dataset.full === 'true'")
    page.wait_for_function("() => document.querySelectorAll('#similar img').length > 11")
    page.wait_for_function("() => [...document.querySelectorAll('#similar img')].every((image) => image.complete)")


def _choose(page: Page) -> None:
    """Keep two folders, and select what of them lies in the middle of the map."""
    unfold(page, "folder")
    lines = page.locator('[data-facet="folder"] [data-value]')
    lines.nth(1).click()
    lines.nth(2).click(modifiers=["Control"])
    page.wait_for_selector("#filter-count")
    box(page)
    page.wait_for_selector("#many img")
    page.mouse.move(2, 2)


def take(browser: Browser, home: Path, shot: object) -> list[str]:
    """Visit every screen; ``shot(page, name)`` is called on each. Gives what the console complained of."""
    problems: list[str] = []
    library = home / "library"
    with Server(library) as server:
        with _tab(browser, SIZES[0], "light", problems) as page:
            page.goto(server.url)
            page.wait_for_function(READY, timeout=120_000)
            page.wait_for_function(IDLE, timeout=120_000)
        for size in SIZES:
            for scheme in SCHEMES:
                with _tab(browser, size, scheme, problems) as page:
                    page.goto(server.url)
                    page.wait_for_function(IDLE)
                    page.wait_for_timeout(600)
                    shot(page, f"first-run-{size[0]}x{size[1]}-{scheme}")  # type: ignore[operator]
        inbox = _inbox(home, library)
        for number, (size, scheme) in enumerate((size, scheme) for size in SIZES for scheme in SCHEMES):
            with _tab(browser, size, scheme, problems) as page:
                _screens_of_a_map(
                    page,
                    server,
                    inbox,
                    seed=8 + number,
                    shot=lambda p, name, s=size, c=scheme: shot(p, f"{name}-{s[0]}x{s[1]}-{c}"),
                )  # type: ignore[operator,misc]
    return problems


def _screens_of_a_map(page: Page, server: Server, inbox: Path, *, seed: int, shot: object) -> None:
    """Say which folder, build, look, hover, choose, list what was skipped. Another seed each time: the same recipe
    would only open the map again.
    """
    page.goto(server.url)
    page.wait_for_function(READY)
    open_recipe(page)
    page.locator("#seed").fill(str(seed))
    page.locator(".recipe > summary").click()
    page.locator("#folder").fill(str(inbox))
    page.wait_for_function("() => document.querySelectorAll('img.example').length === 12")
    page.wait_for_function("() => document.getElementById('found-count').getAttribute('aria-busy') === 'false'")
    page.wait_for_timeout(700)
    shot(page, "sheet")  # type: ignore[operator]
    page.locator("#build").click()
    page.wait_for_function(
        "() => !document.getElementById('progress').hidden"
        " && document.getElementById('map-title').textContent === 'scanned forms'"
        " && document.getElementById('progress-stage').textContent.startsWith('Laying out')",
        timeout=120_000,
    )
    page.wait_for_timeout(700)
    shot(page, "building")  # type: ignore[operator]
    page.wait_for_function(IDLE, timeout=120_000)
    page.wait_for_function("() => document.getElementById('map-trust').textContent.startsWith('Trust')")
    page.wait_for_timeout(7000)
    _hover(page, 412)
    page.wait_for_timeout(300)
    shot(page, "map")  # type: ignore[operator]
    _otherwise(page, shot)
    _choose(page)
    page.wait_for_timeout(300)
    shot(page, "chosen")  # type: ignore[operator]
    page.locator("#skipped-open").click()
    page.wait_for_selector("#skipped-list table")
    page.wait_for_timeout(1500)
    shot(page, "skipped")  # type: ignore[operator]


def _otherwise(page: Page, shot: object) -> None:
    """The same map by brightness, and as a grid."""
    choose_colour(page, "Brightness", mode="brightness")
    page.wait_for_timeout(1000)
    shot(page, "coloured")  # type: ignore[operator]
    choose_colour(page, "Region", mode="region")
    page.locator("#layout-grid").click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('layout') === 'grid'")
    still(page)
    page.mouse.move(2, 2)
    page.wait_for_timeout(1500)
    shot(page, "grid")  # type: ignore[operator]
    page.locator("#layout-map").click()
    still(page)


def main() -> int:
    """Take them all; 1 if the console complained."""
    OUT.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=flags())
        problems = take(browser, Path(home), lambda page, name: page.screenshot(path=OUT / f"{name}.png"))
        browser.close()
    for name in SHOWN:
        shutil.copy(OUT / f"{name}.png", PICTURES / f"{name.split('-1')[0]}.png")
    here, kept = (folder.relative_to(ROOT) for folder in (OUT, PICTURES))
    print(f"{len(os.listdir(OUT))} pictures in {here}, {len(SHOWN)} of them in {kept}")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
