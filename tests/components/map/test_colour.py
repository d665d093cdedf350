"""How points are coloured: the choice, and the palette; a new colour never costs the view."""

import numpy as np
import pytest

from components.map import figure
from services.facts import COLOURS, GROUPS
from tests.components.conftest import state_of


def recolour(page, mode, state, changed="color-by.value", settled=None, shown=None):
    sent = shown and {"map": state["id"], "mode": shown}
    values = {"color-by.value": mode, "map-store.data": state, "settled-store.data": settled}
    values |= {"colours-store.data": sent, "completed-store.data": state and state["id"]}
    return page.call("colours-store.data", changed, values)


def codes(page, mapped, mode):
    return np.frombuffer(page.client.get(f"/colours/{mapped.id}/{mode}/0").data, "u1")


def values(groups):
    assert [group["group"] for group in groups] == list(GROUPS)
    return {choice["value"] for group in groups for choice in group["items"]}


def test_modes_that_say_something_can_be_chosen_and_the_first_is_one_of_them(mapped, page):
    assert values(page.prop("color-by", "data")) == set(COLOURS) - {"new"}, "no map is known yet"
    known = {"map-store.data": state_of(mapped), "color-by.value": "folder"}
    offered = values(page.call("color-by.data", "map-store.data", known)["color-by.data"])
    assert {"plain", "folder", "trust", "bytes", "brightness", "colour"} <= offered
    assert not {"new", "format", "camera", "shape"} & offered, "nothing was added, and all are JPEG of one shape"
    assert page.prop("color-by", "value") == figure.FOLDER == "folder"
    assert page.prop("color-by", "persistence") is None, "the address keeps it, so that a link shows the same thing"


@pytest.mark.parametrize("mode", COLOURS)
def test_a_new_colour_is_what_the_figure_would_tell(mapped, page, mode):
    drawn = page.call(
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
        "usual": "folder",
        "colours": drawn["map.figure"]["layout"]["meta"]["colours"],
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
    behind = {"changed": "settled-store.data", "settled": "cd" * 16}
    assert recolour(page, "trust", state_of(mapped), shown="trust", **behind) == {}
    assert recolour(page, "folder", state_of(mapped), changed="settled-store.data", settled=None) == {}, (
        "the figure came so"
    )


def test_a_page_opened_at_a_colour_gets_it_though_nothing_has_settled(mapped, page):
    sent = recolour(page, "trust", state_of(mapped), changed="settled-store.data", settled=None)
    assert sent["colours-store.data"]["mode"] == "trust"


@pytest.mark.parametrize("changed", ["settled-store.data", "completed-store.data"])
def test_a_choice_is_sent_though_its_answer_was_dropped(mapped, page, changed):
    """Dash drops it when the same callback is called for a map that has settled, or of which something was found."""
    told = recolour(page, "bytes", state_of(mapped), changed=changed, shown="folder")
    assert told["colours-store.data"]["mode"] == "bytes"
    assert recolour(page, "bytes", state_of(mapped), changed=changed, shown="bytes") == {}


def test_a_mode_that_is_none_is_a_notice_with_those_there_are(mapped, page):
    answer = recolour(page, "rainbow", state_of(mapped))
    assert "Choose one of plain, folder, region, size" in answer["notices.sendNotifications"][0]["message"]
    assert answer["color-by.value"] == "folder", "the choice shows what the map has"


def test_a_map_is_coloured_by_folder_while_it_is_made_and_by_region_once_it_is_finished(mapped, page, monkeypatch):
    given = {"map-store.data": state_of(mapped), "color-by.value": "folder", "figured-store.data": mapped.id}
    given |= {"settled-store.data": mapped.id, "completed-store.data": None}
    monkeypatch.setattr("components.map.colour.usual", lambda *_: "region")
    assert page.call("color-by.data@", "settled-store.data", given)["color-by.value"] == "region"
    chosen = page.call("color-by.data@", "settled-store.data", given | {"color-by.value": "bytes"})
    assert "color-by.value" not in chosen, "that one was chosen by hand"
    opened = page.call("color-by.data", "map-store.data", given)
    assert "color-by.value" not in opened, "and so was this one, of a map that was finished before"
