"""The row of tools above the map, with what it offers while pictures are selected."""

import re

from services.exports import EXPORTS
from tests.callbacks import components, words
from tests.conftest import ROOT

#: The tools that a key works too.
KEYS = {"P": "tool-pan", "L": "tool-lasso", "B": "tool-box", "R": "tool-reset", "+": "zoom-in", "-": "zoom-out"}


def tools_of(page):
    return next(c for c in components(page.layout) if c["props"].get("className") == "tools")


def test_the_bar_of_a_selection_is_hidden_until_there_is_one_and_each_button_says_what_it_does(page):
    assert page.prop("selection-bar", "hidden") is True
    for id in ("selection-name", "selection-grow", "selection-invert"):
        assert len(page.prop(id, "title")) > 20


def test_a_selection_leaves_in_every_form_the_exports_know():
    code = (ROOT / "assets" / "modules" / "panels" / "many.mjs").read_text(encoding="utf-8")
    assert set(re.findall(r'h\(Leave, \{ kind: "([a-z]+)"', code)) == set(EXPORTS)


def test_the_tools_stand_in_one_row_in_their_order(page):
    ids = [c["props"]["id"] for c in components(tools_of(page)) if isinstance(c["props"].get("id"), str)]
    order = ["side", "tool-pan", "tool-lasso", "tool-box", "undo", "redo", "tool-reset", "zoom-out", "zoom-in"]
    order += ["marks-dots", "marks-polaroid", "selection-bar", "color-by", "side-right"]
    assert [id for id in ids if id in order] == order


def test_a_row_of_tools_is_one_and_each_group_in_it_is_named(page):
    row = tools_of(page)["props"]
    assert (row["role"], row["aria-label"]) == ("toolbar", "Tools of the map")
    groups = [c["props"]["aria-label"] for c in components(tools_of(page)) if c["props"].get("role") == "group"]
    assert groups == ["What a drag does", "Steps", "Zoom", "Marks", "Layout"]


def test_a_tool_says_the_key_that_does_the_same(page):
    said = {key: page.prop(id, "aria-label") for key, id in KEYS.items()}
    assert all(f"({key})" in text for key, text in said.items()), said


def test_the_keys_that_are_named_are_keys():
    code = (ROOT / "assets" / "modules" / "map" / "keys.mjs").read_text(encoding="utf-8")
    assert all(f'key: "{key.lower()}"' in code for key in KEYS)


def test_the_selection_can_be_cleared_and_says_so(page):
    clear = page.by_id["selection-clear"]
    assert words(clear).strip() == "Clear"
    assert clear["props"]["aria-label"] == "Clear the selection"
    assert page.prop("selection", "role") == "status", "how many are selected is heard too"
