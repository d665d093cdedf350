"""Names of regions on the map: a pointer lights, a click keeps, a double click flies, F2 gives a name of one's own."""

import re
import shutil

import pytest

from services.groups import stored
from services.library import Library
from tests.browser.conftest import opened
from tests.browser.hands import FRAME, KEPT, place, still, until_true
from tests.serving import Server

LIT = "() => window.imagescape.state().filter.lit"
NAMES = """() => [...document.querySelectorAll(".region-name:not([hidden])")].map((one) => {
  const box = one.getBoundingClientRect();
  return [one.firstChild.data.trim(), box.x + box.width / 2, box.y + box.height / 2]; })"""

COUNTS = """() => Object.fromEntries([...document.querySelectorAll(".region-name")].map(
  (one) => [one.firstChild.data.trim(), one.lastChild.textContent]))"""


def map_of(home):
    """The demo's map in a library."""
    return next(info for info in Library(home).maps.all() if info.state == "ready")


def settled(page):
    """The map with its names and its list of regions, nothing of it moving."""
    page.wait_for_selector("[data-facet=region] [data-value]")
    until_true(page, f"() => ({NAMES})().length > 1")
    still(page)
    return page


@pytest.fixture(scope="module")
def drawn(first_run, tmp_path_factory):
    """A server on the demo's digits, whose regions have names, for all tests that only read; its map."""
    home = shutil.copytree(first_run / "library", tmp_path_factory.mktemp("regions") / "library")
    with Server(home) as server:
        yield server, map_of(home)


@pytest.fixture
def page(drawn, visit):
    return settled(opened(visit, drawn[0], drawn[1].id, again=True))


@pytest.fixture
def own_page(first_run, serve, visit, tmp_path):
    home = shutil.copytree(first_run / "library", tmp_path / "library")
    return settled(opened(visit, serve(home), map_of(home).id))


@pytest.fixture(scope="module")
def found(first_run):
    home = first_run / "library"
    return stored.read(Library(home).beside.found(map_of(home).id, stored.KIND))


@pytest.fixture(scope="module")
def regions(found):
    """The rows of the regions of each name, of all levels: {name: [rows, ...]}."""
    rows = {}
    for region in found.regions:
        rows.setdefault(region.name, []).append(found.members(region).tolist())
    return rows


def test_a_pointer_on_a_name_lights_its_region_and_a_click_keeps_it(page, regions):
    (first, x, y), (second, *there) = page.evaluate(NAMES)[:2]
    page.mouse.move(x + 2, y)
    page.mouse.move(x, y)
    page.wait_for_function(f"() => ({LIT})()?.facet === 'region'")
    assert page.evaluate("() => window.imagescape.hovered") is None, "the name lies over the points"
    page.mouse.click(x, y)
    page.wait_for_function("() => window.imagescape.state().filter.kept")
    assert page.evaluate(KEPT) in regions[first]
    page.keyboard.down("Control")
    page.mouse.click(*there)
    page.keyboard.up("Control")
    both = [sorted(a + b) for a in regions[first] for b in regions[second]]
    until_true(
        page, f"wanted => wanted.includes(JSON.stringify(({KEPT})()))", [str(one).replace(" ", "") for one in both]
    )
    page.mouse.move(2, 2)
    page.wait_for_function(f"() => ({LIT})() === null")


def test_a_double_click_on_a_name_flies_there_and_keeps_what_was_kept(page, regions):
    name, x, y = page.evaluate(NAMES)[0]
    before = page.evaluate(FRAME)
    page.mouse.dblclick(x, y)
    until_true(page, f"async before => (await ({FRAME})())[5] !== before[5]", before)
    after = still(page)
    assert after[5] - after[4] < before[5] - before[4]
    assert page.evaluate(KEPT) is None
    left, top, width, height, *_ = after
    spots = [place(page, row) for row in regions[name][0]]
    within = [left <= spot["x"] <= left + width and top <= spot["y"] <= top + height for spot in spots]
    assert sum(within) > 0.9 * len(spots), "but for a few that lie far out"


def test_a_region_is_named_by_hand_and_stays_in_the_filter(own_page):
    page = own_page
    name, x, y = page.evaluate(NAMES)[0]
    page.mouse.click(x, y)
    page.wait_for_function("() => window.imagescape.state().filter.kept")
    kept = page.evaluate(KEPT)
    # A count may have the same digits.
    named = page.locator(".value-name", has_text=re.compile(f"^{re.escape(name)}$"))
    line = page.locator("[data-facet=region] [data-value]", has=named)
    line.focus()
    page.keyboard.press("F2")
    box = page.locator(".value-rename")
    box.fill("Seen in May")
    box.press("Enter")
    until_true(page, f"() => ({NAMES})().some(([name]) => name === 'Seen in May')")
    page.wait_for_function("() => document.querySelector('[data-facet=region]').innerText.includes('Seen in May')")
    assert page.evaluate(KEPT) == kept
    page.locator(".map-line", has_text="Seen in May").wait_for()  # the chip has the name too
    page.reload()
    settled(page)
    assert "Seen in May" in [name for name, *_ in page.evaluate(NAMES)]
    assert page.evaluate(KEPT) == kept, "and the address"
    page.locator("[data-facet=region] [data-value]", has_text="Seen in May").hover()
    page.get_by_role("button", name="Name Seen in May").click()
    page.locator(".value-rename").fill("")
    page.locator(".value-rename").press("Enter")
    until_true(page, f"name => ({NAMES})().some(([found]) => found === name)", name)
    assert page.evaluate(KEPT) == kept, "without a name of one's own it has its old one"


def test_what_a_region_is_and_where_its_name_comes_from_is_said(page, found):
    told = page.evaluate("() => window.imagescape.state().regions.levels.flat()")
    mine = {region.id: (region.n, region.name, region.representative) for region in found.regions}
    assert {one["id"]: (one["n"], one["name"], one["representative"]) for one in told} == mine
    assert all(one["why"] for one in told if one["name"])


def test_the_set_tells_the_same_regions_as_the_list_and_which_lies_most_apart(page, found):
    page.wait_for_selector("#set .apart")
    pictures = page.locator("#set .face-part", has_text="Largest regions")
    shown = list(
        zip(*(pictures.locator(f".thumb-{part}").all_inner_texts() for part in ("name", "count")), strict=True)
    )
    assert shown == [(region.name or f"Region {region.id + 1}", str(region.n)) for region in found.levels[0][:12]]
    assert page.locator("[data-facet=region] .facet-count").inner_text() == str(len(found.levels[0]))
    most = max(found.levels[0], key=lambda region: region.clear)
    page.locator("#set .apart button").click()
    page.wait_for_function("() => window.imagescape.state().filter.kept")
    assert page.evaluate(KEPT) == found.members(most).tolist()


def test_names_count_what_the_filter_keeps_of_their_regions(page, found):
    page.locator("[data-facet=folder] .facet-head button").click()
    page.locator("[data-facet=folder] [data-value] .value-name", has_text="0").click()
    page.wait_for_function("() => window.imagescape.state().filter.kept")
    kept = set(page.evaluate(KEPT))
    left = {region.name: len(kept & set(found.members(region).tolist())) for region in found.levels[0] if region.name}
    until_true(
        page,
        f"wanted => JSON.stringify(Object.entries(({COUNTS})()).sort()) === JSON.stringify(wanted)",
        sorted([name, str(n)] for name, n in left.items() if n),
    )
    assert len(left) > len([n for n in left.values() if n]), "a region of which nothing is kept has no name on the map"
