"""Owns looking at a page as a whole: whether boxes overlap or are cut off, and whether all can use it (axe-core)."""

import contextlib
from functools import cache

from tools.house import ROOT
from tools.node import BROWSER

#: How a page is looked at: what Playwright's ``emulate_media`` takes.
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}


@contextlib.contextmanager
def seen_as(page, look):
    """The page in that look; other tests use the tab after this one."""
    try:
        page.emulate_media(**LOOKS[look])
        yield
    finally:
        page.emulate_media(media="null", forced_colors="null")


@cache
def _axe():
    return (BROWSER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@cache
def _boxes():
    return (ROOT / "tests" / "browser" / "boxes.js").read_text(encoding="utf-8")


def misplaced(page):
    """A sentence for each thing that lies outside of the window, is cut off, or lies over another."""
    return page.evaluate(_boxes())


def unusable(page):
    """What axe-core finds wrong: "rule: where, how"."""
    page.evaluate(_axe())
    found = page.evaluate("""async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(
      ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))""")
    page.evaluate("() => { delete window.axe; }")
    return found
