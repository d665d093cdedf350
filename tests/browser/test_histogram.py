"""The histograms on the left in a real browser: what is brushed is what is kept, by a look at every row; what a link
says is there again; a folder that is looked into; nothing that axe-core minds.
"""

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from services.library import Library
from services.pipeline import beside as steps
from services.pipeline.beside import Work
from services.settings import Settings
from tests.browser.conftest import opened
from tests.browser.hands import KEPT, choose_colour, frames, still, unfold
from tests.browser.looks import seen_as, unusable
from tests.browser.test_touch import Fingers
from tests.conftest import Quiet
from tests.helpers_maps import stored
from tests.serving import Server

CAMERAS = ("", "Canon EOS 5D", "Apple iPhone 12")
EDGES = "() => window.imagescape.state().facets.of.brightness.edges"
CHIPS = "() => [...document.querySelectorAll('#chips .chip-text')].map((one) => one.textContent)"


def made(data, number):
    """A real picture, darker or brighter, with a camera and a date."""
    picture = ImageEnhance.Brightness(Image.open(io.BytesIO(data)).convert("RGB")).enhance(0.3 + number % 12 / 8)
    tags, out = Image.Exif(), io.BytesIO()
    if CAMERAS[number % 3]:
        tags[0x0110] = CAMERAS[number % 3]
        tags.get_ifd(0x8769)[0x9003] = f"20{10 + number % 14}:0{1 + number % 9}:01 12:00:00"
    picture.resize((40 + number % 50, 40)).save(out, "JPEG", exif=tags)
    return out.getvalue()


@pytest.fixture(scope="module")
def measured(cifar, tmp_path_factory):
    """A map with all that is found beside a map: its library's folder, its id, the brightness of each row."""
    home, files = tmp_path_factory.mktemp("measured"), {}
    for number, folder in enumerate(sorted(cifar.iterdir())[:8]):
        for place, file in enumerate(sorted(folder.iterdir())[:15]):
            files[f"{'ab'[number // 4]}/{folder.name}/{place % 2}/{file.name}"] = made(file.read_bytes(), len(files))
    library = Library(home / "library")
    info = stored(library, home / "pictures", files, trust=np.linspace(0.4, 1, len(files)), name="measured")
    work = Work(library, Settings(library=library.folder), info, library.maps.rows(info.id), Quiet())
    work.listener.stage("measure")
    failed = steps.take(work, [step for step in steps.STEPS if step.kind in ("pixels", "sprites")])
    assert failed == []
    bright = np.array(library.beside.array(info.id, "pixels", "brightness"))
    with Server(library.folder) as server:
        yield server, info.id, bright


@pytest.fixture
def page(visit, measured):
    page = opened(visit, measured[0], measured[1], again=True)
    page.wait_for_selector('[data-facet="brightness"]')
    return page


def bars(page, facet="brightness"):
    """The bars of a facet, unfolded."""
    unfold(page, facet)
    found = page.locator(f'[data-facet="{facet}"] .bars')
    found.wait_for()
    found.scroll_into_view_if_needed()
    still(page, "() => 1")
    return found.bounding_box()


def at(box, share):
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def within(page, bright, first, last):
    """The rows of the bins from ``first`` to ``last``, by their own brightness."""
    edges = page.evaluate(EDGES)
    low = -np.inf if first == 0 else edges[first]
    high = np.inf if last == len(edges) - 2 else edges[last + 1]
    return np.flatnonzero((bright >= low) & (bright < high)).tolist()


def test_what_is_brushed_is_what_is_kept_and_a_link_brings_it_back(page, measured, visit):
    box, k = bars(page), len(page.evaluate(EDGES)) - 1
    page.mouse.move(*at(box, 0.3))
    page.mouse.down()
    page.mouse.move(*at(box, 0.6), steps=6)
    page.mouse.up()
    wanted = within(page, measured[2], int(0.3 * k), int(0.6 * k))
    assert 0 < len(wanted) < len(measured[2])
    assert page.evaluate(KEPT) == wanted
    page.wait_for_function("() => location.search.includes('keep=brightness')")
    said = page.evaluate(CHIPS)
    assert len(said) == 1 and said[0].startswith("Brightness 0.")
    other = visit(page.url)
    other.wait_for_selector("#filter-count")
    assert (other.evaluate(KEPT), other.evaluate(CHIPS)) == (wanted, said)


def test_a_hover_lights_a_bin_and_a_click_keeps_it(page, measured):
    box, k = bars(page), len(page.evaluate(EDGES)) - 1
    page.mouse.move(*at(box, 0.5))
    page.wait_for_function("() => window.imagescape.state().filter.lit?.facet === 'brightness'")
    bin_ = page.evaluate("() => window.imagescape.state().filter.lit.value")
    assert bin_ == int(0.5 * k)
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate(KEPT) == within(page, measured[2], bin_, bin_)
    page.wait_for_selector("#filter-count")
    page.mouse.move(2, 2)
    # A second click at once would be a double click, which flies.
    page.mouse.click(2, 2)
    page.mouse.click(*at(box, 0.5))
    page.wait_for_function(f"() => ({KEPT})() === null")


def test_escape_takes_a_drag_back_and_nothing_else(page):
    box = bars(page)
    page.mouse.move(*at(box, 0.2))
    page.mouse.down()
    page.mouse.move(*at(box, 0.4), steps=3)
    page.wait_for_selector("#filter-count")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.evaluate(KEPT) is None
    page.wait_for_selector("#filter-count", state="detached")


def test_the_bars_have_the_colours_of_the_points(page):
    choose_colour(page, "Brightness", mode="brightness")
    bars(page)
    told = page.evaluate("""() => { const { facets, points, view } = window.imagescape.state();
      const rgb = (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
      const bar = (bin) => document.querySelector(`[data-facet=brightness] [data-bin="${bin}"]`);
      return Array.from(facets.of.brightness.rows, (bin, row) => [rgb(view.colours.palette[points.codes[row]]),
        getComputedStyle(bar(bin), "::after").backgroundColor]); }""")
    assert all(point == bar for point, bar in told)
    assert len({bar for _, bar in told}) > 5


def test_the_keys_move_an_end(page, measured):
    bars(page)
    low = page.locator('[data-facet="brightness"] [role="slider"]').first
    low.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate(KEPT) == within(page, measured[2], 3, len(page.evaluate(EDGES)) - 2)
    assert low.get_attribute("aria-valuetext") == page.evaluate(
        "() => window.imagescape.state().facets.of.brightness.from[3]"
    )


def test_a_finger_brushes_too(page, measured):
    fingers = Fingers(page)
    box, k = bars(page), len(page.evaluate(EDGES)) - 1
    fingers.down(0, *at(box, 0.4))
    fingers.move({0: at(box, 0.8)})
    fingers.up(0)
    fingers.gone()
    frames(page, 2)
    assert page.evaluate(KEPT) == within(page, measured[2], int(0.4 * k), int(0.8 * k))


def test_inside_a_folder_its_own_folders_have_the_colours(page):
    line = page.locator('[data-facet="folder"] [data-value="0"] .value-name')
    line.click()
    page.wait_for_function("() => window.imagescape.state().view.colours.palette.length === 9")
    codes = page.evaluate("() => [...window.imagescape.state().points.codes]")
    kept = set(page.evaluate(KEPT))
    assert {code for row, code in enumerate(codes) if row not in kept} == {8}, "grey is what lies elsewhere"
    assert {code for row, code in enumerate(codes) if row in kept} == set(range(8))
    page.locator("#filter-clear").click()
    page.wait_for_function("() => window.imagescape.state().view.colours.palette.length === 8")


@pytest.mark.parametrize("look", ["light", *(pytest.param(one, marks=pytest.mark.long) for one in ("dark", "forced"))])
def test_all_can_use_every_facet_unfolded(page, look):
    for facet in ("brightness", "date", "camera", "colour", "size"):
        page.wait_for_selector(f'[data-facet="{facet}"]')
        unfold(page, facet)
    choose_colour(page, "Brightness", mode="brightness")
    bars(page)
    page.locator('[data-facet="brightness"] [role="slider"]').first.press("ArrowRight")
    page.wait_for_selector("#filter-count")
    with seen_as(page, look):
        frames(page, 5)
        assert unusable(page) == []


def test_the_choice_of_colours_is_grouped_and_leaves_out_what_says_nothing(page):
    page.locator("#color-by").click()
    page.get_by_role("option", name="Brightness").wait_for()
    offered = page.get_by_role("option").all_text_contents()
    assert {"Folder", "Trust", "Date", "File size", "Main colour", "Camera", "Sharpness"} <= set(offered)
    assert not {"New", "File type"} & set(offered), "nothing was added, and all are JPEG"
    assert page.locator(".mantine-Select-groupLabel").all_text_contents() == ["Map", "File", "Picture"]
    page.keyboard.press("Escape")
