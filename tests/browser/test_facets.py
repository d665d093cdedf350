"""The facets on the left, the chips above the map, the find box and the filter in the address: what each says of the
pictures, against a look at every stored row.
"""

import io
import json
import random
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image

from components.map.figure import FEW
from services.library import Library
from tests.browser.brute import Kept, band, folder_of, is_in, name_of
from tests.browser.conftest import READY, opened
from tests.browser.hands import (
    CHOSEN,
    DOTS,
    FRAME,
    LINES,
    choose_colour,
    lasso,
    still,
    text,
    unfold,
    until_true,
    use_lasso,
)
from tests.helpers_maps import settled, stored
from tests.serving import Server

FOLDERS = (
    "",
    "animals",
    "animals/pets",
    "animals/pets/cats",
    "animals/pets/dogs",
    "animals/wild/deer",
    "animals/wild/frogs",
    "café",
    "day-2",
    "day-10",
    "day-10/evening",
    "vehicles/air",
    "vehicles/air/old",
    "vehicles/road/cars",
    "vehicles/road/trucks",
    "vehicles/road/trucks/red",
    "zoo",
)
EACH = 14
NEAR = 140  # points in view below which thumbnails are drawn
REACH = 14  # pixels within which a row is under the pointer
UNFOLD = """async (facet) => { for (;;) {
  const folded = document.querySelector(`[data-facet="${facet}"] [aria-expanded="false"] > .value-fold`);
  if (!folded) return;
  folded.click();
  await new Promise(requestAnimationFrame); } }"""
KEPT = """() => { const { kept, count } = window.imagescape.state().filter;
  return kept && [count, [...kept.keys()].filter((row) => kept[row])]; }"""
CHIPS = (
    """() => [...document.querySelectorAll("#chips .chips-word, #chips .chip-text")].map((one) => one.textContent)"""
)
PRINTS = "import('/assets/modules/map/overlay.mjs').then(({ drawnPrints }) => [...drawnPrints()])"
#: Presses on values of the folders from no filter on; what is kept, and what the chips say when they are drawn.
PRESS = """async (presses) => { const { act } = await import("/assets/modules/state/store.mjs");
  act("keepAll", {});
  for (const [value, how] of presses) act("keep", { facet: "folder", value, how });
  await new Promise(requestAnimationFrame);
  return [(KEPT)(), (CHIPS)(), document.getElementById("filter-count")?.textContent ?? null]; }"""
PRESS = PRESS.replace("KEPT", KEPT).replace("CHIPS", CHIPS)
HANDS = {"only": [], "add": ["Control"], "less": ["Alt"]}


@dataclass(frozen=True)
class Nested:
    """A map of real pictures in folders in folders: the library it lies in, its rows."""

    library: str
    id: str
    paths: list
    trust: list
    x: np.ndarray
    y: np.ndarray

    @property
    def folders(self):
        return [folder_of(path) for path in self.paths]


@pytest.fixture(scope="module")
def nested(cifar, tmp_path_factory):
    home = tmp_path_factory.mktemp("nested")
    classes, files = sorted(cifar.iterdir()), {}
    for number, folder in enumerate(FOLDERS):
        for file in sorted(classes[number % 10].iterdir())[number * EACH : (number + 1) * EACH]:
            files[f"{folder}/{file.name}".lstrip("/")] = file.read_bytes()
    dice, n = np.random.default_rng(7), len(files)
    group = np.repeat(np.arange(len(FOLDERS)), EACH)
    spots = np.c_[group % 5 * 30, group // 5 * 30] + dice.normal(size=(n, 2)) * 5
    trust = np.where(np.arange(n) % 6 == 0, np.nan, dice.uniform(0.4, 1, n))
    library = Library(home / "library")
    info = stored(library, home / "pictures", files, positions=spots, trust=trust, name="nested")
    settled(library, info)
    rows = library.maps.rows(info.id)
    trusts = rows.trust.astype(float).tolist()
    return Nested(str(library.folder), info.id, rows.path, trusts, rows.positions[:, 0], rows.positions[:, 1])


@pytest.fixture(scope="module")
def nested_server(nested):
    with Server(nested.library) as server:
        yield server


@pytest.fixture
def page(visit, nested_server, nested):
    """The page on that map, with all folders unfolded; ``page.hand`` is what a hand keeps of them."""
    page = opened(visit, nested_server, nested.id, again=True)
    page.evaluate(DOTS)
    page.hand = Kept(nested.folders)
    unfolded(page)
    still(page)
    return page


def unfolded(page, facet="folder"):
    page.wait_for_selector(f'[data-facet="{facet}"]')
    unfold(page, facet)
    page.wait_for_selector(f'[data-facet="{facet}"] [data-value]')
    page.evaluate(UNFOLD, facet)


def line(page, node):
    """The line of a folder."""
    return page.locator(f'[data-facet="folder"] [data-value="{page.hand.nodes.index(node)}"]')


def press(page, node, how="only"):
    """Click on a folder with the keys held that say how."""
    line(page, node).locator(".value-name").click(modifiers=HANDS[how])
    page.hand.press(node, how)


def agrees(page, *, rows=None):
    """Whether rows, chips and counts are what the hand has kept of the folders."""
    page.mouse.move(2, 2)
    wanted = rows if rows is not None else [row for row in range(len(page.hand.values)) if page.hand.has(row)]
    assert page.evaluate(KEPT) == [len(wanted), wanted]
    page.wait_for_function(f"wanted => JSON.stringify(({CHIPS})()) === wanted", arg=_json(page.hand.chips()))
    assert text(page, "filter-count") == f"{len(wanted)} of {len(page.hand.values)}"


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def places(page, nested):
    """``f8 (n, 2)``: where each row's point lies on the page, by its stored position."""
    left, top, width, height, x0, x1, y0, y1 = page.evaluate(FRAME)
    return np.c_[left + (nested.x - x0) / (x1 - x0) * width, top + (y1 - nested.y) / (y1 - y0) * height]


def colours_at(page, spots):
    """``i8 (n, 3)``: what is seen at places of the page."""
    shot = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
    return shot[spots[:, 1].round().astype(int), spots[:, 0].round().astype(int)]


def point_at(page, spot):
    """As a hand does, from a little beside it."""
    x, y = spot.tolist()
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y)


def alone(spots):
    """Which rows have no other within 20 pixels: ``bool (n,)``."""
    far = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    return far.min(axis=1) > 20


def faded(before, now):
    """Which rows look otherwise than before: ``bool (n,)``."""
    return abs(now - before).max(axis=1) > 12


# The tree


def test_every_folder_stands_in_the_tree_with_what_is_in_it_and_below_it(page, nested):
    told = page.evaluate("""() => [...document.querySelectorAll('[data-facet=folder] [data-value]')].map((line) =>
      [line.title.split("\\n")[0], line.getAttribute("aria-level"), line.querySelector(".value-count").textContent])""")
    counts = page.hand.counts(range(len(nested.paths)))
    wanted = {node or "(top folder)": [str(node.count("/") + 1), str(count)] for node, count in counts.items()}
    assert {path: how for path, *how in told} == wanted
    assert len(told) == len(wanted)
    assert text(page, "facets").startswith(f"Folders{len(set(nested.folders))}"), "so many folders hold pictures"


def test_a_folder_follows_the_one_it_lies_in_and_the_largest_comes_first(page):
    names = [name for name, _ in page.evaluate(LINES, "folder")]
    assert names[:7] == ["animals", "pets", "cats", "dogs", "wild", "deer", "frogs"]
    counts = page.hand.counts(range(len(page.hand.values)))
    top = [node for node in page.hand.nodes if "/" not in node]
    largest = sorted(top, key=lambda node: -counts[node])
    assert [name for name in names if name in {name_of(node) for node in top}] == [name_of(node) for node in largest]


def test_the_coloured_facet_is_the_legend_of_the_map(page, nested):
    """Of each folder with one colour the swatch has that colour on the map."""
    told = page.evaluate("""() => { const { facets, points, view } = window.imagescape.state();
      const { rows, code } = facets.of.folder, of = (value) => `[data-facet=folder] [data-value="${value}"] .swatch`;
      const shown = (value) => getComputedStyle(document.querySelector(of(value)));
      const rgb = (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
      return Array.from(rows, (value, row) => code[value] < 0 ? null
        : [shown(value).backgroundColor, rgb(view.colours.palette[points.codes[row]])]); }""")
    plain = [pair for pair in told if pair]
    assert len(plain) > len(nested.paths) / 2
    assert all(swatch == point for swatch, point in plain)
    assert page.locator("[data-facet=folder]").get_attribute("data-coloured") == "true"
    choose_colour(page, "Trust", mode="trust")
    page.wait_for_selector("[data-facet=trust][data-coloured] .swatch")
    assert page.locator("[data-facet=folder] .swatch").count() == 0


def test_a_facet_stays_folded_as_it_was_left(page):
    page.locator('[data-facet="trust"] .facet-head button').click()
    page.wait_for_selector('[data-facet="trust"] [data-value]')
    # The folders are folded only where they are not the legend.
    choose_colour(page, "One colour", mode="plain")
    page.locator('[data-facet="folder"] .facet-head button').click()
    page.wait_for_selector('[data-facet="folder"] [data-value]', state="detached")
    page.reload()
    page.wait_for_selector('[data-facet="trust"] [data-value]')
    assert page.locator('[data-facet="folder"] [data-value]').count() == 0


def test_the_keys_walk_fold_and_keep(page):
    line(page, "animals").focus()
    page.keyboard.press("ArrowLeft")
    assert line(page, "animals").get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.title.split('\\n')[0]") == "vehicles"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.title.split('\\n')[0]") == "animals/pets"
    page.keyboard.press("Enter")
    page.hand.press("animals/pets", "only")
    page.keyboard.press("End")
    assert page.evaluate("() => document.activeElement.title.split('\\n')[0]") == "zoo"
    page.keyboard.press("Control+Enter")
    page.hand.press("zoo", "add")
    agrees(page)


# The hand


def test_a_hover_lights_what_is_in_a_folder(page, nested):
    spots = places(page, nested)
    seen, lone = colours_at(page, spots), alone(spots)
    line(page, "vehicles").hover()
    page.wait_for_function("() => window.imagescape.state().filter.lit !== null")
    inside = np.array([is_in(folder, "vehicles") for folder in nested.folders])
    lit = until_true_of(lambda: faded(seen, colours_at(page, spots)), lambda found: found[lone & ~inside].all())
    assert not lit[lone & inside].any(), "the others are as they were"
    assert (lone & inside).sum() > 5 and (lone & ~inside).sum() > 5
    page.mouse.move(2, 2)
    until_true_of(lambda: faded(seen, colours_at(page, spots)), lambda found: not found.any())
    assert page.evaluate(KEPT) is None, "a hover filters nothing"


def until_true_of(look, wanted):
    """What ``look`` gives once it is as wanted; a hundred looks end a broken test."""
    for _ in range(100):
        found = look()
        if wanted(found):
            return found
    raise AssertionError("it was not seen")


def test_a_click_keeps_only_a_folder_and_a_second_click_all(page):
    press(page, "animals/wild")
    agrees(page)
    out = page.evaluate("() => [...document.querySelectorAll('[data-out]')].map((line) => line.title.split('\\n')[0])")
    inside = {"animals", "animals/wild", "animals/wild/deer", "animals/wild/frogs"}
    assert set(out) == {node or "(top folder)" for node in page.hand.nodes} - inside
    press(page, "animals/wild")
    page.wait_for_selector("#filter-count", state="detached")
    assert page.evaluate(KEPT) is None
    assert page.locator("[data-out]").count() == 0


def test_with_ctrl_a_click_adds(page):
    press(page, "animals/wild")
    press(page, "café", "add")
    press(page, "vehicles/road/cars", "add")
    agrees(page)


def test_with_alt_a_click_takes_away(page):
    press(page, "vehicles", "less")
    press(page, "animals/pets/cats", "less")
    assert page.hand.chips() == ["All but", "cats", "vehicles"]
    agrees(page)


def test_the_files_in_a_folder_can_be_kept_without_those_below_it(page, visit):
    press(page, "animals/pets")
    press(page, "animals/pets/cats", "less")
    press(page, "animals/pets/dogs", "less")
    assert page.hand.chips() == ["Only", "pets itself"]
    agrees(page)
    wanted = page.evaluate(KEPT)
    assert wanted[0] == EACH
    page.wait_for_function("() => location.search.includes('keep=')")
    other = visit(page.url)
    other.wait_for_selector("#filter-count")
    assert other.evaluate(KEPT) == wanted, "a link brings it back"


def test_a_double_click_flies_there_and_filters_nothing(page, nested):
    line(page, "vehicles/road/cars").locator(".value-name").dblclick()
    until_true(page, f"async () => Boolean(await {CHOSEN})")
    still(page)
    left, top, width, height, *_ = page.evaluate(FRAME)
    spots = places(page, nested)[[folder == "vehicles/road/cars" for folder in nested.folders]]
    inside = (abs(spots - [left + width / 2, top + height / 2]) < [width / 2, height / 2]).all(axis=1)
    assert inside.sum() == EACH, "all of them are in view"
    assert np.ptp(spots, axis=0).max() > 0.4 * min(width, height), "and fill it"
    assert page.evaluate(KEPT) is None


def test_what_is_out_is_pale_is_not_hovered_and_is_not_selected(page, nested):
    spots = places(page, nested)
    seen, lone = colours_at(page, spots), alone(spots)
    press(page, "vehicles", "less")
    agrees(page)
    out = np.array([is_in(folder, "vehicles") for folder in nested.folders])
    pale = until_true_of(lambda: faded(seen, colours_at(page, spots)), lambda found: found[lone & out].all())
    assert not pale[lone & ~out].any()
    row = next(row for row in np.flatnonzero(out & lone) if np.hypot(*(spots[~out] - spots[row]).T).min() > 2 * REACH)
    point_at(page, spots[row])
    assert still(page, "() => window.imagescape.hovered") is None
    use_lasso(page)
    lasso(page, 0.99)
    assert page.evaluate("() => window.imagescape.selected") == np.flatnonzero(~out).tolist()


def test_the_others_can_be_hidden(page, nested):
    spots = places(page, nested)
    seen, lone = colours_at(page, spots), alone(spots)
    page.mouse.move(2, 2)
    press(page, "vehicles", "less")
    page.locator(".map-line .chips-hide input").check()
    out = np.array([is_in(folder, "vehicles") for folder in nested.folders])
    corner = page.locator("#map").bounding_box()
    page.mouse.move(2, 2)
    ground = colours_at(page, np.array([[corner["x"] + 3, corner["y"] + 3]]))
    gone = until_true_of(
        lambda: abs(colours_at(page, spots) - ground).max(axis=1) < 3, lambda found: found[lone & out].all()
    )
    assert not gone[~out].any()
    page.locator("#filter-clear").click()
    until_true_of(lambda: faded(seen, colours_at(page, spots)), lambda found: not found.any())


# Chips


def test_the_cross_of_a_chip_takes_back_what_it_says(page):
    for node, how in (("animals/wild", "only"), ("café", "add"), ("zoo", "add")):
        press(page, node, how)
    page.get_by_role("button", name="Take café out of the filter").click()
    page.hand.kept -= {"café"}
    agrees(page)
    page.get_by_role("button", name="Take wild out of the filter").click()
    page.get_by_role("button", name="Take zoo out of the filter").click()
    page.wait_for_selector("#filter-count", state="detached")
    assert page.evaluate(KEPT) is None, "where nothing is asked for any more all is there again"


def test_the_cross_of_what_was_taken_away_brings_it_back(page):
    press(page, "vehicles", "less")
    press(page, "zoo", "less")
    page.get_by_role("button", name="Take vehicles out of the filter").click()
    page.hand.kept |= {folder for folder in FOLDERS if is_in(folder, "vehicles")}
    agrees(page)


def test_clear_keeps_all_again(page):
    press(page, "zoo")
    page.locator("#find").fill("jpg")
    page.wait_for_function("() => window.imagescape.state().filter.found")
    page.locator("#filter-clear").click()
    page.wait_for_selector("#filter-count", state="detached")
    assert page.evaluate(KEPT) is None
    assert page.locator("#find").input_value() == ""


def test_a_count_is_of_what_the_other_facets_keep(page, nested):
    unfolded(page, "trust")
    bands = Kept([band(trust) for trust in nested.trust])
    press(page, "animals")
    rows = [row for row in range(len(nested.paths)) if page.hand.has(row)]
    wanted = {name: str(count) for name, count in bands.counts(rows).items()}
    page.wait_for_function(
        "n => document.querySelector('#filter-count').textContent.startsWith(n + ' of')", arg=str(len(rows))
    )
    assert dict(page.evaluate(LINES, "trust")) == wanted
    lines = page.locator('[data-facet="trust"] [data-value]')
    name = lines.nth(1).locator(".value-name").inner_text()
    lines.nth(1).click()
    bands.press(name, "only")
    both = [row for row in rows if bands.has(row)]
    page.wait_for_function(
        "n => document.querySelector('#filter-count').textContent.startsWith(n + ' of')", arg=str(len(both))
    )
    assert page.evaluate(KEPT) == [len(both), both]
    of_band = [row for row in range(len(nested.paths)) if bands.has(row)]
    assert sorted(count for _, count in page.evaluate(LINES, "folder")) == sorted(
        str(count) for count in page.hand.counts(of_band).values()
    )


# Find


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("deer", lambda path: "deer" in path),
        ("CAFE", lambda path: path.startswith("café/")),
        ("red 0", lambda path: "red" in path and "0" in path),
        ("nothing-has-this", lambda path: False),
    ],
)
def test_find_keeps_the_files_and_folders_with_these_words(page, nested, words, has):
    page.locator("#find").fill(words)
    wanted = [row for row, path in enumerate(nested.paths) if has(path.lower())]
    page.wait_for_function("() => window.imagescape.state().filter.found")
    assert page.evaluate(KEPT) == [len(wanted), wanted]
    page.wait_for_function(f"() => ({CHIPS})().length === 1")
    assert page.evaluate(CHIPS) == [f"“{words}”"]
    assert page.locator(".find-count").inner_text() == str(len(wanted))


def test_a_slash_goes_to_find_and_escape_empties_it(page):
    page.locator("#map-frame").focus()
    page.keyboard.press("/")
    page.keyboard.type("zoo")
    page.wait_for_function("() => window.imagescape.state().filter.count === 14")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.state().filter.kept === null")
    assert page.locator("#find").input_value() == ""


def test_find_and_folders_keep_what_both_keep(page, nested):
    press(page, "animals")
    page.locator("#find").fill("pets")
    page.wait_for_function("() => window.imagescape.state().filter.found")
    wanted = [row for row, path in enumerate(nested.paths) if path.startswith("animals/pets/")]
    assert page.evaluate(KEPT) == [len(wanted), wanted]
    page.get_by_role("button", name="Take “pets” out of the filter").click()
    assert page.locator("#find").input_value() == ""
    agrees(page)


# The address


def test_the_filter_is_in_the_address_and_a_link_brings_it_back(page, visit):
    press(page, "vehicles", "less")
    press(page, "café", "less")
    page.locator("#find").fill("0")
    page.wait_for_function("() => location.search.includes('find=')")
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"out": ["folder:café", "folder:vehicles"], "find": ["0"], "marks": ["dots"]}
    wanted, chips = page.evaluate(KEPT), page.evaluate(CHIPS)
    other = visit(page.url)
    other.wait_for_selector("#filter-count")
    # The words come after the folders, and every name may have them.
    other.wait_for_function("() => window.imagescape.state().filter.found !== null")
    other.wait_for_function("count => window.imagescape.state().filter.count === count", arg=wanted[0])
    assert other.evaluate(KEPT) == wanted
    assert other.evaluate(CHIPS) == chips
    assert other.locator("#find").input_value() == "0"
    page.reload()
    page.wait_for_function(READY)
    page.wait_for_function("count => window.imagescape.state().filter.count === count", arg=wanted[0])
    page.locator("#filter-clear").click()
    page.wait_for_function("() => location.search === '?marks=dots'")


def test_what_a_link_names_that_is_not_there_filters_nothing(page, visit, nested):
    other = visit(f"{page.server.url}/map/{nested.id}?keep=folder:gone&keep=shape:round")
    other.wait_for_selector("[data-facet=folder] [data-value]")
    still(other, "() => location.href", 30)
    assert other.evaluate(KEPT) is None


# All of it, by the dice


def test_a_hundred_combinations_of_presses_keep_what_they_say(page, nested):
    dice, n = random.Random(100), len(nested.paths)
    for _ in range(100):
        hand = Kept(nested.folders)
        presses = [
            (dice.randrange(len(hand.nodes)), dice.choice(["only", "add", "less"])) for _ in range(dice.randint(1, 6))
        ]
        for value, how in presses:
            hand.press(hand.nodes[value], how)
        rows = [row for row in range(n) if hand.has(row)]
        filtered = hand.kept is not None
        said = [(hand.nodes[value], how) for value, how in presses]
        kept, chips, told = page.evaluate(PRESS, presses)
        assert kept == ([len(rows), rows] if filtered else None), said
        assert chips == hand.chips(), said
        assert told == (f"{len(rows)} of {n}" if filtered else None), said


class Walk:
    """Steps of a hand on the page, and what must be seen after each."""

    def __init__(self, page, nested, dice):
        self.page, self.nested, self.dice = page, nested, dice
        # Polaroids show each thumbnail in view, where few are.
        page.click("#marks-polaroid")
        self.folders, self.bands = page.hand, Kept([band(trust) for trust in nested.trust])
        self.zoomed, self.row, self.done = 0, None, {}

    def rows(self, *facets):
        return [row for row in range(len(self.nested.paths)) if all(facet.has(row) for facet in facets)]

    def step(self):
        ways = {"hover": 8, "only": 2, "add": 3, "less": 3, "clear": 1, "zoom": 2, "colour": 1}
        what = self.dice.choices([*ways], [*ways.values()])[0]
        self.done[what] = self.done.get(what, 0) + 1
        if what in HANDS:
            self.keep(what)
        else:
            getattr(self, what)()
        self.agrees(what)

    def hover(self):
        """Onto a row that is in view: what is under the pointer is the nearest of those that are kept."""
        page, rows = self.page, self.rows(self.folders, self.bands)
        left, top, width, height, *_ = page.evaluate(FRAME)
        spots = places(page, self.nested)
        within = (spots > [left + 2, top + 2]) & (spots < [left + width - 2, top + height - 2])
        seen = [row for row in rows if within[row].all()]
        if not seen:
            return
        prints = self.prints([row for row in rows if _in(spots[row], left, top, width, height)])
        at = spots[self.dice.choice(seen)].round()
        point_at(page, at)
        nearest = _hovered(at, spots, rows, prints)
        page.wait_for_function("rows => rows.includes(window.imagescape.hovered)", arg=nearest)
        self.row = page.evaluate("() => window.imagescape.hovered")
        path = self.nested.paths[self.row]
        page.wait_for_function(
            """([row, folder, name]) => { const said = (id) => document.getElementById(id).textContent;
              return document.getElementById("preview-image").dataset.row === String(row)
                && said("preview-folder") === folder && said("preview-name") === name; }""",
            arg=[self.row, folder_of(path) or "(top folder)", path.rpartition("/")[2]],
        )

    def prints(self, seen):
        """The thumbnails on the map, as soon as they are those of the rows in view: {row: (width, height)}."""
        n = len(self.nested.paths)
        few = 0 < len(seen) <= NEAR and not (len(seen) == n and n > FEW)
        wanted = sorted(seen) if few else []
        until_true(
            self.page,
            f"""async wanted => JSON.stringify((await {PRINTS}).map(([row]) => row).sort((a, b) => a - b))
              === JSON.stringify(wanted)""",
            wanted,
        )
        return dict(self.page.evaluate(f"async () => await {PRINTS}"))

    def keep(self, how):
        facet = self.dice.choice(["folder", "folder", "trust"])
        hand = self.folders if facet == "folder" else self.bands
        lines = self.page.locator(f'[data-facet="{facet}"] [data-value]')
        place = self.dice.randrange(lines.count())
        one = lines.nth(place)
        node = one.get_attribute("title").split("\n")[0]
        one.locator(".value-name").click(modifiers=HANDS[how])
        hand.press("" if node == "(top folder)" else node, how)
        # A second click at once would be a double click, which flies.
        self.page.mouse.move(2, 2)
        self.page.mouse.click(2, 2)

    def clear(self):
        if self.folders.kept is None and self.bands.kept is None:
            return
        self.page.locator("#filter-clear").click()
        self.folders.kept = self.bands.kept = None

    def zoom(self):
        key = self.dice.choice(["+", "-", "0"]) if self.zoomed < 4 else "0"
        self.zoomed = 0 if key == "0" else self.zoomed + (1 if key == "+" else -1)
        if self.zoomed < 0:
            key, self.zoomed = "0", 0
        self.page.keyboard.press(key)
        still(self.page)

    def colour(self):
        label, mode = self.dice.choice([("folder", "folder"), ("trust", "trust"), ("one colour", "plain")])
        if self.page.evaluate("() => window.imagescape.state().view.painted") != mode:
            choose_colour(self.page, label, mode=mode)

    def agrees(self, what):
        page, rows = self.page, self.rows(self.folders, self.bands)
        filtered = self.folders.kept is not None or self.bands.kept is not None
        assert page.evaluate(KEPT) == ([len(rows), rows] if filtered else None), what
        shown = {
            "folder": {node or "(top folder)": n for node, n in self.folders.counts(self.rows(self.bands)).items()},
            "trust": self.bands.counts(self.rows(self.folders)),
        }
        for facet, counts in shown.items():
            told = page.evaluate(
                """facet => { const lines = [...document.querySelectorAll(`[data-facet="${facet}"] [data-value]`)];
                  const count = (line) => Number(line.querySelector(".value-count").firstChild.data);
                  return Object.fromEntries(lines.map((line) => [line.title.split("\\n")[0], count(line)])); }""",
                facet,
            )
            assert told == counts, what
        if self.row is not None:
            assert page.locator("#preview-image").get_attribute("data-row") == str(self.row), "the last one stays"


def _in(spot, left, top, width, height):
    return left <= spot[0] <= left + width and top <= spot[1] <= top + height


def _hovered(at, spots, rows, prints):
    """The rows that may be under the pointer: the print whose middle is nearest, or the nearest point."""
    far = np.hypot(*(spots - at).T)
    on = [
        row
        for row, (w, h) in prints.items()
        if abs(spots[row][0] - at[0]) <= w / 2 and abs(spots[row][1] - at[1]) <= h / 2
    ]
    those = on or [row for row in rows if far[row] <= REACH]
    return [row for row in those if far[row] < min(far[those]) + 0.05]


@pytest.mark.parametrize("steps", [25, pytest.param(500, marks=pytest.mark.long)])
def test_whatever_a_hand_does_the_panel_and_the_counts_are_those_of_the_rows(page, nested, steps):
    unfolded(page, "trust")
    walk = Walk(page, nested, random.Random(steps))
    for _ in range(steps):
        walk.step()
    assert set(walk.done) == {"hover", "only", "add", "less", "clear", "zoom", "colour"}, walk.done
