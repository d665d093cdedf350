"""The page in a real Chromium: the traps of Dash and Plotly that only a browser shows, and every control doing what it
says.
"""

import csv
import io
import re

import numpy as np
import pytest

from components.map.figure import OPACITY
from services.facts.palette import DARK, SCALE
from services.library import Library
from tests.browser.conftest import READY, hover, text
from tests.conftest import picture
from tests.helpers_maps import stored

RANGE = (
    "() => { const x = document.querySelector('#map .js-plotly-plot')._fullLayout.xaxis.range; return [x[0], x[1]]; }"
)
IN_SIGHT = """row => { const p = window.imagescape.pointAt(row), f = document.getElementById("map-frame").getBoundingClientRect();
  return p.x > f.left + 20 && p.x < f.right - 20 && p.y > f.top + 20 && p.y < f.bottom - 20; }"""
DONE = "name => document.getElementById('map-title').textContent === name && document.getElementById('progress').hidden"
MODE = "() => document.getElementById('map-frame').dataset.tool"


def zoom(page, steps=3):
    frame = page.locator("#map-frame").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    before = page.evaluate(RANGE)
    for _ in range(steps):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(80)
    page.wait_for_function(
        "before => { const x = document.querySelector('#map .js-plotly-plot')._fullLayout.xaxis.range; return x[1] - x[0] < before; }",
        arg=before[1] - before[0],
    )
    page.wait_for_timeout(500)
    return page.evaluate(RANGE)


def choose_colour(page, label):
    page.locator("#color-by").click()
    page.get_by_role("option", name=label).click()
    page.wait_for_timeout(400)


def lasso(page, share=0.9):
    """Around the middle of the map, by hand."""
    frame = page.locator("#map-frame").bounding_box()
    cx, cy, rx, ry = (
        frame["x"] + frame["width"] / 2,
        frame["y"] + frame["height"] / 2,
        frame["width"] * share / 2,
        frame["height"] * share / 2,
    )
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    page.mouse.move(cx - rx, cy - ry)
    page.mouse.down()
    for dx, dy in corners[1:]:
        page.mouse.move(cx + dx * rx, cy + dy * ry, steps=6)
    page.mouse.up()
    page.wait_for_function("() => window.imagescape.selected.length > 0")


def box(page):
    """Around all but the rim of the map, with the box tool."""
    page.locator("#tool-box").click()
    frame = page.locator("#map-frame").bounding_box()
    page.mouse.move(frame["x"] + 60, frame["y"] + 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 60, frame["y"] + frame["height"] - 60, steps=8)
    page.mouse.up()
    page.wait_for_function("() => window.imagescape.selected.length > 0")


def test_a_new_colour_keeps_the_view(photos_page):
    page = photos_page
    range_ = zoom(page)
    choose_colour(page, "Colour: trust")
    assert page.evaluate(RANGE) == pytest.approx(range_, rel=0.1), "but for what the legend takes of the frame"
    assert page.locator("#legend").inner_text().count("%") >= 5


def test_a_link_shows_the_same_thing(photos_page, visit):
    page = photos_page
    zoom(page)
    choose_colour(page, "Colour: trust")
    page.locator("#marks-polaroid").click()
    row = next(row for row in range(100) if page.evaluate(IN_SIGHT, row))
    point = hover(page, row)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_timeout(800)
    range_ = page.evaluate(RANGE)
    for part in ("view=", "color=trust", "marks=polaroid", f"row={row}"):
        assert part in page.url
    other = visit(page.url)
    other.wait_for_timeout(1500)
    assert other.evaluate(RANGE) == pytest.approx(range_, rel=0.02)
    assert other.locator("#color-by").input_value() == "Colour: trust"
    assert other.evaluate("() => window.imagescape._.mode") == "trust"
    assert other.evaluate("() => window.imagescape._.meta.colours.palette[0]") == SCALE[0], (
        "the points too, not only the legend"
    )
    assert other.evaluate("() => document.querySelector('#map .js-plotly-plot').data[0].marker.symbol") == "square"
    assert other.locator("#preview").get_attribute("data-state") == "pinned"


def test_lasso_selects_rows_and_the_selection_leaves(photos_page):
    page = photos_page
    page.keyboard.press("l")
    page.wait_for_function(f"() => ({MODE})() === 'lasso'")
    lasso(page, 0.5)
    rows = page.evaluate("() => window.imagescape.selected")
    inside = page.evaluate("""() => { const f = document.getElementById('map-frame').getBoundingClientRect(), api = window.imagescape;
      return Array.from({length: api.rows}, (_, i) => i).filter((i) => { const p = api.pointAt(i);
        return Math.abs(p.x - f.left - f.width / 2) < f.width * .25 && Math.abs(p.y - f.top - f.height / 2) < f.height * .25; }); }""")
    assert rows == inside
    assert text(page, "selection-count") == f"{len(rows)} selected"
    with page.expect_download() as caught:
        page.locator("[data-export=csv]").click()
    lines = list(csv.DictReader(io.StringIO(caught.value.path().read_text(encoding="utf-8")), delimiter=";"))
    assert [int(line["row"]) for line in lines] == rows
    name = rf"Unsupervised_image_cluterization_run_\d{{4}}_\d\d_\d\d-\d\d_\d\d_selection_of_{len(rows)}\.csv"
    assert re.fullmatch(name, caught.value.suggested_filename)
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    faded = page.evaluate("() => window.imagescape._.chosen")
    assert faded is None, "all points are full again"


def test_escape_closes_what_lies_on_top_and_leaves_the_selection(photos_page):
    page = photos_page
    page.keyboard.press("b")
    box(page)
    chosen = page.evaluate("() => window.imagescape.selected.length")
    page.locator("#exports").click()
    page.locator("[role=menu]").wait_for()
    page.keyboard.press("Escape")
    page.locator("[role=menu]").wait_for(state="hidden")
    page.get_by_role("button", name="Maps").click()
    page.locator("[role=dialog]").wait_for()
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="hidden")
    assert page.evaluate("() => window.imagescape.selected.length") == chosen
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.selected.length === 0")


def test_shift_adds_to_a_selection_and_alt_takes_away(photos_page):
    page = photos_page
    page.keyboard.press("l")
    page.wait_for_function(f"() => ({MODE})() === 'lasso'")
    lasso(page, 0.5)
    middle = set(page.evaluate("() => window.imagescape.selected"))
    page.keyboard.down("Shift")
    lasso(page, 0.9)
    page.keyboard.up("Shift")
    most = page.evaluate("() => window.imagescape.selected")
    assert most == sorted(most) and middle < set(most)
    assert text(page, "selection-count") == f"{len(most)} selected"
    page.keyboard.down("Alt")
    lasso(page, 0.5)
    page.keyboard.up("Alt")
    assert set(page.evaluate("() => window.imagescape.selected")) == set(most) - middle


def test_a_lasso_around_nothing_says_so(photos_page):
    page = photos_page
    page.keyboard.press("l")
    page.wait_for_function(f"() => ({MODE})() === 'lasso'")
    frame = page.locator("#map-frame").bounding_box()
    corner = (frame["x"] + 4, frame["y"] + 4)
    page.mouse.move(*corner)
    page.mouse.down()
    for dx, dy in ((9, 0), (9, 9), (0, 9)):
        page.mouse.move(corner[0] + dx, corner[1] + dy)
    page.mouse.up()
    page.wait_for_function("() => document.getElementById('map-hint').textContent === 'There is no picture in there'")
    page.wait_for_function("() => document.getElementById('map-hint').textContent.startsWith('Draw around')")


def test_box_select_and_clear_by_its_button(photos_page):
    page = photos_page
    box(page)
    page.locator("#selection-clear").click()
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    assert page.locator("#selection-bar").is_hidden()


def test_what_was_cleared_or_chosen_stays_so_when_recoloured(photos_page):
    page = photos_page
    box(page)
    page.locator("#selection-clear").click()
    page.locator("#marks-polaroid").click()
    choose_colour(page, "Colour: trust")
    page.locator("#marks-dots").click()
    choose_colour(page, "Colour: one colour")
    page.wait_for_timeout(600)
    assert page.evaluate("() => window.imagescape.selected") == []
    trace = page.evaluate(
        "() => { const t = document.querySelector('#map .js-plotly-plot')._fullData[0]; return [t.marker.symbol, window.imagescape._.chosen]; }"
    )
    assert trace == ["circle", None]


def test_a_click_lets_the_arrow_keys_walk_with_the_pin(photos_page):
    page = photos_page
    point = hover(page, 12)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")
    name = text(page, "preview-name")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("name => document.getElementById('preview-name').textContent !== name", arg=name)
    assert page.locator("#preview").get_attribute("data-state") == "pinned"


def test_a_server_that_is_gone_is_said_so_until_it_is_back(photos_page):
    page = photos_page
    page.server.kill()
    page.wait_for_selector("#server-gone", timeout=15_000)
    page.server.start()
    page.wait_for_selector("#server-gone", state="detached", timeout=15_000)
    hover(page, 3)
    page.problems.clear()


def test_the_recipe_that_was_used_is_told_below_the_map(photos_page):
    # A layout ends when it has settled: how many steps that took is the map's own.
    steps = Library(photos_page.server.library).maps.get(photos_page.map_id).iterations
    assert text(photos_page, "map-about") == f"efficientnet-lite0 · tsne 2-D · perplexity 20 · {steps} steps · seed 8"


def test_show_everything_comes_back_from_a_zoom(photos_page):
    page = photos_page
    whole = page.evaluate(RANGE)
    zoom(page)
    page.locator("#map-frame").focus()
    page.keyboard.press("r")
    page.wait_for_timeout(600)
    again = page.evaluate(RANGE)
    assert again[1] - again[0] == pytest.approx(whole[1] - whole[0], rel=0.05)


def test_hover_is_right_after_a_zoom(photos_page):
    page = photos_page
    zoom(page, 4)
    seen = page.evaluate("""() => { const f = document.getElementById('map-frame').getBoundingClientRect(), api = window.imagescape;
      return Array.from({length: api.rows}, (_, i) => i).filter((i) => { const p = api.pointAt(i);
        return p.x > f.left + 30 && p.x < f.right - 30 && p.y > f.top + 30 && p.y < f.bottom - 30; }); }""")
    assert seen
    for row in seen[:6]:
        hover(page, row)


def test_polaroids_are_squares_at_three_quarters_opacity(photos_page):
    page = photos_page
    page.locator("#marks-polaroid").click()
    page.wait_for_function("() => document.querySelector('#map .js-plotly-plot').data[0].marker.symbol === 'square'")
    marker = page.evaluate(
        "() => { const m = document.querySelector('#map .js-plotly-plot').data[0].marker; return [m.symbol, m.opacity]; }"
    )
    assert marker == ["square", 0.75]
    page.reload()
    page.wait_for_function(READY)
    page.wait_for_function("() => document.querySelector('#map .js-plotly-plot').data[0].marker.symbol === 'square'")


def coloured(page):
    """Pixels of the map that are not its ground."""
    from PIL import Image

    shot = Image.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB")
    return sum(1 for p in shot.get_flattened_data() if max(p) - min(p) > 40)


def test_a_lost_webgl_context_is_survived(photos_page):
    page = photos_page
    before = coloured(page)
    assert before > 1000
    page.evaluate("""() => { for (const c of document.querySelectorAll('#map canvas')) {
      const gl = c.getContext('webgl'); const lose = gl && gl.getExtension('WEBGL_lose_context'); if (lose) lose.loseContext(); } }""")
    page.wait_for_timeout(2500)
    page.wait_for_function(READY)
    assert coloured(page) > before * 0.7
    hover(page, 9)
    page.problems[:] = [p for p in page.problems if "context" not in p.lower()]


def test_light_and_dark(photos_page):
    page = photos_page
    scheme = "() => document.documentElement.getAttribute('data-mantine-color-scheme')"
    assert page.evaluate(scheme) == "light"
    page.locator("#theme").click()
    page.wait_for_function(f"() => ({scheme})() === 'dark'")
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert max(int(v) for v in re.findall(r"\d+", ground)[:3]) < 60
    page.wait_for_timeout(500)
    colour = page.evaluate("() => imagescape._.meta.colours.palette[imagescape._.codes[0]]")
    assert painted(page, DARK[colour]) > 20 * painted(page, colour), "points are seen on the dark sheet too"
    page.locator("#theme").click()
    page.wait_for_timeout(500)
    assert painted(page, colour) > 20 * painted(page, DARK[colour])


def painted(page, colour):
    """Pixels of the map in a colour, as it is seen on a sheet of the scheme at hand."""
    from PIL import Image

    shot = np.asarray(Image.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB"), dtype=float)
    sheet = shot[2, 2]
    wanted = OPACITY * np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) + (1 - OPACITY) * sheet
    return int((abs(shot - wanted).max(axis=2) < 6).sum())


def test_maps_are_renamed_reopened_and_deleted(photos_page):
    page, map_id = photos_page, photos_page.map_id
    page.locator("#library").click()
    name = page.locator(".map-card-name input").first
    name.fill("")
    # As fast as it goes: Enter must not come before the last letters.
    name.press_sequentially("Holiday")
    name.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.mantine-Drawer-body input')].some((i) => i.value === 'Holiday')"
    )
    library = Library(page.server.library)
    page.wait_for_timeout(500)
    assert library.maps.get(map_id).name == "Holiday"
    page.get_by_role("button", name="Delete").first.click()
    page.get_by_role("menuitem").click()
    page.wait_for_function("() => location.pathname === '/'")
    page.wait_for_timeout(500)
    assert library.maps.all() == []
    assert text(page, "map-empty") == "Your map will appear here."
    page.go_back()
    page.wait_for_function(
        "() => document.getElementById('map-empty').textContent.startsWith('This map is not here any more')"
    )
    assert page.locator("#map-empty").is_visible()


def test_the_folder_browser_walks_within_the_roots(serve, visit, tmp_path, copied_library):
    home = tmp_path / "allowed"
    (home / "inner" / "deeper").mkdir(parents=True)
    server = serve(copied_library[0], args=("--root", str(home)))
    page = visit(server.url)
    page.locator("#browse").click()
    page.get_by_role("button", name="inner").click()
    page.wait_for_function("() => document.getElementById('folder-browser-path').textContent.endsWith('inner')")
    page.locator("#folder-browser-up").click()
    page.wait_for_function("() => document.getElementById('folder-browser-path').textContent.endsWith('allowed')")
    assert page.locator("#folder-browser-up").is_disabled(), "not above the root"
    page.get_by_role("button", name="inner").click()
    page.wait_for_function("() => document.getElementById('folder-browser-path').textContent.endsWith('inner')")
    page.locator("#folder-browser-use").click()
    page.wait_for_function("value => document.getElementById('folder').value === value", arg=str(home / "inner"))
    page.locator("#folder").fill(str(tmp_path))
    page.locator("#build").click()
    page.wait_for_function(
        "() => document.querySelector('.mantine-InputWrapper-error')?.textContent.includes('outside the folders')"
    )


def test_a_wrong_folder_is_told_in_the_box(photos_page):
    page = photos_page
    page.locator("#folder").fill("/no/such/folder")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.mantine-InputWrapper-error')?.textContent.startsWith('There is no folder')"
    )


def test_a_number_out_of_range_is_told_and_becomes_no_other(photos_page):
    page = photos_page
    page.locator("#folder").fill(str(page.server.library))
    page.locator("#perplexity").fill("0")
    page.locator("#build").scroll_into_view_if_needed()
    page.locator("#build").click()
    page.wait_for_function(
        "() => document.querySelector('.mantine-InputWrapper-error')?.textContent.startsWith('Perplexity must be a number from 1 to 500')"
    )
    assert page.locator("#perplexity").input_value() == "0"
    box = page.locator(".mantine-InputWrapper-error").bounding_box()
    assert page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.mantine-InputWrapper-error'))",
        [box["x"] + 5, box["y"] + 5],
    ), "in sight"


def test_what_more_of_the_recipe_opens_is_in_sight(photos_page):
    page = photos_page
    page.locator(".recipe-more button[aria-expanded]").click()
    page.wait_for_function("""() => { const at = (id) => document.getElementById(id)?.getBoundingClientRect(), seed = at("seed");
      return seed && seed.height > 0 && seed.bottom < at("build").top; }""")


def test_the_skipped_drawer_lists_what_and_why(serve, visit, tmp_path, pictures, copied_library):
    from services.pipeline import build as building
    from services.schema import Recipe
    from services.settings import Settings
    from tests.conftest import Quiet

    home = pictures(8)
    (home / "<b>bold<b>.jpg").write_bytes(b"")
    folder, _ = copied_library
    made = building.build(
        Library(folder),
        Settings(library=str(folder)),
        str(home),
        recipe=Recipe(iterations=50),
        name="x",
        listener=Quiet(),
    )
    page = visit(f"{serve(folder).url}/map/{made.info.id}")
    assert text(page, "counts") == "9 found = 8 mapped + 1 skipped"
    page.locator("#skipped-open").click()
    page.wait_for_selector("#skipped-list table")
    assert "<b>bold<b>.jpg" in page.locator("#skipped-list").inner_text(), "a name is text, never HTML"
    assert "the file is empty" in page.locator("#skipped-list").inner_text()


def test_files_are_uploaded_one_a_request_and_mapped(serve, visit, tmp_path, pictures, copied_library):
    files = sorted(pictures(10).rglob("*.jpg"))
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    page = visit(serve(copied_library[0]).url)
    sent = []
    page.on(
        "request",
        lambda r: (
            sent.append(r.url) if r.method == "POST" and "/upload/" in r.url and not r.url.endswith("/done") else None
        ),
    )
    page.locator("#upload").set_input_files([*map(str, files), str(note)])
    page.wait_for_function(
        "() => document.getElementById('map-title').textContent === 'Uploaded pictures' && document.getElementById('progress').hidden",
        timeout=60_000,
    )
    assert len(sent) == 10
    assert text(page, "counts") == "11 found = 10 mapped + 1 skipped"
    page.wait_for_function(READY)
    hover(page, 3)


def test_a_whole_folder_is_uploaded_with_its_subfolders(serve, visit, pictures, copied_library):
    home = pictures(12, "holiday")
    page = visit(serve(copied_library[0]).url)
    page.locator("#upload-folder").set_input_files(str(home))
    page.wait_for_function(DONE, arg="holiday", timeout=60_000)
    page.wait_for_function(
        "() => ['holiday/blue', 'holiday/red'].every((name) => document.getElementById('legend').innerText.includes(name))"
    )


def test_a_map_recoloured_while_it_forms_keeps_its_points_in_sight(serve, visit, cifar2000, copied_library):
    page = visit(serve(copied_library[0]).url)
    page.locator("#folder").fill(str(cifar2000))
    page.locator("#build").click()
    page.wait_for_function(
        "() => window.imagescape.rows === 2000 && !document.getElementById('progress').hidden", timeout=90_000
    )
    choose_colour(page, "Colour: trust")
    page.wait_for_function("() => document.getElementById('progress').hidden", timeout=90_000)
    page.wait_for_timeout(2500)
    outside = page.evaluate("""() => { const f = document.getElementById('map-frame').getBoundingClientRect(), api = window.imagescape;
      const out = (p) => p.x < f.left || p.x > f.right || p.y < f.top || p.y > f.bottom;
      return Array.from({length: api.rows}, (_, i) => api.pointAt(i)).filter(out).length; }""")
    assert outside == 0
    codes = page.evaluate("() => new Set(window.imagescape._.codes).size")
    assert codes > 3, "coloured by a trust that was known only at the end"


def test_nothing_is_asked_of_any_other_machine(serve, visit, copied_library):
    folder, map_id = copied_library
    server = serve(folder)
    asked = []
    page = visit("about:blank", wait=False)
    page.on("request", lambda r: asked.append(r.url))
    page.goto(f"{server.url}/map/{map_id}")
    page.wait_for_function(READY)
    hover(page, 2)
    page.locator("#library").click()
    page.wait_for_timeout(800)
    foreign = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
    assert asked
    assert not foreign


def test_every_control_can_be_reached_and_seen_by_the_keyboard(photos_page):
    page = photos_page
    reached = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    left = {
        "folder",
        "browse",
        "upload-files-button",
        "upload-folder-button",
        "sample",
        "encoder",
        "perplexity",
        "build",
    }
    wanted = left | {"tool-lasso", "color-by", "map-frame", "library", "theme", "exports"}
    assert wanted <= reached, wanted - reached
    page.locator("#tool-lasso").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("width", [1200, 1600])
def test_nothing_is_cut_off(serve, visit, copied_library, width):
    folder, map_id = copied_library
    page = visit(f"{serve(folder).url}/map/{map_id}", width=width, height=800)
    Library(folder).maps.rename(
        map_id, "A very long name of a map that somebody gave because they could, and then some more of it"
    )
    page.reload()
    page.wait_for_function(READY)
    wide = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    for id_ in ("counts", "exports", "library", "theme", "build"):
        box = page.locator(f"#{id_}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_panel_on_the_left_can_be_hidden_for_a_wider_map(photos_page):
    page = photos_page
    width = "() => document.getElementById('map-frame').getBoundingClientRect().width"
    narrow = page.evaluate(width)
    page.locator("#side").click()
    page.wait_for_function(
        f"narrow => ({width})() > narrow + 250 && document.querySelector('#map svg').getBoundingClientRect().width > narrow + 250",
        arg=narrow,
    )
    assert not page.locator("#folder").is_visible()
    row = next(row for row in range(100) if page.evaluate(IN_SIGHT, row))
    hover(page, row)
    assert page.evaluate("() => window.imagescape.hovered") == row
    page.reload()
    page.wait_for_function(READY)
    assert not page.locator("#folder").is_visible(), "as it was left"
    page.locator("#library").click()
    page.get_by_role("button", name="Use again").first.click()
    page.locator("#folder").wait_for(state="visible")
    page.wait_for_function(f"narrow => ({width})() === narrow", arg=narrow)
    assert page.locator("#folder").input_value()


def test_the_view_of_a_second_map_is_its_own(photos_page, tmp_path):
    """Plotly begins anew for it, and whoever listens must be put back; where none was, a link showed the map before."""
    page = photos_page
    away = np.random.default_rng(3).normal(size=(40, 2)) + 1000
    other = stored(
        Library(page.server.library),
        tmp_path / "other",
        {f"{i}.jpg": picture(i) for i in range(40)},
        positions=away,
        name="other",
    )
    zoom(page)
    assert "view=" in page.url
    page.locator("#library").click()
    page.locator(f'#maps-list a[href="/map/{other.id}"]').first.click()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=other.id)
    page.wait_for_timeout(500)
    assert page.url.endswith(other.id), "nobody has moved it yet"
    page.go_back()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=page.map_id)
    choose_colour(page, "Trust")
    page.locator("#marks-polaroid").click()
    page.locator("#library").click()
    page.locator(f'#maps-list a[href="/map/{other.id}"]').first.click()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=other.id)
    page.wait_for_function(
        "() => location.search.includes('color=trust') && location.search.includes('marks=polaroid')"
    )
    zoom(page)
    page.wait_for_function("() => location.search.includes('view=')")
    view = [
        float(number) for number in page.evaluate("() => new URLSearchParams(location.search).get('view').split(',')")
    ]
    assert all(990 < number < 1010 for number in view)
    page.locator("#side").click()
    page.wait_for_timeout(800)
    assert all(990 < number < 1010 for number in page.evaluate(RANGE)), (
        "another width, and still the part that was chosen"
    )
