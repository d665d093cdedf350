"""The list of maps: open, rename, delete; what is on the disk stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.conftest import state_of

OTHER = "cd" * 16


@pytest.fixture
def two(mapped, shelf):
    """The map, and a younger one in three dimensions by one's own model."""
    other = replace(
        mapped,
        id=OTHER,
        name="winter",
        dimensions=3,
        recipe=Recipe(encoder="custom:/models/mine.keras", dimensions=3),
        trust=None,
    )
    shelf.maps.finish(other, shelf.maps.rows(mapped.id))
    return mapped, shelf.maps.get(OTHER)


def listed(page, info=None, changed="library.n_clicks"):
    return page.call("maps.opened", changed, {"map-store.data": info and state_of(info)})


def change(page, changed, values, path="/", count=None):
    return page.call("listed-store.data", changed, {**values, "url.pathname": path, "listed-store.data": count})


def rename(page, names, which, by="rename.n_submit"):
    return change(page, (by, which), {"rename.value": names, by: {which: 1}})


def test_the_list_opens_with_every_map_the_youngest_first(two, page):
    answer = listed(page)
    assert answer["maps.opened"] is True
    cards = answer["maps-list.children"]
    names = [c["props"]["value"] for card in cards for c in components(card) if c["type"] == "TextInput"]
    assert names == ["winter", "holiday"]


def test_a_card_says_what_was_mapped_and_how(two, page):
    younger, older = (words(card) for card in listed(page)["maps-list.children"])
    mapped = two[0]
    assert f"12 pictures · trust {mapped.trust:.3f} · {mapped.created[:10]}" in older
    assert "efficientnet-lite0 · tsne 2-D" in older
    assert mapped.source in older
    assert "mine.keras · tsne 3-D" in younger
    assert "trust" not in younger


def test_a_card_shows_a_picture_and_leads_to_its_map(two, page, client):
    for card, info in zip(listed(page)["maps-list.children"], reversed(two), strict=True):
        images = [c["props"] for c in components(card) if c["type"] == "Img"]
        links = {c["props"]["href"] for c in components(card) if c["type"] == "Link"}
        assert links == {f"/map/{info.id}"}
        assert client.get(f"/map/{info.id}").status_code == 200
        assert client.get(images[0]["src"]).mimetype == "image/jpeg"


def test_the_map_that_is_shown_is_marked(two, page):
    shown = [words(card) for card in listed(page, two[0])["maps-list.children"]]
    assert ["Shown now" in text for text in shown] == [False, True]


def test_a_map_that_is_still_being_made_is_not_listed(mapped, page, shelf):
    shelf.maps.begin(replace(mapped, id=OTHER, state="building"), shelf.maps.rows(mapped.id), [])
    assert len(listed(page)["maps-list.children"]) == 1


def test_an_empty_library_says_so(page):
    assert words(listed(page)["maps-list.children"]) == "No maps yet."


def test_going_to_a_map_closes_the_list(mapped, page):
    assert listed(page, changed="url.pathname") == {"maps.opened": False}


def test_a_change_draws_the_list_anew_and_does_not_open_a_closed_drawer(mapped, page):
    assert set(listed(page, changed="listed-store.data")) == {"maps-list.children"}


@pytest.mark.parametrize("by", ["rename.n_submit", "rename.n_blur"])
def test_a_new_name_is_kept(two, page, shelf, by):
    names = {two[0].id: "  summer 2024 ", OTHER: "winter"}
    answer = rename(page, names, two[0].id, by)
    assert answer == {"listed-store.data": 1}
    assert (shelf.maps.get(two[0].id).name, shelf.maps.get(OTHER).name) == ("summer 2024", "winter")


@pytest.mark.parametrize("name", ["holiday", " holiday ", "", None])
def test_the_same_name_or_none_changes_nothing(mapped, page, shelf, name):
    assert rename(page, {mapped.id: name}, mapped.id) == {}
    assert shelf.maps.get(mapped.id).name == "holiday"


def test_a_name_of_blanks_is_refused_in_words(mapped, page, shelf):
    answer = rename(page, {mapped.id: "   "}, mapped.id)
    assert shelf.maps.get(mapped.id).name == "holiday"
    assert answer["notices.sendNotifications"][0]["color"] == "red"


def test_delete_forgets_the_map_and_leaves_the_pictures(two, page, shelf):
    mapped = two[0]
    pictures = sorted(Path(mapped.source).rglob("*.jpg"))
    answer = change(page, ("delete.n_clicks", mapped.id), {"delete.n_clicks": {mapped.id: 1, OTHER: None}}, count=3)
    assert [info.id for info in shelf.maps.all()] == [OTHER]
    assert answer["listed-store.data"] == 4
    assert answer["notices.sendNotifications"][0]["message"] == "holiday was deleted. Its pictures are where they were."
    assert "url.pathname" not in answer, "another map is shown"
    assert sorted(Path(mapped.source).rglob("*.jpg")) == pictures
    assert len(pictures) == 13


def test_deleting_the_map_that_is_shown_leads_to_the_front_page(mapped, page):
    answer = change(page, ("delete.n_clicks", mapped.id), {"delete.n_clicks": {mapped.id: 1}}, path=f"/map/{mapped.id}")
    assert answer["url.pathname"] == "/"


def test_cards_that_were_only_just_drawn_change_nothing(mapped, page, shelf):
    values = {"delete.n_clicks": {mapped.id: None}, "rename.value": {mapped.id: "other"}}
    assert change(page, ("delete.n_clicks", mapped.id), values) == {}
    assert shelf.maps.get(mapped.id).name == "holiday"


def test_deleting_twice_is_told_once_more(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    answer = change(page, ("delete.n_clicks", mapped.id), {"delete.n_clicks": {mapped.id: 1}})
    assert "There is no map" in answer["notices.sendNotifications"][0]["message"]


def test_the_question_before_deleting_says_that_the_pictures_stay(mapped, page):
    items = [c for c in components(listed(page)["maps-list.children"]) if c["type"] == "MenuItem"]
    assert [words(item) for item in items] == ["Delete holiday The pictures stay where they are."]
    assert items[0]["props"]["id"] == {"kind": "delete", "map": mapped.id}


def test_every_link_and_button_of_a_card_has_a_name(mapped, page):
    cards = listed(page)["maps-list.children"]
    pictures = [c["props"]["alt"] for c in components(cards) if c["type"] == "Img"]
    assert pictures == ["Open holiday"]
    assert all(words(c).strip() for c in components(cards) if c["type"] in ("Button", "MenuItem"))


def again(page, info):
    return page.call("folder.value@", ("again.n_clicks", info.id), {"again.n_clicks": {info.id: 1}})


def test_a_map_s_folder_and_recipe_can_be_filled_in_to_start_from(two, page):
    from components.source import recipe as controls

    for info in two:
        answer = again(page, info)
        assert (answer["maps.opened"], answer["folder.value"]) == (False, info.source)
        assert [answer[f"{control}.value"] for control in controls.CONTROLS] == controls.values(info.recipe)
    own, _ = (controls.values(info.recipe) for info in reversed(two))
    assert own[1:3] == ["custom", "/models/mine.keras"]
    assert controls.read(controls.values(two[0].recipe)) == two[0].recipe, "what is filled in is what is read"


def test_of_a_map_that_was_stopped_what_it_was_on_its_way_to_is_filled_in(mapped, page, shelf):
    from components.source import recipe as controls

    goal = Recipe(sample=0, perplexity=33)
    stopped = replace(
        mapped, id=OTHER, recipe=goal.with_(sample=mapped.n, waves=1, iterations=0), stopped=True, goal=goal.as_json()
    )
    shelf.maps.finish(stopped, shelf.maps.rows(mapped.id))
    answer = again(page, stopped)
    assert [answer[f"{control}.value"] for control in controls.CONTROLS] == controls.values(goal)


def test_uploaded_pictures_lie_in_no_folder_to_fill_in(mapped, page, shelf):
    sent = replace(mapped, id=OTHER, source=str(shelf.uploads / "abc"))
    shelf.maps.finish(sent, shelf.maps.rows(mapped.id))
    answer = again(page, sent)
    assert "folder.value" not in answer and answer["maps.opened"] is False
