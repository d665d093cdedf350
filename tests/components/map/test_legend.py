"""The legend explains every colour and counts its points."""

import numpy as np

from components.map import legend
from services.facts import DARK, Colouring
from services.facts.palette import CATEGORIES
from tests.callbacks import components, words
from tests.components.conftest import state_of


def show_legend(page, mode, state):
    return page.call("legend.children", "color-by.value", {"color-by.value": mode, "map-store.data": state})


def test_the_legend_explains_every_colour_with_how_many(mapped, page):
    answer = show_legend(page, "folder", state_of(mapped))
    assert answer["legend.hidden"] is False
    assert words(answer["legend.children"]) == "blue 4 red 8"
    swatches = [
        c["props"]["style"]["background"]
        for c in components(answer["legend.children"])
        if c["props"].get("className") == "swatch"
    ]
    assert swatches == [f"light-dark({colour}, {DARK[colour]})" for colour in CATEGORIES[:2]]


def test_the_legend_of_trust_says_what_it_means_and_adds_up(mapped, page):
    answer = show_legend(page, "trust", state_of(mapped))
    text = words(answer["legend.children"])
    assert text.startswith("Share of a point's neighbours on the map")
    counts = [
        int(words(c).replace(",", ""))
        for c in components(answer["legend.children"])
        if c["props"].get("className") == "legend-count"
    ]
    assert sum(counts) == mapped.n


def test_one_colour_and_no_map_have_no_legend(mapped, page):
    assert show_legend(page, "plain", state_of(mapped)) == {
        "legend.children": [{"namespace": "dash_html_components", "type": "Ul", "props": {"children": []}}],
        "legend.hidden": True,
    }
    assert show_legend(page, "folder", None) == {"legend.children": [], "legend.hidden": True}


def test_a_long_label_is_whole_in_its_tooltip():
    label = "a/very/long/folder/" * 10
    line = legend.lines(Colouring(np.zeros(1, np.uint8), ("#000000",), ((label, "#000000", 1234),)))[0].children[0]
    assert line.children[1].title == label
    assert line.children[2].children == "1,234"


def test_a_mode_that_is_none_has_the_legend_of_the_default_and_no_notice_of_its_own(mapped, page):
    answer = show_legend(page, "rainbow", state_of(mapped))
    assert "notices.sendNotifications" not in answer, "the palette's callback says it"
    assert words(answer["legend.children"]) == "blue 4 red 8"
