"""The sheet that starts a map: it tells what a folder holds before anything starts, walks through folders, and says how
alike is judged.
"""

import io
import os

import numpy as np
import pytest
from PIL import Image

from services.encoders import ENCODERS
from services.library import Library
from tests.browser.conftest import opened
from tests.browser.hands import job_of, open_recipe, open_sheet, still, text, until

COUNTED = "() => document.getElementById('found-count')?.getAttribute('aria-busy') === 'false'"
OPEN = "() => document.getElementById('new-map').matches(':modal')"


@pytest.fixture
def page(photos_page):
    """The page with its sheet open."""
    open_sheet(photos_page)
    return photos_page


@pytest.fixture(scope="module")
def folders(cifar, tmp_path_factory):
    """A folder of 40 pictures in three folders, among other files."""
    home = tmp_path_factory.mktemp("folders") / "holiday"
    for place, count in (("beach", 20), ("beach/evening", 5), ("hotel", 15)):
        (home / place).mkdir(parents=True, exist_ok=True)
        for file in sorted(sorted(cifar.iterdir())[len(place) % 10].iterdir())[:count]:
            os.link(file, home / place / file.name)
    (home / "empty").mkdir()
    (home / "notes.txt").write_text("rain")
    (home / "hotel" / "bill.pdf").write_bytes(b"%PDF-1.4")
    return home


def type_in(page, path):
    page.locator("#folder").fill(str(path))


# Opening and closing


def test_the_sheet_opens_with_the_keys_in_the_folder_box_and_closes_four_ways(photos_page):
    page = photos_page
    closings = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator("#new-map-close").click(),
        lambda: page.locator("#new-map-cancel").click(),
        lambda: page.mouse.click(20, 450),  # beside it
    )
    for close in closings:
        page.locator("#new-map-open").click()
        page.wait_for_function(OPEN)
        assert page.evaluate("() => document.activeElement.id") == "folder"
        close()
        page.wait_for_function(f"() => !({OPEN})()")


def test_a_click_in_the_sheet_leaves_it_open(page):
    box = page.locator("#new-map").bounding_box()
    page.mouse.click(box["x"] + 8, box["y"] + 8)
    page.locator("#new-map .sheet-head h2").click()
    assert page.evaluate(OPEN)


def test_a_press_in_the_sheet_that_ends_beside_it_leaves_it_open(page):
    """As when a text is selected with the mouse."""
    type_in(page, "/some/path")
    box = page.locator("#folder").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(20, 450, steps=4)
    page.mouse.up()
    assert page.evaluate(OPEN)


# What a folder holds


def test_nothing_is_told_of_a_folder_before_one_is_named(page):
    page.wait_for_selector(".found-empty")
    assert page.locator("#found-count").count() == 0


def test_a_wrong_folder_is_told_while_one_types(page, folders):
    type_in(page, f"{folders}/holidy")
    page.wait_for_function(
        "() => document.getElementById('found-problem')?.textContent.startsWith('There is no folder')"
    )
    assert page.locator("#found-count").count() == 0
    type_in(page, folders)
    page.wait_for_selector("#found-problem", state="detached")
    page.wait_for_function(COUNTED)


def test_it_tells_how_many_pictures_and_what_else(page, folders):
    type_in(page, folders)
    page.wait_for_function(COUNTED)
    files = [file for file in folders.rglob("*") if file.is_file()]
    pictures = [file for file in files if file.suffix == ".jpg"]
    size = f"{sum(file.stat().st_size for file in pictures) / 1000:.0f} kB"
    assert text(page, "found-count") == f"{len(pictures)} pictures"
    assert len(pictures) == 40
    # The folder itself has none, and neither has the empty one.
    assert (
        page.locator("#found-count + p").inner_text() == f"in 3 folders · JPEG 40 · {size} · beside them 2 other files"
    )


def small(data):
    """``f4 (8, 8, 3)``: a picture's middle square, eight pixels wide."""
    made = Image.open(io.BytesIO(data)).convert("RGB")
    side = min(made.size)
    left, top = (made.width - side) // 2, (made.height - side) // 2
    return np.asarray(made.crop((left, top, left + side, top + side)).resize((8, 8), Image.Resampling.BOX), np.float32)


def test_it_shows_twelve_of_the_pictures(page, photos):
    type_in(page, photos)
    page.wait_for_function("""() => { const all = [...document.querySelectorAll("img.example")];
      return all.length === 12 && all.every((image) => image.complete && image.naturalWidth > 0); }""")
    page.wait_for_function(COUNTED)
    shown = page.evaluate(
        """async () => Promise.all([...document.querySelectorAll("img.example")].map(async (image) =>
          [...new Uint8Array(await (await fetch(image.src)).arrayBuffer())]))"""
    )
    files = {file.name: small(file.read_bytes()) for file in photos.iterdir()}
    found = []
    for data in shown:
        far = {name: abs(small(bytes(data)) - one).mean() for name, one in files.items()}
        found.append(min(far, key=far.get))
        assert far[found[-1]] < 8, "it is a picture of the folder"
    assert len(set(found)) == 12, "another each"


def test_a_folder_without_pictures_is_told(page, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-anna.txt").write_text("Dear Anna")
    type_in(page, tmp_path / "letters")
    page.wait_for_function(COUNTED)
    assert text(page, "found-count") == "0 pictures"
    assert page.locator("img.example").count() == 0


def test_while_it_counts_it_says_so(page, folders):
    """The server would be done too soon to be looked at: it is answered for."""
    told = {
        "source": str(folders),
        "name": "x",
        "pictures": 18204,
        "others": 1,
        "skipped": 0,
        "folders": 161,
        "bytes": 10**9,
    }
    more = {"kinds": [["JPEG", 18204]], "counted": False, "done": False, "seconds": 1, "examples": [], "token": "x"}
    page.route("**/found?*", lambda route: route.fulfill(json={**told, **more, "estimate": None, "problem": ""}))
    type_in(page, folders)
    page.wait_for_selector("#found-count[aria-busy=true]")
    assert text(page, "found-count") == "18,204 pictures so far, counting …"
    assert page.locator(".example").count() == 12, "the places of the twelve stand already"
    page.unroute_all(behavior="wait")
    page.wait_for_function(COUNTED)
    assert text(page, "found-count") == "40 pictures"


def test_it_tells_how_long_a_map_takes_by_what_this_machine_has_measured(page, folders):
    type_in(page, folders)
    page.wait_for_function("() => document.getElementById('estimate').innerText.includes('First map in about')")
    open_recipe(page)
    page.locator("#encoder").click()
    page.get_by_role("option", name=ENCODERS["convnext-tiny"].title).click()
    # Nobody has made a map with it on this machine.
    page.wait_for_function("() => document.getElementById('estimate').innerText.includes('How long it takes is known')")


# Folders


def test_the_folder_browser_walks_counts_and_fills_the_box(serve, visit, copied_library, folders):
    server = serve(copied_library[0], args=("--root", str(folders)))
    page = visit(server.url)
    open_sheet(page)
    at = "name => document.querySelector('.browser-path')?.textContent.endsWith(name)"
    rows = """() => [...document.querySelectorAll(".browser-row")].map((row) =>
      [...row.querySelectorAll("span:not(.icon)")].map((one) => one.textContent))"""
    page.locator("#browse").click()
    page.wait_for_function(at, arg="holiday")
    page.wait_for_function(
        f"wanted => JSON.stringify(({rows})()) === JSON.stringify(wanted)",
        arg=[["beach", "25"], ["empty", ""], ["hotel", "15"]],
    )
    up = page.get_by_role("button", name="Up", exact=True)
    assert up.is_disabled(), "not above the root"
    page.locator(".browser-row", has_text="beach").click()
    page.wait_for_function(at, arg="beach")
    page.wait_for_function(f"() => JSON.stringify(({rows})()) === JSON.stringify([['evening', '5']])")
    up.click()
    page.wait_for_function(at, arg="holiday")
    page.locator(".browser-row", has_text="hotel").click()
    page.wait_for_function(at, arg="hotel")
    page.get_by_role("button", name="Use this folder").click()
    page.wait_for_function("value => document.getElementById('folder').value === value", arg=str(folders / "hotel"))
    page.wait_for_function("() => document.getElementById('found-count')?.textContent === '15 pictures'")
    assert page.locator(".browser").count() == 0, "it folds itself"
    assert page.locator("#browse").get_attribute("aria-expanded") == "false"


def test_a_click_on_browse_is_not_lost_where_that_half_of_the_page_is_yet_to_come(visit, photos_server, lite0_library):
    held = []
    page = opened(visit, photos_server, lite0_library[1].id, new=True)
    page.route("**/source/folders.mjs*", lambda route: held.append(route))
    open_sheet(page)
    page.locator("#browse").click()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.locator(".browser-path").wait_for()
    assert page.locator("#browse").get_attribute("aria-expanded") == "true"


def test_a_folder_that_was_used_last_is_a_click_away(page, lite0_library):
    page.locator("#sources button").first.click()
    page.wait_for_function("source => document.getElementById('folder').value === source", arg=lite0_library[1].source)
    page.wait_for_function("() => document.getElementById('found-count')?.textContent === '100 pictures'")


# How alike is judged


def test_the_recipe_is_told_in_words_and_the_articles_is_a_click_away(page):
    told = "By what is in the picture (EfficientNet-Lite0), compared by cosine, 20 neighbours each (perplexity)"
    assert text(page, "recipe-words").startswith(told)
    page.locator("#recipe-article").click()
    page.wait_for_function("() => document.getElementById('recipe-words').textContent.includes('ResNet50')")
    open_recipe(page)
    assert page.locator("#sample").input_value() == "1,000"
    page.locator("#recipe-defaults").click()
    page.wait_for_function("() => document.getElementById('recipe-words').textContent.includes('EfficientNet-Lite0')")
    assert page.locator("#sample").input_value() == "0"


def test_of_an_encoder_that_is_not_here_it_tells_size_and_how_to_bring_it(page):
    open_recipe(page)
    page.locator("#encoder").click()
    page.get_by_role("option", name=ENCODERS["convnext-tiny"].title).click()
    page.wait_for_function("() => document.getElementById('encoder-facts').textContent.includes('to fetch once')")
    page.locator("#encoder-facts summary").click()
    told = page.locator("#encoder-facts").inner_text()
    assert ".h5" in told and "Put the file into" in told


# Starting


def test_escape_closes_a_list_that_is_open_and_then_the_sheet(page):
    open_recipe(page)
    page.locator("#encoder").click()
    page.get_by_role("option", name="ConvNeXt").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.get_by_role("option", name="ConvNeXt").wait_for(state="hidden")
    assert page.locator("#new-map").evaluate("(sheet) => sheet.open")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('new-map').open")


def test_the_sheet_closes_when_the_map_is_begun(serve, visit, copied_library, folders):
    page = visit(serve(copied_library[0]).url)
    open_sheet(page)
    type_in(page, folders)
    page.locator("#build").click()
    page.wait_for_function(f"() => !({OPEN})()")
    until(lambda: (job := job_of(Library(copied_library[0]), folders)) and job.state == "done")
    page.wait_for_function("() => document.getElementById('map-title').textContent === 'holiday'")


def test_on_the_first_run_screen_the_sheet_stands_on_the_page(serve, visit, ready_library):
    page = visit(serve(ready_library).url, wait=False)
    page.wait_for_selector("#folder")
    assert not page.evaluate(OPEN)
    assert page.locator("#build").is_visible() and not page.locator("#new-map-open").is_visible()
    assert text(page, "demo-told").startswith("On the right: 1,797 handwritten digits")


def test_files_that_are_dropped_open_the_sheet(photos_page):
    page = photos_page
    page.evaluate("""() => { const dataTransfer = new DataTransfer(), over = document.getElementById("map-frame");
      dataTransfer.items.add(new File(["x"], "notes.txt", { type: "text/plain" }));
      over.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true })); }""")
    page.wait_for_function(OPEN)
    still(page, "() => document.getElementById('upload-progress').textContent")
