"""The list of maps: open, rename, delete, use again; the pictures on the disk stay."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.header.conftest import OTHER, listed


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


def test_deleting_twice_says_so(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    answer = change(page, ("delete.n_clicks", mapped.id), {"delete.n_clicks": {mapped.id: 1}})
    assert "There is no map" in answer["notices.sendNotifications"][0]["message"]


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
