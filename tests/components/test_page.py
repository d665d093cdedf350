"""Where things stand on the page, and that everybody can reach them."""

import json
import re

from components import page as whole
from tests.callbacks import Page, components, words
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "assets" / "modules").rglob("*.mjs"))
PRESSED = {"Button", "ActionIcon", "A", "Link", "ColorSchemeToggle"}


def test_the_provider_is_the_root(page):
    assert page.layout["type"] == "MantineProvider"
    assert page.layout["props"]["defaultColorScheme"] == "auto", "light or dark as the machine is"


def test_the_page_has_its_landmarks(page):
    screen = page.by_id["screen"]["props"]["children"]
    assert [part["type"] for part in screen] == ["Header", "Aside", "Main", "Aside", "Dialog"]
    named = [part["props"]["aria-label"] for part in screen if part["type"] in ("Aside", "Dialog")]
    assert all(named) and len(set(named)) == 3, "two of a kind need names"


def nameless(page):
    return [
        c["props"].get("id", c["type"])
        for c in components(page.layout)
        if c["type"] in PRESSED and not (words(c).strip() or c["props"].get("aria-label") or c["props"].get("title"))
    ]


def test_everything_that_can_be_pressed_has_a_name(mapped, client):
    assert nameless(Page(client, referrer=f"http://localhost/map/{mapped.id}")) == []


def test_without_a_map_there_is_no_name_to_be_pressed(page):
    assert nameless(page) == ["map-name"]
    style = (ROOT / "assets" / "frame.css").read_text(encoding="utf-8")
    assert ".name-button:has(.map-title:empty) { display: none; }" in style


def test_the_keyboard_can_skip_to_the_map(page):
    first = next(c for c in components(page.layout) if c["type"] in PRESSED)
    assert first["props"]["href"] == "#map-frame" and words(first) == "To the map"
    assert page.prop("map-frame", "tabIndex") == 0


def test_what_react_fills_dash_leaves_empty(page):
    drawn = re.findall(
        r'^draw\("([a-z-]+)"', "".join(path.read_text(encoding="utf-8") for path in SCRIPTS), re.MULTILINE
    )
    assert len(drawn) == len(set(drawn)) >= 9
    assert [id for id in drawn if page.prop(id, "children")] == []


def test_everything_that_can_be_filled_in_has_a_name(page):
    filled = [c for c in components(page.layout) if c["type"] in ("TextInput", "NumberInput", "Select")]
    assert len(filled) >= 8
    assert all(c["props"].get("label") or c["props"].get("aria-label") for c in filled)


def test_every_picture_says_whether_it_has_something_to_say(page):
    assert all("alt" in c["props"] for c in components(page.layout) if c["type"] == "Img")


def test_the_stores_forget_with_the_tab(page):
    stores = [c["props"] for c in components(page.layout) if c["type"] == "Store"]
    assert [store["id"] for store in stores] == list(whole.STORES)
    assert all(store.get("storage_type", "memory") == "memory" for store in stores), "the library is what remembers"


def test_nothing_is_read_from_the_internet(page):
    assert "http" not in json.dumps(page.layout)


def test_each_opening_is_a_page_of_its_own(client, mapped_once):
    first, second = Page(client), Page(client)
    assert first.layout == second.layout
    assert len(json.dumps(first.layout)) < 60_000


def test_nothing_but_a_press_calls_what_answers_a_press(page):
    """Dash forgets the answer to a call when the same callback is called again, so a press would be lost to a map that
    is only just told of, or to an item that is only just drawn.
    """
    pressed = ("n_clicks", "n_submit", "changing-store.data", "asked-store.data", "upload-store.data")
    for callback in page.dependencies:
        inputs = {f"{one['id']}.{one['property']}" for one in callback["inputs"]}
        assert not any(name.startswith("{") for name in inputs), f"{inputs}: told by the items themselves"
        others = {name for name in inputs if not name.endswith(pressed)}
        assert not others or others == inputs, f"{others} call what answers a press"
