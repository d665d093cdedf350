"""Icons: every one that is named is there, every one that is there is named, and none does more than draw."""

import re
from xml.etree import ElementTree

import pytest

from components.icons import icon, icon_button
from tests.conftest import ROOT

FILES = sorted((ROOT / "assets" / "icons").glob("*.svg"))


def named():
    for path in (*sorted((ROOT / "components").rglob("*.py")), *sorted((ROOT / "assets").rglob("*.mjs"))):
        yield from re.findall(r'\bicon(?:_button)?\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))


def test_the_icons_that_are_named_are_the_icons_there_are():
    assert set(named()) == {path.stem for path in FILES}


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
    assert made["style"] == {"--icon": "url(/assets/icons/folder.svg)", "width": 14, "height": 14}


def test_a_button_that_is_only_an_icon_has_a_name():
    tooltip = icon_button("pan", id="x", label="Move").to_plotly_json()["props"]
    button = tooltip["children"].to_plotly_json()["props"]
    assert (tooltip["label"], button["aria-label"], button["id"]) == ("Move", "Move", "x")


def test_the_address_of_an_icon_answers(client):
    with client.get("/assets/icons/folder.svg") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
