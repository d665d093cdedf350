"""What changes the library from the page: maps renamed, deleted and opened one after another, folders chosen, pictures
uploaded, and a server that comes back.
"""

import shutil

import numpy as np
import pytest

from components.header.differs import made
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe
from services.settings import Settings
from tests.browser.conftest import READY
from tests.browser.hands import (
    RANGE,
    build,
    choose_colour,
    choose_in_menu,
    frames,
    hover,
    open_sheet,
    still,
    text,
    until,
    wait_done,
    zoom,
)
from tests.conftest import Quiet, picture
from tests.helpers_maps import stored


def test_maps_are_renamed_reopened_and_deleted(own_photos_page):
    page, map_id = own_photos_page, own_photos_page.map_id
    choose_in_menu(page, "Rename")
    name = page.locator("#rename-text")
    page.wait_for_function("() => document.activeElement.id === 'rename-text'")
    assert name.input_value() == "photos"
    name.fill("")
    # As fast as it goes: Enter must not come before the last letters.
    name.press_sequentially("Holiday")
    name.press("Enter")
    page.wait_for_function("() => document.getElementById('map-title').textContent === 'Holiday'")
    name.wait_for(state="hidden")
    library = Library(page.server.library)
    assert library.maps.get(map_id).name == "Holiday"
    page.locator("#library").click()
    card = page.locator(".map-card")
    assert card.locator(".map-card-name").inner_text() == "Holiday"
    what = page.locator("#delete-what")
    for then in ("hidden", "visible"):
        card.locator(".map-card-more").click()
        card.get_by_role("menuitem", name="Delete").click()
        what.wait_for(state="visible")
        if then == "hidden":
            page.locator("#delete-cancel").click()
        what.wait_for(state=then)
    assert library.maps.get(map_id).name == "Holiday", "cancelled is not deleted"
    assert text(page, "delete-what") == (
        f"Holiday: 100 pictures, made {made(library.maps.get(map_id))}. The map goes, and cannot be brought back. "
        "Its pictures stay where they are."
    )
    page.locator("#delete-do").click()
    page.wait_for_function("() => location.pathname === '/'")
    until(lambda: library.maps.all() == [])
    page.wait_for_function("() => document.getElementById('map-empty').textContent === 'Your map will appear here.'")
    page.go_back()
    page.wait_for_function(
        "() => document.getElementById('map-empty').textContent.startsWith('Holiday is not here any more')"
    )
    assert page.locator("#map-empty").is_visible()


#: The answers of the callback with that output come only once `letGo` is called. `asked`: a press was sent; `menuTold`:
#: the menu was drawn anew.
HOLD = """(output) => { const real = window.fetch, free = new Promise((done) => { window.letGo = done; });
  window.fetch = async (url, what) => {
    const answer = await real(url, what);
    if (!String(url).includes("_dash-update-component")) return answer;
    const { output: of } = JSON.parse(what.body);
    if (of.includes("map-name-menu.children")) window.menuTold = true;
    if (!of.includes(output)) return answer;
    window.asked = true;
    await free;
    return answer;
  }; }"""
SET = "async ([id, props]) => (await import('/assets/modules/page.mjs')).setProps(id, props)"


@pytest.mark.parametrize(
    ("output", "press", "seen"),
    [
        ("rename-text.value", lambda page: choose_in_menu(page, "Rename"), "#rename-text"),
        ("skipped-list.children", lambda page: page.locator("#skipped-open").click(), "#skipped-list"),
        ("maps-list.children", lambda page: page.locator("#library").click(), ".map-card"),
    ],
    ids=["rename", "skipped", "maps"],
)
def test_a_press_is_not_lost_to_what_the_page_is_told_meanwhile(claims_server, claims, visit, output, press, seen):
    """The page is told of its map again and draws the menu anew: so it is while it opens on a busy machine."""
    # The front page's address becomes that of its map as soon as there is something to say.
    page = visit(claims_server.url)
    map_id = page.evaluate("() => window.imagescape.map")
    page.evaluate(HOLD, output)
    press(page)
    page.wait_for_function("() => window.asked")
    page.evaluate(SET, ["map-store", {"data": {"id": map_id, "state": "ready"}}])
    page.wait_for_function("() => window.menuTold")
    page.evaluate(SET, ["url", {"pathname": f"/map/{map_id}"}])
    frames(page, 5)
    page.evaluate("() => window.letGo()")
    page.locator(seen).first.wait_for(state="visible")


def test_a_server_that_is_gone_is_said_so_until_it_is_back(own_photos_page):
    page = own_photos_page
    page.server.kill()
    page.wait_for_selector("#server-gone")
    page.server.start()
    page.wait_for_selector("#server-gone", state="detached")
    hover(page, 3)
    page.problems.clear()


@pytest.mark.long
def test_the_view_of_a_second_map_is_its_own(own_photos_page, tmp_path):
    """Plotly begins anew for it, and whoever listens must be put back; where none was, a link showed the map before."""
    page = own_photos_page
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
    # Longer than the usual: that no view comes into the address is what is looked for.
    assert still(page, "() => location.href", 40).endswith(other.id), "nobody has moved it yet"
    page.go_back()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=page.map_id)
    choose_colour(page, "Trust", mode="trust")
    page.locator("#marks-polaroid").click()
    page.locator("#library").click()
    page.locator(f'#maps-list a[href="/map/{other.id}"]').first.click()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=other.id)
    page.wait_for_function(
        "() => location.search.includes('color=trust') && location.search.includes('marks=polaroid')"
    )
    zoom(page)
    view = [
        float(number) for number in page.evaluate("() => new URLSearchParams(location.search).get('view').split(',')")
    ]
    assert all(990 < number < 1010 for number in view)
    drawn = "() => document.querySelector('#map svg').getBoundingClientRect().width"
    narrow = page.evaluate(drawn)
    page.locator("#side").click()
    page.wait_for_function(f"narrow => ({drawn})() > narrow + 250", arg=narrow)
    still(page)
    assert all(990 < number < 1010 for number in page.evaluate(RANGE)), (
        "another width, and still the part that was chosen"
    )


def test_a_folder_outside_of_the_roots_is_refused(serve, visit, tmp_path, copied_library):
    home = tmp_path / "allowed"
    home.mkdir()
    server = serve(copied_library[0], args=("--root", str(home)))
    page = visit(server.url)
    build(page, tmp_path)
    page.wait_for_function(
        "() => document.querySelector('.mantine-InputWrapper-error')?.textContent.includes('outside the folders')"
    )


def test_the_skipped_drawer_lists_what_and_why(serve, visit, pictures, copied_library):
    home = pictures(8)
    (home / "<b>bold<b>.jpg").write_bytes(b"")
    for path in ("notes.txt", "README", ".DS_Store", "blue/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(b"no picture")
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
    assert (text(page, "counts"), text(page, "skipped-open")) == ("8 pictures", "2 skipped, 3 other files")
    page.locator("#skipped-open").click()
    page.wait_for_selector("#skipped-list table")
    told = page.locator("#skipped-list > p").first.inner_text()
    assert told == "10 found = 8 mapped + 2 skipped, and 3 other files."
    assert "<b>bold<b>.jpg" in page.locator("#skipped-list").inner_text(), "a name is text, never HTML"
    assert "the file is empty" in page.locator("#skipped-list").inner_text()
    listed = [line.split("\t")[0] for line in page.locator("#skipped-list tbody tr").all_inner_texts()]
    assert listed == ["<b>bold<b>.jpg", "blue/@eaDir", ".DS_Store", "README", "notes.txt"], "other files come last"
    assert "a folder that a Synology keeps for itself (@eaDir)" in page.locator("#skipped-list").inner_text()


def test_files_and_folders_are_uploaded_one_file_a_request_and_mapped(serve, visit, tmp_path, pictures, copied_library):
    files = sorted(pictures(10).rglob("*.jpg"))
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    page = visit(serve(copied_library[0]).url, new=True)
    sent = []
    page.on(
        "request",
        lambda r: (
            sent.append(r.url) if r.method == "POST" and "/upload/" in r.url and not r.url.endswith("/done") else None
        ),
    )
    open_sheet(page)
    page.locator("#upload").set_input_files([*map(str, files), str(note)])
    wait_done(page, "Uploaded pictures")
    assert len(sent) == 10
    # The note is no picture by its name.
    page.wait_for_function("() => document.getElementById('counts').textContent === '10 pictures'")
    assert text(page, "skipped-open") == "1 other file"
    page.wait_for_function(READY)
    hover(page, 3)
    # A whole folder keeps its subfolders.
    home = pictures(12, "holiday")
    open_sheet(page)
    page.locator("#upload-folder").set_input_files(str(home))
    wait_done(page, "holiday")
    page.wait_for_function("() => document.querySelector('[data-facet=folder] [role=tree]')")
    tree = page.evaluate(
        "() => { const { name, parent } = imagescape.state().facets.of.folder; return [name, parent]; }"
    )
    assert tree == [["holiday", "blue", "red"], [-1, 0, 0]]


def test_a_map_whose_folder_is_gone_is_offered_to_follow_its_pictures(serve, visit, photos, copied_library, tmp_path):
    """The old one lay in a folder that is gone; the new one is of the same pictures where they are now."""
    folder, old = copied_library
    library = Library(folder)
    there = tmp_path / "there"
    shutil.copytree(photos, there)
    library.following.follow(old, str(tmp_path / "gone"))
    library.selections.keep(old, b"\7" + bytes(12), 3, name="mine")
    settings = Settings(library=str(folder))
    twin = building.build(library, settings, str(there), recipe=Recipe(), name="there", listener=Quiet()).info
    assert (twin.id != old, twin.layout) == (True, library.maps.get(old).layout)
    page = visit(f"{serve(folder).url}/map/{twin.id}")
    page.wait_for_function(READY)
    page.locator("#follow").wait_for(state="visible")
    assert text(page, "add-note") == (
        f'The same pictures were mapped as "photos", and are gone from where they lay then: {tmp_path / "gone"}.'
    )
    page.locator("#library").click()
    page.locator(".map-card-path").first.wait_for(state="visible")
    assert {path.inner_text() for path in page.locator(".map-card-path").all()} == {
        str(there),
        str(tmp_path / "gone"),
    }
    page.keyboard.press("Escape")
    page.locator("#maps-list").wait_for(state="hidden")
    page.locator("#follow").click()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=old)
    assert [(info.id, info.source) for info in library.maps.all()] == [(old, str(there))]
    assert text(page, "map-title") == "photos"
    page.locator("#follow").wait_for(state="hidden")
    page.goto(page.url.replace(old, twin.id))
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=old)
    assert page.url.endswith(f"/map/{old}"), "the address of the other map leads to it"
    choose_in_menu(page, "How it was made")
    told = page.locator("#how-text")
    told.wait_for(state="visible")
    assert f"Folder before\n{tmp_path / 'gone'}, followed 20" in told.inner_text()
