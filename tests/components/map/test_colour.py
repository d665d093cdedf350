"""How points are coloured: the choice, the legend, the trust beside them; a new colour never costs the view."""

import numpy as np
import pytest

from components.map import colour
from services.facts import COLOURS, DARK, Colouring
from services.facts.palette import CATEGORIES
from tests.callbacks import components, words
from tests.components.conftest import state_of


def recolour(page, mode, state, changed="color-by.value", settled=None):
    values = {"color-by.value": mode, "map-store.data": state, "settled-store.data": settled}
    return page.call("colours-store.data", changed, values)


def codes(page, mapped, mode):
    return np.frombuffer(page.client.get(f"/colours/{mapped.id}/{mode}/0").data, "u1")


def test_every_mode_can_be_chosen_and_the_first_is_one_of_them(page):
    assert [choice["value"] for choice in page.prop("color-by", "data")] == [
        mode for mode in COLOURS if mode != "new"
    ], "nothing was added"
    assert page.prop("color-by", "value") == colour.DEFAULT == "folder"
    assert page.prop("color-by", "persistence") is None, "the address keeps it, so that a link shows the same thing"


@pytest.mark.parametrize("mode", COLOURS)
def test_a_new_colour_is_what_the_figure_would_tell(mapped, page, mode):
    shown = page.call(
        "map.figure",
        "map-store.data",
        {"map-store.data": state_of(mapped), "color-by.value": mode, "figured-store.data": None},
    )
    answer = recolour(page, mode, state_of(mapped))
    assert set(answer) == {"colours-store.data"}, (
        "a figure, or a patch of one, would lose the view of a map that formed here"
    )
    sent = answer["colours-store.data"]
    assert sent == {
        "map": mapped.id,
        "mode": mode,
        "colours": shown["map.figure"]["layout"]["meta"]["colours"],
        "parts": [mapped.n],
    }
    assert page.sent < 3000


def test_codes_are_the_modes_own(mapped, page, shelf):
    recolour(page, "folder", state_of(mapped))
    folders = [path.rpartition("/")[0] for path in shelf.maps.rows(mapped.id).path]
    assert {(folder, int(code)) for folder, code in zip(folders, codes(page, mapped, "folder"), strict=True)} == {
        ("blue", 0),
        ("red", 1),
    }, "by name"


def test_without_a_map_there_is_nothing_to_colour(page):
    assert recolour(page, "trust", None) == {}
    assert recolour(page, "trust", {"id": None, "state": "gone"}) == {}


def test_a_map_that_has_settled_gets_the_colours_of_its_trust(mapped, page):
    sent = recolour(page, "trust", state_of(mapped), changed="settled-store.data", settled=mapped.id)[
        "colours-store.data"
    ]
    assert (codes(page, mapped, "trust") < len(sent["colours"]["palette"]) - 1).any(), (
        "while it was laid out every point was grey: not measured"
    )


def test_a_map_that_settled_behind_the_one_that_is_shown_changes_nothing(mapped, page):
    assert recolour(page, "trust", state_of(mapped), changed="settled-store.data", settled="cd" * 16) == {}
    assert recolour(page, "folder", state_of(mapped), changed="settled-store.data", settled=None) == {}, (
        "the figure came so"
    )


def test_a_page_opened_at_a_colour_gets_it_though_nothing_has_settled(mapped, page):
    sent = recolour(page, "trust", state_of(mapped), changed="settled-store.data", settled=None)
    assert sent["colours-store.data"]["mode"] == "trust"


def legend(page, mode, state):
    return page.call("legend.children", "color-by.value", {"color-by.value": mode, "map-store.data": state})


def test_the_legend_explains_every_colour_with_how_many(mapped, page):
    answer = legend(page, "folder", state_of(mapped))
    assert answer["legend.hidden"] is False
    assert words(answer["legend.children"]) == "blue 4 red 8"
    swatches = [
        c["props"]["style"]["background"]
        for c in components(answer["legend.children"])
        if c["props"].get("className") == "swatch"
    ]
    assert swatches == [f"light-dark({colour}, {DARK[colour]})" for colour in CATEGORIES[:2]]


def test_the_legend_of_trust_says_what_it_means_and_adds_up(mapped, page):
    answer = legend(page, "trust", state_of(mapped))
    told = words(answer["legend.children"])
    assert told.startswith("Share of a point's neighbours on the map")
    counts = [
        int(words(c).replace(",", ""))
        for c in components(answer["legend.children"])
        if c["props"].get("className") == "legend-count"
    ]
    assert sum(counts) == mapped.n


def test_one_colour_and_no_map_have_no_legend(mapped, page):
    assert legend(page, "plain", state_of(mapped)) == {
        "legend.children": [{"namespace": "dash_html_components", "type": "Ul", "props": {"children": []}}],
        "legend.hidden": True,
    }
    assert legend(page, "folder", None) == {"legend.children": [], "legend.hidden": True}


def test_a_long_label_is_whole_in_its_tooltip():
    label = "a/very/long/folder/" * 10
    line = colour.lines(Colouring(np.zeros(1, np.uint8), ("#000000",), ((label, "#000000", 1234),)))[0].children[0]
    assert line.children[1].title == label
    assert line.children[2].children == "1,234"


@pytest.mark.parametrize(
    ("trust", "told"),
    [
        (1.0, "good"),
        (0.9, "good"),
        (0.8999, "fair"),
        (0.8, "fair"),
        (0.79, "low: look twice"),
        (0.0, "low: look twice"),
    ],
)
def test_trust_is_judged_in_words(trust, told):
    assert colour.verdict(trust) == told


def test_the_maps_trust_stands_beside_its_counts(mapped, page):
    answer = page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})
    assert answer == {
        "map-trust.children": f"Trust {mapped.trust:.3f} · {colour.verdict(mapped.trust)}",
        "map-trust.hidden": False,
        "map-trust.className": "trust" if mapped.trust >= colour.FAIR else "trust low",
    }
    for none in (None, {"id": None, "state": "none"}):
        answer = page.call("map-trust.children", "map-store.data", {"map-store.data": none})
        assert answer == {"map-trust.children": "", "map-trust.hidden": True, "map-trust.className": "trust"}


@pytest.mark.parametrize(("trust", "look"), [(0.79, "trust low"), (0.8, "trust"), (0.95, "trust")])
def test_a_low_trust_looks_otherwise(mapped, page, shelf, trust, look):
    import json

    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**json.loads(mapped.as_json()), "trust": trust}),))
    assert (
        page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})["map-trust.className"]
        == look
    )


def test_trust_that_was_not_measured_is_not_shown(mapped, page, shelf):
    import json

    info = json.loads(mapped.as_json())
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**info, "trust": None}),))
    answer = page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})
    assert answer["map-trust.hidden"] is True


def test_a_mode_that_is_none_is_a_notice_with_those_there_are(mapped, page):
    answer = recolour(page, "rainbow", state_of(mapped))
    assert "Choose one of plain, folder, trust" in answer["notices.sendNotifications"][0]["message"]
    assert answer["color-by.value"] == "folder", "the choice shows what the map has"
    told = legend(page, "rainbow", state_of(mapped))
    assert "notices.sendNotifications" not in told and words(told["legend.children"]) == "blue 4 red 8", "told once"
