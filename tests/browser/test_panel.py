"""The right side and its three faces: the set, the pictures that are selected, one picture; each against the stored
rows and files.
"""

import csv
import io
import math
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from services.facts import date
from services.library import Library
from tests.browser import screens
from tests.browser.brute import folder_of, is_in
from tests.browser.hands import (
    ACT,
    CHOSEN,
    IN_SIGHT,
    KEPT,
    box,
    hover,
    place,
    still,
    text,
    until_seen,
    until_true,
    wait_for_facet,
)

FACE = "() => document.querySelector('[data-face]').dataset.face"
WHOLE = """row => { const image = document.getElementById("preview-image");
  return image.dataset.row === String(row) && image.dataset.full === "true" && image.complete; }"""
#: The picture: how large it is, where it is drawn, and the frame it must stay in.
DRAWN = """() => { const image = document.getElementById("preview-image"), frame = image.parentElement;
  const { left, top, width, height } = image.getBoundingClientRect(), of = frame.getBoundingClientRect();
  return { natural: [image.naturalWidth, image.naturalHeight], drawn: [width, height],
    inside: left >= of.left - .5 && left + width <= of.right + .5 && top >= of.top - .5
      && top + height <= of.bottom + .5,
    frame: [frame.clientWidth, frame.clientHeight], pixels: getComputedStyle(image).imageRendering }; }"""


@pytest.fixture(scope="module")
def rows(claims):
    return Library(claims[0]).maps.rows(claims[1].flat)


def size_of(count):
    """Bytes as the page writes them."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= step:
            return (
                f"{count / step:,.1f} {unit}".replace(".0 ", " ")
                if count < 10 * step
                else f"{count / step:,.0f} {unit}"
            )
    return f"{count} bytes"


def pin(page, row):
    page.evaluate("async row => (await import('/assets/modules/state/store.mjs')).act('pin', { row })", row)
    until_true(page, WHOLE, row)


# The set


def test_without_a_choice_the_panel_tells_of_the_whole_set(claims_page, rows):
    page = claims_page
    n, pixels = rows.n, rows.width.astype(int) * rows.height
    least, most = (f"{rows.width[at]:,} × {rows.height[at]:,}" for at in (pixels.argmin(), pixels.argmax()))
    folders = len({folder_of(path) for path in rows.path})
    years = sorted(taken[:4] for taken in rows.taken if taken)
    taken = [years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"] if years else []
    said = [f"{folders} folders", f"{least} to {most} px", *taken, size_of(int(rows.bytes.sum()))]
    assert page.evaluate(FACE) == "set"
    assert page.locator("#set h2").inner_text() == f"{n} pictures"
    assert page.locator("#set h2 + p").inner_text() == " · ".join(said)
    kinds = Counter(rows.format).most_common()
    assert page.locator("#set .kind").all_inner_texts() == [f"{kind} {count}" for kind, count in kinds]


def test_the_largest_folders_are_shown_by_a_picture_of_theirs(claims_page, rows):
    told = claims_page.evaluate("""() => [...document.querySelectorAll("#set .thumb")].map((thumb) => [thumb.title,
      thumb.querySelector(".thumb-count").textContent, Number(thumb.querySelector("img").src.split("/").pop())])""")
    folders = [folder_of(path) for path in rows.path]
    assert len(told) == 8
    for path, count, row in told:
        assert int(count) == sum(is_in(folder, path) for folder in folders)
        assert is_in(folders[row], path)
    counts = [int(count) for _, count, _ in told]
    assert counts == sorted(counts, reverse=True)


def test_a_large_folder_is_lit_by_a_hover_and_kept_by_a_click(claims_page, rows):
    page = claims_page
    thumb = page.locator("#set .thumb").nth(2)
    path = thumb.get_attribute("title")
    wanted = [row for row, name in enumerate(rows.path) if is_in(folder_of(name), path)]
    page.wait_for_selector("[data-facet=folder] [data-value]")
    thumb.hover()
    page.wait_for_function("() => window.imagescape.state().filter.lit")
    lit = page.evaluate("""() => { const { filter: { lit }, facets } = window.imagescape.state();
      const of = facets.of[lit.facet];
      return [...of.rows.keys()].filter((row) => of.rows[row] >= lit.value && of.rows[row] < of.last[lit.value]); }""")
    assert lit == wanted
    assert page.evaluate(KEPT) is None
    thumb.click()
    page.wait_for_selector("#filter-count")
    assert page.evaluate(KEPT) == wanted


def test_where_the_map_cannot_be_trusted_is_a_click_away(claims_page, claims):
    info = Library(claims[0]).maps.get(claims[1].flat)
    assert f"Trustworthiness {info.trust:.2f} of 1" in claims_page.locator("#set").inner_text()
    claims_page.get_by_role("button", name="Where not?").click()
    claims_page.wait_for_function("() => window.imagescape.state().view.painted === 'trust'")
    claims_page.wait_for_selector("[data-facet=trust][data-coloured]")


def test_what_is_not_on_the_map_is_told_and_listed_with_reasons(claims_page, claims):
    skipped = Library(claims[0]).maps.skipped(claims[1].flat)
    assert "Not on the map 2 skipped, 1 other file." in " ".join(claims_page.locator("#set").inner_text().split())
    claims_page.get_by_role("button", name="Which, and why?").click()
    claims_page.wait_for_selector("#skipped-list table")
    shown = [line.split("\t") for line in claims_page.locator("#skipped-list tbody tr").all_inner_texts()]
    assert sorted(shown) == sorted([file.path, file.reason] for file in skipped)


# Many


def test_a_selection_is_told_by_its_folders_and_first_pictures(claims_page, rows):
    page = claims_page
    box(page)
    page.wait_for_selector("#many")
    wait_for_facet(page, "folder")
    chosen = page.evaluate("() => window.imagescape.selected")
    assert page.locator("#many h2").inner_text() == f"{len(chosen)} selected"
    assert page.locator("#many h2 + p").inner_text() == f"of {rows.n} pictures, by box"
    counts = Counter(folder_of(rows.path[row]) for row in chosen)
    told = page.locator("#many dd").first.inner_text()
    named, _, more = told.partition(" and ")
    assert more == (f"{len(counts) - 6} more" if len(counts) > 6 else "")
    shown = [part.rpartition(" ") for part in named.split(", ")]
    by_name = Counter({folder.rpartition("/")[2]: count for folder, count in counts.items()})
    assert len(by_name) == len(counts), "no two folders have the same name here"
    assert [int(count) for *_, count in shown] == [count for _, count in counts.most_common(6)]
    assert all(by_name[name] == int(count) for name, _, count in shown)
    thumbs = page.evaluate(
        "() => [...document.querySelectorAll('#many img')].map((img) => Number(img.src.split('/').pop()))"
    )
    assert thumbs == chosen[:12]


def test_a_selection_is_told_by_its_first_and_last_day(photos_page):
    page = photos_page
    days = np.floor(date.read(Library(page.server.library).maps.columns(page.map_id)) / 86_400)
    oldest = np.argsort(days)[:3].tolist()
    page.evaluate(ACT, ["select", {"rows": oldest, "how": "only"}])
    told = [str(np.datetime64(int(days[row]), "D")) for row in (oldest[0], oldest[2])]
    assert told[0] != told[1]
    foot = page.locator("#many .bars-foot span")
    assert until_seen(page, lambda: foot.all_inner_texts() == told)


def test_a_picture_of_the_selection_is_ringed_by_a_hover_and_pinned_by_a_click(claims_page, rows):
    page = claims_page
    box(page)
    thumb = page.locator("#many .thumb").nth(3)
    row = page.evaluate("() => window.imagescape.selected[3]")
    thumb.hover()
    page.wait_for_function("row => window.imagescape.hovered === row", arg=row)
    spot = place(page, row)
    ring = until_seen(page, lambda: page.locator(".ring-hovered").bounding_box())
    assert [ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2] == pytest.approx(
        [spot["x"], spot["y"]], abs=1
    )
    assert page.evaluate(FACE) == "many", "only the ring tells where it is"
    thumb.click()
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")
    page.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=_name(rows, row))
    page.locator("#preview-close").click()
    page.wait_for_selector("#many")
    assert len(page.evaluate("() => window.imagescape.selected")) > 100, "the selection stays"


def _name(rows, row):
    return rows.path[row].rpartition("/")[2]


def test_the_panel_of_the_selection_comes_back_when_the_pointer_leaves_the_map(claims_page):
    page = claims_page
    box(page)
    page.wait_for_selector("#many")
    page.keyboard.press("p")
    hover(page, next(row for row in range(300) if page.evaluate(IN_SIGHT, row)))
    assert page.evaluate(FACE) == "one"
    page.mouse.move(2, 2)
    page.wait_for_selector("#many")


def test_the_panel_downloads_zooms_to_and_clears_the_selection(claims_page):
    page = claims_page
    box(page)
    chosen = page.evaluate("() => window.imagescape.selected")
    with page.expect_download() as caught:
        page.locator("#many [data-export=csv]").click()
    lines = csv.DictReader(io.StringIO(caught.value.path().read_text(encoding="utf-8")), delimiter=";")
    assert [int(line["row"]) for line in lines] == chosen
    page.evaluate("""async () => { const { act } = await import("/assets/modules/state/store.mjs");
      act("select", { rows: [3, 7, 11], how: "only" }); }""")
    page.get_by_role("button", name="Zoom to them").click()
    until_true(page, f"async () => Boolean(await {CHOSEN})")
    still(page)
    assert all(page.evaluate(IN_SIGHT, row) for row in (3, 7, 11))
    page.locator("#many").get_by_role("button", name="Clear").click()
    page.wait_for_selector("#set h2")
    assert page.evaluate("() => window.imagescape.selected") == []


# One


def test_a_pinned_picture_is_let_go_by_its_cross(claims_page):
    page = claims_page
    pin(page, 5)
    assert page.evaluate(FACE) == "one"
    page.locator("#preview-close").click()
    page.wait_for_selector("#set h2")
    assert page.evaluate("() => window.imagescape.state().focus.pinned") is None


@pytest.mark.parametrize("kind", screens.SHAPES)
def test_a_picture_is_shown_whole(claims_page, rows, kind):
    page = claims_page
    row = rows.path.index(f"shapes/{kind}.png")
    pin(page, row)
    told = page.evaluate(DRAWN)
    (width, height), (wide, high) = told["natural"], told["drawn"]
    with Image.open(io.BytesIO(screens.shape(kind))) as file:
        assert (width, height) == file.size, "the picture itself, and no thumbnail"
    assert told["inside"], told
    assert wide / high == pytest.approx(width / height, rel=0.02)
    if kind != "sixteen":
        assert max(wide / told["frame"][0], high / told["frame"][1]) == pytest.approx(1, abs=0.02), (
            "as large as it goes"
        )


@pytest.mark.parametrize(("path", "side"), [("shapes/sixteen.png", 16), (None, 32)])
def test_a_small_picture_is_enlarged_by_a_whole_factor_and_its_pixels_stay_squares(claims_page, rows, path, side):
    page = claims_page
    pin(page, rows.path.index(path) if path else 7)
    told = page.evaluate(DRAWN)
    assert told["natural"] == [side, side]
    assert told["drawn"] == [3 * side, 3 * side], "three times and no more"
    assert told["pixels"] == "pixelated"
    page.set_viewport_size({"width": 1200, "height": 500})
    page.evaluate("() => document.getElementById('screen').style.setProperty('--right-width', '5rem')")
    told = still(page, DRAWN)
    assert told["frame"][0] < 3 * 32
    assert told["drawn"] in ([side, side], [2 * side, 2 * side], [3 * side, 3 * side])
    assert told["inside"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_black_drawing_on_nothing_is_seen_in_both_schemes(claims_server, visit, claims, rows, scheme):
    page = visit(f"{claims_server.url}/map/{claims[1].flat}", scheme=scheme)
    pin(page, rows.path.index("shapes/transparent.png"))
    shot = np.asarray(Image.open(io.BytesIO(page.locator("#preview-image").screenshot())).convert("L")).astype(int)
    ground, ink = np.bincount(shot.ravel()).argmax(), shot.min()
    assert _contrast(ground, ink) >= 3


def _contrast(one, other):
    """WCAG 2, of two greys 0 to 255."""

    def light(grey):
        share = grey / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_trust_is_told_as_it_is_stored(claims_page, rows):
    page = claims_page
    for row in (0, 1):
        pin(page, row)
        stored = float(rows.trust[row])
        told = "not measured" if math.isnan(stored) else f"about {round(stored * 100)}% of those around it belong there"
        page.wait_for_function("told => document.getElementById('preview-trust').textContent === told", arg=told)
    assert math.isnan(rows.trust[0]) and not math.isnan(rows.trust[1])


def test_a_picture_that_is_pinned_says_that_the_filter_leaves_it_out(claims_page):
    page = claims_page
    row = page.maps.rows - 1
    wait_for_facet(page, "folder")
    page.evaluate(
        """async (row) => { const { act } = await import("/assets/modules/state/store.mjs");
          act("pin", { row }); act("keep", { facet: "folder", value: 0, how: "only" }); }""",
        row,
    )
    page.wait_for_function("() => document.getElementById('preview-note').textContent.includes('out of the filter')")
    page.locator("#filter-clear").click()
    page.wait_for_function("() => document.getElementById('preview-note').textContent === ''")


def test_the_path_of_a_picture_is_copied_and_the_picture_opened(visit, claims_server, claims, rows):
    page = visit(f"{claims_server.url}/map/{claims[1].flat}", new=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pin(page, 9)
    page.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=_name(rows, 9))
    page.locator("#preview-copy").click()
    page.wait_for_function("() => document.getElementById('preview-copy').textContent === 'Copied'")
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{claims[1].folder}/{rows.path[9]}"
    assert page.locator("#preview-open").get_attribute("href") == f"/image/{claims[1].flat}/9"
    assert text(page, "preview-row") == "9"
