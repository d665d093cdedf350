"""Icons: every one that is named is there, every one that is there is named, and none does more than draw."""

import re
from xml.etree import ElementTree

import pytest

from components.icons import CLOSE, icon, icon_button
from tests.callbacks import components
from tests.components.conftest import state_of
from tests.components.header.conftest import listed, plain
from tests.conftest import ROOT

FILES = sorted((ROOT / "assets" / "icons").glob("*.svg"))


def drawn(node):
    """The icons that a part of the page shows."""
    return {address for c in components(node) if (address := (c["props"].get("style") or {}).get("--icon"))}


def in_panels():
    """The icons that the browser's panels name."""
    for path in sorted((ROOT / "assets").rglob("*.mjs")):
        yield from re.findall(r'\bicon\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))


def test_the_icons_that_are_drawn_are_the_icons_there_are(mapped, page):
    shown = {"map-store.data": state_of(mapped)}
    menu = page.call("map-title.children", "map-store.data", shown)["map-name-menu.children"]
    trust = page.call("map-trust.children", "map-store.data", shown)["map-trust.children"]
    in_page = set().union(*map(drawn, (page.layout, listed(page)["maps-list.children"], menu, trust)))
    assert in_page | {f"url(/assets/icons/{name}.svg)" for name in in_panels()} == {
        f"url(/assets/icons/{path.stem}.svg)" for path in FILES
    }


def test_every_icon_of_a_panel_is_named_as_one_string():
    for path in sorted((ROOT / "assets" / "modules").rglob("*.mjs")):
        calls = re.findall(r"(?<!function )\bicon\((.)", path.read_text(encoding="utf-8"))
        assert set(calls) <= {'"'}, f"{path.name}: else the test above does not see it"


@pytest.mark.parametrize("path", [*FILES, ROOT / "assets" / "logo.svg"], ids=lambda path: path.stem)
def test_an_icon_only_draws(path):
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox"), "it is shown in several sizes"
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags <= {
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "line",
        "polyline",
        "polygon",
        "title",
        "defs",
        "clipPath",
        "linearGradient",
        "stop",
    }
    assert "href" not in text
    assert len(text) < 2000


def test_an_icon_is_a_decoration_screen_readers_pass_over():
    made = icon("folder", size=14).to_plotly_json()["props"]
    assert made["aria-hidden"] == "true"
    assert made["style"] == {"--icon": "url(/assets/icons/folder.svg)", "--side": "0.875rem"}, (
        "14 pixels of text of the usual size, and more where a reader has it larger"
    )
    style = (ROOT / "assets" / "app.css").read_text(encoding="utf-8")
    assert re.search(r"\.icon \{[^}]*width: var\(--side\b[^}]*height: var\(--side\b[^}]*mask: var\(--icon\)", style)


def test_a_button_that_is_only_an_icon_has_a_name():
    tooltip = icon_button("pan", id="x", label="Move").to_plotly_json()["props"]
    button = tooltip["children"].to_plotly_json()["props"]
    assert (tooltip["label"], button["aria-label"], button["id"]) == ("Move", "Move", "x")


def test_a_button_may_show_a_word_beside_its_icon():
    button = plain(icon_button("dots", id="x", label="Dots", word="Dots"))["props"]["children"]
    shown, word = button["props"]["children"]
    assert shown["props"]["aria-hidden"] == "true"
    assert (word["props"]["children"], word["props"]["className"]) == ("Dots", "word"), "which goes where room is short"


def test_what_opens_over_the_page_can_be_closed_by_a_button_with_a_name(page):
    kinds = ("Drawer", "Modal")
    closes = [c["props"].get("closeButtonProps") for c in components(page.layout) if c["type"] in kinds]
    assert closes == [CLOSE] * 5 == [{"aria-label": "Close"}] * 5


def test_the_address_of_an_icon_answers(client):
    with client.get("/assets/icons/folder.svg") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
