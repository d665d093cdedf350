"""The frame of the page: the sides that hide and are drawn wider, the menu of the map's name, the list of maps,
sharing, the list of the keys, and what unfolds where there is little room.
"""

import shutil
from pathlib import Path

import pytest

from services.library import Library
from services.schema import Recipe
from tests.browser.conftest import READY, opened
from tests.browser.hands import IN_SIGHT, choose_in_menu, hover, still, text, until
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.serving import Server

WIDTH = "() => document.getElementById('map-frame').getBoundingClientRect().width"
DRAWN = "() => document.querySelector('#map svg').getBoundingClientRect().width"
BUTTONS = {"explore": "side", "picture": "side-right"}


@pytest.fixture(scope="module")
def sisters(tmp_path_factory):
    """A library with two maps of a folder and one of another: (folder of the library, their ids)."""
    home = tmp_path_factory.mktemp("sisters")
    library, files = Library(home / "library"), {f"{i % 3}/{i}.jpg": picture(i) for i in range(20)}
    fine = Recipe(perplexity=5.0, seed=11, iterations=500, sample=10)
    ids = [
        stored(library, home / "one", files, name="coarse").id,
        stored(library, home / "one", files, name="fine", recipe=fine).id,
        stored(library, home / "two", files, name="other").id,
    ]
    return library.folder, ids


@pytest.fixture(scope="module")
def sisters_server(sisters):
    with Server(sisters[0]) as server:
        yield server


@pytest.fixture
def fine_page(visit, sisters_server, sisters):
    return opened(visit, sisters_server, sisters[1][1], again=True)


@pytest.fixture
def own_page(visit, serve, sisters, tmp_path):
    """The same with a library that the test may do anything to."""
    return opened(visit, serve(shutil.copytree(sisters[0], tmp_path / "own")), sisters[1][1])


# The sides


def wide(page, place):
    return page.locator(f"#{place}").bounding_box()["width"]


@pytest.mark.parametrize("place", BUTTONS)
def test_a_side_can_be_hidden_for_a_wider_map(photos_page, place):
    page, button = photos_page, photos_page.locator(f"#{BUTTONS[place]}")
    narrow = page.evaluate(WIDTH)
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    page.wait_for_function(f"narrow => ({WIDTH})() > narrow + 250 && ({DRAWN})() > narrow + 250", arg=narrow)
    assert not page.locator(f"#{place}").is_visible()
    assert button.get_attribute("aria-pressed") == "false"
    row = next(row for row in range(100) if page.evaluate(IN_SIGHT, row))
    hover(page, row)
    page.reload()
    page.wait_for_function(READY)
    assert not page.locator(f"#{place}").is_visible(), "as it was left"
    button.click()
    page.wait_for_function(f"narrow => ({WIDTH})() === narrow", arg=narrow)
    assert page.locator(f"#{place}").is_visible()


@pytest.mark.parametrize("place", BUTTONS)
def test_a_side_is_drawn_wider_by_the_mouse_and_stays_so(photos_page, place):
    page, by = photos_page, 50 if place == "explore" else -50
    usual, map_ = wide(page, place), page.evaluate(WIDTH)
    edge = page.locator(f"#{place} .side-edge").bounding_box()
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=5)
    page.mouse.up()
    assert wide(page, place) == pytest.approx(usual + 50, abs=2)
    assert page.evaluate(WIDTH) == pytest.approx(map_ - 50, abs=2)
    page.wait_for_function(f"drawn => Math.abs(({DRAWN})() - drawn) < 3", arg=map_ - 50)
    page.reload()
    page.wait_for_function(READY)
    assert wide(page, place) == pytest.approx(usual + 50, abs=2), "as it was left"
    page.locator(f"#{place} .side-edge").dblclick()
    assert wide(page, place) == usual


@pytest.mark.parametrize(("place", "wider", "narrower"), [("explore", "Right", "Left"), ("picture", "Left", "Right")])
def test_a_side_is_drawn_wider_by_the_arrows_and_stays_so(photos_page, place, wider, narrower):
    page, edge = photos_page, photos_page.locator(f"#{place} .side-edge")
    usual = wide(page, place)
    edge.focus()
    for _ in range(3):
        page.keyboard.press(f"Arrow{wider}")
    assert wide(page, place) == pytest.approx(usual + 48, abs=2)
    assert edge.get_attribute("aria-valuenow") == str(round((usual + 48) / 16))
    page.reload()
    page.wait_for_function(READY)
    assert wide(page, place) == pytest.approx(usual + 48, abs=2)
    edge.focus()
    for _ in range(30):
        page.keyboard.press(f"Arrow{narrower}")
    assert wide(page, place) == 192, "no narrower than this"


def test_where_there_is_little_room_the_left_side_waits_and_only_one_is_open(photos_server, visit, lite0_library):
    page = visit(f"{photos_server.url}/map/{lite0_library[1].id}", width=900, height=700)
    seen = "() => ['explore', 'picture'].map((id) => document.getElementById(id).checkVisibility())"
    assert page.evaluate(seen) == [False, True]
    page.locator("#side").click()
    assert page.evaluate(seen) == [True, False]
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_function(f"() => ({seen})().every(Boolean)")


def test_on_a_phone_find_and_the_other_buttons_unfold(photos_server, visit, lite0_library):
    page = visit(f"{photos_server.url}/map/{lite0_library[1].id}", width=390, height=844)
    still(page)
    page.wait_for_selector("#find:enabled", state="attached")
    assert not page.locator("#find").is_visible() and not page.locator("#share").is_visible()
    page.locator("#find-open").click()
    page.locator("#find").wait_for(state="visible")
    assert page.evaluate("() => document.activeElement.id") == "find"
    assert page.locator("#find-open").get_attribute("aria-expanded") == "true"
    page.locator("#more").click()
    page.locator("#share").wait_for(state="visible")
    page.locator("#more").click()
    page.locator("#share").wait_for(state="hidden")
    page.locator("#more").click()
    page.keyboard.press("Escape")
    page.locator("#share").wait_for(state="hidden")
    assert page.evaluate("() => document.activeElement.id") == "more"
    page.locator("#more").click()
    page.locator("#map-hint").click()
    page.locator("#share").wait_for(state="hidden")


def test_who_pins_a_picture_sees_it(photos_page):
    page = photos_page
    page.locator("#side-right").click()
    page.locator("#picture").wait_for(state="hidden")
    still(page)
    point = hover(page, next(row for row in range(100) if page.evaluate(IN_SIGHT, row)))
    page.mouse.click(point["x"], point["y"])
    page.locator("#preview-name").wait_for(state="visible")
    assert page.locator("#side-right").get_attribute("aria-pressed") == "true"


def test_fingers_add_a_folder_and_take_one_away(visit, sisters_server, sisters):
    page = visit(f"{sisters_server.url}/map/{sisters[1][0]}", new=True)
    page.wait_for_selector(".value")
    assert not page.locator(".value-hand").first.is_visible(), "a mouse has Ctrl and Alt"
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.reload()
    kept = "rows => window.imagescape.state().filter.count === rows"
    page.get_by_role("button", name="Take away 1").click()
    page.wait_for_function(kept, arg=13)
    page.get_by_role("button", name="Take away 0").click()
    page.wait_for_function(kept, arg=6)
    page.get_by_role("button", name="Add 1").click()
    page.wait_for_function(kept, arg=13)
    assert "two fingers" in text(page, "map-hint")


# The name


def test_the_names_menu_tells_how_the_map_was_made(fine_page, sisters):
    page, info = fine_page, Library(sisters[0]).maps.get(sisters[1][1])
    choose_in_menu(page, "How it was made")
    page.locator("#how-text dl").wait_for(state="visible")
    told = page.locator("#how-text dl").evaluate(
        """(list) => Object.fromEntries([...list.querySelectorAll("dt")].map((name) =>
          [name.textContent, name.nextSibling.textContent]))"""
    )
    assert told["Folder"] == info.source
    assert told["Counts"] == "20 found = 20 mapped + 0 skipped"
    assert told["Sample"] == "10 drawn at random"
    assert told["In short"] == info.how
    assert "seed 11" in info.how
    assert told["Map"] == info.id
    page.keyboard.press("Escape")
    page.locator("#how-text dl").wait_for(state="hidden")


def test_the_names_menu_fills_in_the_recipe_again(fine_page, sisters):
    page = fine_page
    choose_in_menu(page, "Use the recipe again")
    page.wait_for_selector("#new-map:modal")
    source = Library(sisters[0]).maps.get(sisters[1][1]).source
    page.wait_for_function("source => document.getElementById('folder').value === source", arg=source)
    values = [page.locator(f"#{id_}").input_value() for id_ in ("sample", "perplexity", "iterations", "seed")]
    assert values == ["10", "5", "500", "11"]
    assert "5 neighbours each (perplexity), 10 pictures drawn at random" in text(page, "recipe-words")


def test_the_names_menu_lists_the_sisters_of_the_map_and_opens_them(fine_page, sisters):
    page = fine_page
    page.locator("#map-name").click()
    items = page.locator("#map-name-menu a")
    items.first.wait_for(state="visible")
    told = "coarse: perplexity 20, all pictures, seed 8, at most 750 steps"
    assert items.all_inner_texts() == [told], "what tells it apart, and not the map of another folder"
    items.first.click()
    page.wait_for_function("id => window.imagescape.ready && window.imagescape.map === id", arg=sisters[1][0])
    page.wait_for_function("() => document.getElementById('map-title').textContent === 'coarse'")


def test_a_map_must_have_a_name(own_page):
    page = own_page
    choose_in_menu(page, "Rename")
    page.locator("#rename-text").fill(" ")
    page.locator("#rename-save").click()
    page.wait_for_function("() => document.body.innerText.includes('A map needs a name.')")
    assert text(page, "map-title") == "fine"
    page.locator("#rename-text").fill("finer")
    page.locator("#rename-save").click()
    page.wait_for_function("() => document.getElementById('map-title').textContent === 'finer'")
    page.locator("#rename-text").wait_for(state="hidden")


def test_a_map_that_is_deleted_by_its_name_gives_way_to_the_last_and_its_pictures_stay(own_page, sisters):
    page, library = own_page, Library(own_page.server.library)
    source = library.maps.get(sisters[1][1]).source
    choose_in_menu(page, "Delete")
    page.locator("#delete-do").click()
    until(lambda: sisters[1][1] not in [info.id for info in library.maps.all()])
    page.wait_for_function("gone => window.imagescape.ready && window.imagescape.map !== gone", arg=sisters[1][1])
    assert {info.id for info in library.maps.all()} == {sisters[1][0], sisters[1][2]}
    page.get_by_text("fine was deleted. Its pictures are where they were.").wait_for()
    assert len(list(Path(source).rglob("*.jpg"))) == 20
    page.goto(f"{page.server.url}/map/{sisters[1][1]}")
    page.locator("#map-empty").get_by_text("fine is not here any more").wait_for()
    page.locator("#map-empty").get_by_role("button", name="Maps").click()
    page.wait_for_selector(".map-card")


# Maps, sharing, keys


def test_the_list_of_maps_tells_what_sets_each_apart_and_which_is_shown(fine_page, sisters):
    page, library = fine_page, Library(sisters[0])
    page.locator("#library").click()
    page.wait_for_selector(".map-card")
    cards = {card.locator(".map-card-name").inner_text(): card for card in page.locator(".map-card").all()}
    assert set(cards) == {"coarse", "fine", "other"}
    assert [name for name, card in cards.items() if card.locator(".shown-now").count()] == ["fine"]
    assert cards["coarse"].locator(".map-card-apart").inner_text().startswith("perplexity 20, all pictures")
    assert cards["other"].locator(".map-card-apart").count() == 0, "it has no sisters"
    for name, card in cards.items():
        info = next(info for info in library.maps.all() if info.name == name)
        assert "20 pictures" in card.inner_text()
        assert card.locator(".map-card-path").get_attribute("title") == info.source
        picture_ = card.locator("img.light-only")
        picture_.scroll_into_view_if_needed()
        until(lambda image=picture_: image.evaluate("(i) => i.complete && i.naturalWidth > 0"))
        assert f"/preview/{info.id}.png" in picture_.get_attribute("src")


def test_share_copies_the_link_to_what_is_seen(visit, photos_server, lite0_library):
    page = visit(f"{photos_server.url}/map/{lite0_library[1].id}", new=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#find").fill("1")
    page.wait_for_function("() => location.search.includes('find=1')")
    page.locator("#share").click()
    page.wait_for_function("() => document.querySelector('#share .word').textContent === 'Copied'")
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_a_question_mark_lists_every_key(photos_page):
    page = photos_page
    page.locator("#map-frame").focus()
    page.keyboard.press("?")
    page.wait_for_selector("#keys-sheet:modal")
    told = page.locator("#keys-sheet dd").all_inner_texts()
    does = page.evaluate("async () => (await import('/assets/modules/map/keys.mjs')).KEYS.map(({ does }) => does)")
    assert set(does) <= set(told)
    assert len(told) == len(set(told)), "what keys do that do the same is told once"
    page.keyboard.press("Escape")
    page.wait_for_selector("#keys-sheet:modal", state="detached")
    page.locator("#keys").click()
    page.wait_for_selector("#keys-sheet:modal")


def test_the_keys_of_the_map_rest_while_something_lies_over_it(photos_page):
    page = photos_page
    page.locator("#keys").click()
    page.wait_for_selector("#keys-sheet:modal")
    page.keyboard.press("l")
    page.keyboard.press("/")
    assert page.evaluate("() => [document.getElementById('map-frame').dataset.tool, document.activeElement.id]") != [
        "lasso",
        "find",
    ]
    assert page.evaluate("() => document.getElementById('map-frame').dataset.tool") == "pan"
