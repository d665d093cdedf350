"""Where things stand on the page, and that everybody can reach them."""

import json

from components import page as whole
from tests.callbacks import Page, components, words

PRESSED = {"Button", "ActionIcon", "A", "Link", "ColorSchemeToggle"}


def test_the_provider_is_the_root(page):
    assert page.layout["type"] == "MantineProvider"
    assert page.layout["props"]["defaultColorScheme"] == "auto", "light or dark as the machine is"


def test_the_page_has_its_landmarks(page):
    screen = page.by_id["screen"]["props"]["children"]
    assert [part["type"] for part in screen] == ["Header", "Aside", "Main", "Aside"]
    assert all(part["props"]["aria-label"] for part in screen if part["type"] == "Aside"), "two of a kind need names"


def test_everything_that_can_be_pressed_has_a_name(page):
    nameless = [
        c["props"].get("id", c["type"])
        for c in components(page.layout)
        if c["type"] in PRESSED and not (words(c).strip() or c["props"].get("aria-label") or c["props"].get("title"))
    ]
    assert nameless == []


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
