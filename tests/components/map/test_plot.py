"""The one Graph: a whole figure is sent for another map, and for a lost drawing context only."""

from dataclasses import replace

import pytest

from services.library import Library
from tests.callbacks import Page, components, words
from tests.components.conftest import state_of


def choose(page, path, present=None):
    return page.call("map-store.data", "url.pathname", {"url.pathname": path, "map-store.data": present})


def show(page, state, figured=None, changed="map-store.data", mode="folder", revived=1):
    values = {"map-store.data": state, "map-revive.data": 1, "color-by.value": mode, "figured-store.data": figured}
    values["map-revived.data"] = revived
    return page.call("map.figure", changed, values)


@pytest.fixture
def forming(mapped, settings):
    """The same map while it is still being laid out."""
    library = Library(settings.library_path)
    with library.db.write() as db:
        db.execute("UPDATE maps SET state = 'building' WHERE id = ?", (mapped.id,))
    return library.maps.get(mapped.id)


def test_nothing_covers_a_point_and_what_is_said_of_the_map_has_its_room_above_it(page):
    room = next(c for c in components(page.layout) if c["props"].get("className") == "map-room")
    ids = [c["props"]["id"] for c in components(room) if isinstance(c["props"].get("id"), str)]
    order = ["color-by", "map-line", "chips", "map-hint", "add-bar", "progress-place", "map-frame", "map", "map-about"]
    assert [id for id in ids if id in order] == order
    frame = page.by_id["map-frame"]["props"]["children"]
    assert [c["props"]["id"] for c in frame] == ["map", "map-empty"], "the second shows without a map only"


def test_the_page_says_how_the_map_that_is_shown_was_made(mapped, page):
    def told(state):
        return page.call("map-about.children", "map-store.data", {"map-store.data": state})["map-about.children"]

    facts = f"{mapped.counts} · {mapped.how} · trust {mapped.trust:.2f} · made {mapped.created[:10]} · {mapped.source}"
    assert told(state_of(mapped)) == f"holiday · {facts}"
    assert told(None) == told({"id": None, "state": "gone"}) == ""


def test_of_a_map_that_forms_nothing_is_said_of_how_it_was_made(forming, page):
    answer = page.call("map-about.children", "map-store.data", {"map-store.data": state_of(forming)})
    assert answer == {"map-about.children": ""}


def test_without_a_map_the_page_says_why_there_is_none(page):
    def told(state):
        return page.call("map-empty.children", "map-store.data", {"map-store.data": state})["map-empty.children"]

    assert told({"id": None, "state": "none"}) == page.prop("map-empty", "children") == "Your map will appear here."
    gone = words(told({"id": None, "state": "gone"}))
    assert gone == "This map is not here any more: it was deleted. Those there are stand under  Maps ."


def test_without_a_map_the_page_shows_none(page):
    assert choose(page, "/") == {"map-store.data": {"id": None, "state": "none"}}
    answer = show(page, {"id": None, "state": "none"}, figured="ab" * 16)
    assert answer["map.figure"]["layout"]["meta"]["map"] is None
    assert answer["figured-store.data"] is None


def test_a_figure_is_sent_for_another_map_only(mapped, page):
    answer = show(page, state_of(mapped))
    assert answer["map.figure"]["layout"]["meta"]["map"] == answer["figured-store.data"] == mapped.id
    assert show(page, state_of(mapped), figured=mapped.id) == {}, "sending it again would lose the view"


def test_a_lost_context_gets_its_figure_again(mapped, page):
    for changed in ("map-revive.data", "map-store.data"):  # the second where the answer to the first was dropped
        answer = show(page, state_of(mapped), figured=mapped.id, changed=changed, mode="trust", revived=None)
        assert answer["map.figure"]["layout"]["meta"]["rows"] == mapped.n
        assert answer["map.figure"]["layout"]["meta"]["mode"] == "trust"
        assert answer["map-revived.data"] == 1


def test_the_first_view_shows_the_stored_map(mapped, page, shelf):
    x = shelf.maps.rows(mapped.id).positions[:, 0]
    low, high = show(page, state_of(mapped))["map.figure"]["layout"]["xaxis"]["range"]
    assert low < x.min() < x.max() < high


def test_the_chosen_colour_is_meant_from_the_start(mapped, page, app):
    views = app.server.config["IMAGESCAPE_SERVICES"].views
    for mode in ("folder", "trust", "plain"):
        meta = show(page, state_of(mapped), mode=mode)["map.figure"]["layout"]["meta"]
        assert meta["mode"] == mode
        assert meta["colours"]["palette"] == list(views.colouring(mapped.id, mode).palette)


def test_a_forming_map_is_marked_as_one_and_its_points_are_asked_for(forming, page):
    figure = show(page, state_of(forming))["map.figure"]
    assert figure["layout"]["meta"]["live"] is True
    assert figure["layout"]["meta"]["rows"] == forming.n


def opened_at(client, path):
    return Page(client, referrer=f"http://localhost{path}")


def test_a_page_that_tells_where_it_is_comes_with_its_map(mapped, client, page):
    for path in ("/", f"/map/{mapped.id}", f"/map/{mapped.id}/?color=trust"):
        opened = opened_at(client, path)
        assert opened.prop("map", "figure")["layout"]["meta"]["map"] == mapped.id
        assert (opened.prop("figured-store", "data"), opened.prop("map-store", "data")) == (mapped.id, state_of(mapped))
        assert opened.prop("map-title", "children") == mapped.name
        assert opened.prop("counts", "children") == "12 pictures"
        facts = f"{mapped.how} · trust {mapped.trust:.2f} · made {mapped.created[:10]} · {mapped.source}"
        told = f"holiday · 14 found = 12 mapped + 2 skipped · {facts}"
        assert opened.prop("map-about", "children") == told, "on paper it stands below the map"
        assert opened.prop("map-trust", "hidden") is False
    assert show(page, state_of(mapped), figured=mapped.id, changed="map-store.data") == {}, "and is not sent another"


def test_at_the_address_of_a_map_that_is_gone_the_page_says_so_from_the_start(mapped, client):
    opened = opened_at(client, "/map/" + "cd" * 16)
    assert opened.prop("map-store", "data") == {"id": None, "state": "gone", "name": ""}
    assert opened.prop("map", "figure")["layout"]["meta"]["map"] is None
    assert words(opened.prop("map-empty", "children")).startswith("This map is not here any more")
    assert opened.prop("screen", "data-screen") == "map", "there are others"


@pytest.mark.parametrize("referrer", [None, "http://evil.example/", "nonsense", "http://["])
def test_a_page_that_does_not_tell_where_it_is_comes_without(mapped, client, referrer):
    opened = Page(client, referrer=referrer)
    assert opened.prop("map", "figure")["layout"]["meta"]["map"] is None
    assert opened.prop("map-store", "data") is None


def test_a_page_whose_map_is_damaged_opens_without_it(mapped, settings, client):
    (settings.library_path / "maps" / f"{mapped.id}.parquet").write_bytes(b"no map")
    opened = opened_at(client, f"/map/{mapped.id}")
    assert opened.prop("map", "figure")["layout"]["meta"]["map"] is None


def test_a_revival_nobody_asked_for_sends_nothing(mapped, page):
    values = {
        "map-store.data": state_of(mapped),
        "map-revive.data": None,
        "map-revived.data": None,
        "color-by.value": "folder",
        "figured-store.data": mapped.id,
    }
    assert page.call("map.figure", "map-revive.data", values) == {}


def test_a_finished_map_is_not_asked_for_again_and_again(mapped, page):
    assert show(page, state_of(mapped))["map.figure"]["layout"]["meta"]["live"] is False


def test_the_map_that_was_looked_at_last_is_the_front_page(mapped, page, shelf):
    shelf.maps.finish(replace(mapped, id="cd" * 16), shelf.maps.rows(mapped.id))
    assert choose(page, "/")["map-store.data"]["id"] == "cd" * 16
    show(page, state_of(mapped))
    assert choose(page, "/")["map-store.data"]["id"] == mapped.id


def test_there_is_one_graph_with_none_of_plotlys_buttons(page):
    graphs = [c for c in components(page.layout) if c["type"] == "Graph"]
    assert [graph["props"]["id"] for graph in graphs] == ["map"]
    config = page.prop("map", "config")
    assert (config["displayModeBar"], config["displaylogo"], config["scrollZoom"]) == (False, False, True)
    assert page.prop("map", "figure")["layout"]["meta"]["map"] is None
    assert not page.prop("map", "clear_on_unhover")


def test_the_map_can_be_reached_and_is_named(page):
    assert page.prop("map-frame", "tabIndex") == 0
    assert "Arrow keys" in page.prop("map-frame", "aria-label")


def test_a_map_that_was_deleted_meanwhile_is_a_notice_and_no_crash(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    answer = show(page, state_of(mapped))
    assert "There is no map" in answer["notices.sendNotifications"][0]["message"]
    assert "map.figure" not in answer


def test_the_page_of_an_address_is_the_page(mapped, client):
    assert client.get(f"/map/{mapped.id}").status_code == 200
    assert Page(client).prop("map", "figure")["layout"]["meta"]["map"] is None
