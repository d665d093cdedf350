"""Hovering a row shows that file's name and that file's picture."""

import hashlib
import json
import os
import random
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from services import decoding
from services.cli.main import make
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe
from services.settings import Settings
from tests.browser.hands import hover, place, still, text, until_true
from tests.conftest import Quiet, picture
from tests.helpers_maps import stored

#: SHA-256 of the bytes behind the picture now in the panel.
SHA = """async () => {
  const answer = await fetch(document.getElementById("preview-image").src);
  const sum = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, "0")).join("");
}"""
PRINTS = "import('/assets/modules/map/overlay.mjs').then(({ drawnPrints }) => [...drawnPrints().keys()])"
WHOLE = """row => {
  const image = document.getElementById("preview-image");
  return image.dataset.row == row && image.dataset.full === "true" && image.complete && image.naturalWidth > 0;
}"""


@pytest.fixture(scope="module")
def mixed_map(photos, hostile, lite0_library, tmp_path_factory):
    """Photographs among hostile files, by the command line: (folder, library, map id)."""
    home = tmp_path_factory.mktemp("mixed")
    for source, name in ((photos, "photos"), (hostile, "hostile")):
        for file in source.rglob("*"):
            if file.is_file():
                target = home / "mixed" / name / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(file, target)
    shutil.copytree(lite0_library[0].folder, home / "library")
    built = CliRunner().invoke(
        make(lambda *_: None), ["build", str(home / "mixed"), "--json", "--library", str(home / "library")]
    )
    assert built.exit_code == 0, built.output
    return home / "mixed", home / "library", json.loads(built.stdout)["map"]


@pytest.mark.parametrize("count", [15, pytest.param(50, marks=pytest.mark.long)])
def test_rows_show_their_own_names_and_pictures(mixed_map, serve, visit, count):
    folder, library, map_id = mixed_map
    paths = Library(library).maps.rows(map_id).path
    page = visit(f"{serve(library).url}/map/{map_id}")
    for row in random.Random(50).sample(range(len(paths)), count):
        hover(page, row)
        page.wait_for_function(
            "name => document.getElementById('preview-name').textContent === name", arg=paths[row].rpartition("/")[2]
        )
        assert text(page, "preview-folder") == paths[row].rpartition("/")[0]
        page.wait_for_function(WHOLE, arg=row)
        file = folder / paths[row]
        shown, _ = decoding.for_browser(file.read_bytes(), max_pixels=10**8)
        assert page.evaluate(SHA) == hashlib.sha256(shown).hexdigest(), f"{paths[row]}: the picture shown is another"


def test_the_thumbnail_comes_at_once_and_the_picture_when_the_pointer_rests(photos_page):
    page = photos_page
    # Noted as it happens: on a slow machine whoever asks afterwards comes too late for the thumbnail.
    page.evaluate(
        """() => {
          const image = document.getElementById("preview-image");
          window.__seen = [];
          const note = () => window.__seen.push(image.getAttribute("src"));
          new MutationObserver(note).observe(image, { attributeFilter: ["src"] });
        }"""
    )
    hover(page, 4)
    page.wait_for_function(WHOLE, arg=4)
    assert page.evaluate("() => window.__seen")[-2:] == [f"/thumb/{page.map_id}/4", f"/image/{page.map_id}/4"]


def test_first_middle_and_last_row_are_exact(photos_page, lite0_library):
    names = [path.rpartition("/")[2] for path in lite0_library[0].maps.rows(lite0_library[1].id).path]
    for row in (0, 50, 99):
        hover(photos_page, row)
        photos_page.wait_for_function(
            "name => document.getElementById('preview-name').textContent === name", arg=names[row]
        )


def test_the_panel_keeps_the_last_picture_a_click_pins_and_escape_clears(photos_page):
    page = photos_page
    hover(page, 7)
    frame = page.locator("#map-frame").bounding_box()
    page.mouse.move(frame["x"] - 40, frame["y"] + 40)
    page.wait_for_function("() => window.imagescape.hovered === null")
    assert page.locator("#preview").get_attribute("data-state") == "hover", "the last one stays"
    point = hover(page, 7)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")
    name = text(page, "preview-name")
    hover(page, 20)
    assert text(page, "preview-name") == name, "pinned: another point under the pointer does not replace it"
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'empty'")


def walk(page):
    """By the arrow keys, from none to the first picture and on to another; its row."""
    page.locator("#map-frame").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => window.imagescape.hovered === 0")
    before = page.evaluate("() => window.imagescape.pointAt(window.imagescape.hovered)")
    box = page.locator("#map-frame").bounding_box()
    # Towards the middle there are pictures, wherever this machine's layout has the first.
    right = before["x"] < box["x"] + box["width"] / 2
    page.keyboard.press("ArrowRight" if right else "ArrowLeft")
    page.wait_for_function("() => window.imagescape.hovered > 0")
    row = page.evaluate("() => window.imagescape.hovered")
    assert (page.evaluate("row => window.imagescape.pointAt(row).x", row) > before["x"]) == right
    return row


def test_arrow_keys_walk_from_picture_to_picture(photos_page):
    page = photos_page
    walk(page)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")


def test_arrow_keys_in_a_text_box_do_not_move_the_picture(photos_page):
    page = photos_page
    hover(page, 3)
    page.locator("#find").focus()
    page.keyboard.type("abc pl")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => window.imagescape.hovered") == 3
    assert page.evaluate("() => document.getElementById('map-frame').dataset.tool") == "pan"


def test_a_print_is_hovered_where_it_is_seen_and_lies_on_top(serve, visit, tmp_path):
    """As polaroids few pictures are prints, which overlap: that under the pointer is the one in the panel, also away
    from its middle.
    """
    folder = tmp_path / "library"
    positions = np.array([[0, 0], [0.3, 0], [0, 9], [9, 0], [9, 9]], dtype=np.float32)
    made = stored(
        Library(folder), tmp_path / "few", {f"{i}.jpg": picture(i) for i in range(5)}, positions=positions, name="few"
    )
    paths = Library(folder).maps.rows(made.id).path
    page = visit(f"{serve(folder).url}/map/{made.id}?marks=polaroid")
    until_true(page, f"async () => (await {PRINTS}).length === 5")
    for row, away in ((0, -25), (1, 25), (0, -25)):
        point = place(page, row)
        page.mouse.move(point["x"] + away, point["y"] + 12)
        page.wait_for_function("row => window.imagescape.hovered === row", arg=row)
        until_true(page, f"async row => (await {PRINTS}).at(-1) === row", arg=row)
        page.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=paths[row])


def test_nothing_near_the_pointer_is_nothing_hovered(photos_page):
    page = photos_page
    hover(page, 3)
    frame = page.locator("#map-frame").bounding_box()
    page.mouse.move(frame["x"] + 4, frame["y"] + 4)
    page.wait_for_function("() => window.imagescape.hovered === null")


def test_the_facts_are_those_of_the_file(photos_page, photos, lite0_library):
    page, rows = photos_page, lite0_library[0].maps.rows(lite0_library[1].id)
    hover(page, 11)
    file = photos / rows.path[11]
    page.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=file.name)
    with Image.open(file) as opened:
        width, height = opened.size
    assert text(page, "preview-size") == f"{width:,} × {height:,} px"
    assert text(page, "preview-format") == "JPEG"
    assert text(page, "preview-folder") == "(top folder)"
    kilobytes = float(text(page, "preview-bytes").split()[0])
    assert kilobytes == pytest.approx(file.stat().st_size / 1000, rel=0.06)


def test_a_file_that_changed_is_said_so_and_its_thumbnail_stays(serve, visit, copied_library, photos, tmp_path):
    folder, map_id = copied_library
    moved = tmp_path / "photos"
    shutil.copytree(photos, moved)
    library = Library(folder)
    library.following.follow(map_id, str(moved))
    victim = moved / library.maps.rows(map_id).path[5]
    victim.write_bytes(b"something else")
    page = visit(f"{serve(folder).url}/map/{map_id}")
    with page.expect_response(
        lambda answer: answer.url.endswith("/5") and "/image/" in answer.url and answer.status == 410
    ):
        hover(page, 5)
    page.wait_for_function("() => document.getElementById('preview-note').textContent.includes('has changed')")
    assert page.evaluate("() => document.getElementById('preview-image').naturalWidth") > 0
    page.problems[:] = [p for p in page.problems if "410" not in p]


def test_three_dimensions_hover_too(serve, visit, copied_library, photos, lite0_library):
    folder, _ = copied_library
    made = building.build(
        Library(folder),
        Settings(library=str(folder)),
        str(photos),
        recipe=Recipe(dimensions=3, iterations=300),
        name="solid",
        listener=Quiet(),
    )
    page = visit(f"{serve(folder).url}/map/{made.info.id}")
    page.wait_for_function("() => window.imagescape.pointAt(0)")
    still(page, "() => [0, 50, 99].map(window.imagescape.pointAt)")
    paths = Library(folder).maps.rows(made.info.id).path
    right = 0
    for row in random.Random(3).sample(range(100), 8):
        point = place(page, row)
        page.mouse.move(point["x"] + 2, point["y"] + 2)
        page.mouse.move(point["x"], point["y"], steps=2)
        # Plotly draws what is under the pointer out of sight and reads it back some frames later.
        hovered = still(page, "() => window.imagescape.hovered")
        if hovered is None:
            continue
        page.wait_for_function(
            "name => document.getElementById('preview-name').textContent === name", arg=paths[hovered]
        )
        right += hovered == row
    assert right >= 5, "points hide one another in 3-D, but not most of them"
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    row = walk(page)
    page.wait_for_function("name => document.getElementById('preview-name').textContent === name", arg=paths[row])
