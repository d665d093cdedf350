"""Which map the page shows: the one that its address names, the last one, or what a map became."""

import json
from dataclasses import replace

import pytest

from components.map import state
from tests.callbacks import words
from tests.components.conftest import state_of


def choose(page, path, present=None):
    return page.call("map-store.data", "url.pathname", {"url.pathname": path, "map-store.data": present})


def test_the_front_page_shows_the_last_map_and_an_address_the_one_it_names(mapped, page):
    assert choose(page, "/")["map-store.data"] == state_of(mapped)
    assert choose(page, f"/map/{mapped.id}")["map-store.data"] == state_of(mapped)
    assert choose(page, f"/map/{mapped.id}/")["map-store.data"] == state_of(mapped)


@pytest.mark.parametrize("path", ["/map/" + "cd" * 16, "/map/", "/map/not-an-id", "/map/a/b"])
def test_a_map_that_is_not_there_is_no_map(mapped, page, path):
    assert choose(page, path)["map-store.data"]["id"] is None


def test_nothing_is_sent_while_the_map_is_the_same(mapped, page):
    assert choose(page, "/", state_of(mapped)) == {}
    assert "map-store.data" in choose(page, "/", {**state_of(mapped), "state": "building"})


def test_a_new_name_is_sent(mapped, page, shelf):
    shelf.maps.rename(mapped.id, "autumn")
    assert choose(page, "/", state_of(mapped))["map-store.data"]["name"] == "autumn"


def test_state_of_nothing_is_nothing(app):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    assert state.of_map(services, None) == {"id": None, "state": "none"}
    assert state.of_map(services, "cd" * 16) == {"id": None, "state": "gone", "name": ""}


def test_a_map_that_was_replaced_shows_what_it_became(mapped, app, shelf):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    shelf.maps.begin(replace(mapped, id="cd" * 16, state="building"), shelf.maps.rows(mapped.id), [])
    assert state.of_map(services, "cd" * 16)["n"] == mapped.n, "what is said of a map that grows changes with its rows"
    with shelf.db.write() as db:
        became = json.dumps({**json.loads(shelf.maps.get("cd" * 16).as_json()), "became": mapped.id})
        db.execute("UPDATE maps SET info = ? WHERE id = ?", (became, "cd" * 16))
    assert state.of_map(services, "cd" * 16) == state_of(mapped)
    assert state.replacement(services, "cd" * 16) == mapped.id
    assert state.replacement(services, "ef" * 16) is None


def test_of_a_map_that_was_deleted_its_name_is_told(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    assert choose(page, f"/map/{mapped.id}")["map-store.data"] == {"id": None, "state": "gone", "name": mapped.name}
    told = page.call(
        "map-empty.children", "map-store.data", {"map-store.data": {"id": None, "state": "gone", "name": mapped.name}}
    )
    assert words(told["map-empty.children"]).startswith(f"{mapped.name} is not here any more")
