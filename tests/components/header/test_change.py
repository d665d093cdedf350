"""What a map's menu does: rename, delete, tell how it was made, use its recipe again; the pictures on the disk stay."""

from dataclasses import replace
from pathlib import Path

import pytest

from components.header import differs
from components.source import recipe as controls
from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.conftest import GOOD
from tests.components.header.conftest import OTHER, choose

DIALOGS = {"rename": "rename.opened", "delete": "delete.opened", "how": "how.opened"}


def opened(page, what, info):
    return choose(page, "rename-text.value", what, info)


def rename(page, info, text, by="rename-save.n_clicks", count=None):
    values = {"rename-text.value": text, "changing-store.data": info and {"map": info.id}, "listed-store.data": count}
    return page.call("listed-store.data", by, values)


def delete(page, info, path="/", count=None, clicks=1):
    values = {"changing-store.data": info and {"map": info.id}, "url.pathname": path, "listed-store.data": count}
    return page.call("listed-store.data@", "delete-do.n_clicks", {**values, "delete-do.n_clicks": clicks})


def again(page, info):
    return choose(page, "folder.value@", "again", info)


def test_the_dialogs_are_closed_and_have_titles(page):
    dialogs = {c["props"]["id"]: c["props"] for c in components(page.layout) if c["type"] == "Modal"}
    assert set(dialogs) == {"rename", "delete", "how"}
    assert not any(dialog.get("opened") for dialog in dialogs.values())
    assert all(dialog["title"] and dialog["closeButtonProps"] == {"aria-label": "Close"} for dialog in dialogs.values())


@pytest.mark.parametrize("kind", DIALOGS)
def test_each_item_opens_its_own_dialog_of_its_map_and_no_other(two, page, kind):
    answer = opened(page, kind, two[0])
    assert {output for output in DIALOGS.values() if output in answer} == {DIALOGS[kind]}
    assert answer[DIALOGS[kind]] is True


def test_the_name_is_there_to_be_changed(two, page):
    assert opened(page, "rename", two[1])["rename-text.value"] == "winter"


def test_the_question_before_deleting_says_which_map_and_that_the_pictures_stay(mapped, page):
    assert opened(page, "delete", mapped)["delete-what.children"] == (
        f"holiday: {GOOD} pictures, made {differs.made(mapped)}. The map goes, and cannot be brought back. "
        "Its pictures stay where they are."
    )


def test_the_question_before_deleting_says_what_tells_the_map_from_its_sisters(two, page):
    assert opened(page, "delete", two[0])["delete-what.children"].startswith("holiday: EfficientNet-Lite0, 2-D, ")
    assert opened(page, "delete", two[1])["delete-what.children"].startswith("winter: mine.keras, 3-D, ")


def test_the_question_before_deleting_says_which_of_two_folders(mapped, page, shelf):
    """Two maps of one layout and one name: nobody must delete the other one."""
    there = replace(mapped, id=OTHER, source="/phone B")
    shelf.maps.finish(there, shelf.maps.rows(mapped.id))
    assert opened(page, "delete", there)["delete-what.children"].startswith(f"holiday: in /phone B, {GOOD} pictures")
    assert opened(page, "delete", mapped)["delete-what.children"].startswith(f"holiday: in {mapped.source}, ")


def test_how_a_map_was_made_is_told_in_full(mapped, page):
    text = words(opened(page, "how", mapped)["how-text.children"])
    assert mapped.how in text and mapped.source in text and mapped.id in text


def test_a_page_that_only_just_opens_opens_no_dialog(two, page):
    assert page.call("rename-text.value", "changing-store.data", {"changing-store.data": None}) == {}
    assert page.call("folder.value@", "changing-store.data", {"changing-store.data": None}) == {}


def test_a_map_that_is_not_there_any_more_opens_nothing_and_is_told_of(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    for kind in DIALOGS:
        answer = opened(page, kind, mapped)
        assert set(answer) == {"notices.sendNotifications"}
        assert "There is no map" in answer["notices.sendNotifications"][0]["message"]


@pytest.mark.parametrize("by", ["rename-save.n_clicks", "rename-text.n_submit"])
def test_a_new_name_is_kept(two, page, shelf, by):
    answer = rename(page, two[0], "  summer 2024 ", by, count=3)
    assert answer == {"listed-store.data": 4, "rename.opened": False, "rename-text.error": None}
    assert (shelf.maps.get(two[0].id).name, shelf.maps.get(OTHER).name) == ("summer 2024", "winter")


@pytest.mark.parametrize("text", ["", "   ", None])
def test_no_name_is_refused_in_words_at_the_box_which_stays_open(mapped, page, shelf, text):
    assert rename(page, mapped, text) == {"rename-text.error": "A map needs a name."}
    assert shelf.maps.get(mapped.id).name == "holiday"


def test_a_name_that_is_too_long_is_refused_in_words(mapped, page, shelf):
    answer = rename(page, mapped, "x" * 1000)
    assert "this one has 1000" in answer["notices.sendNotifications"][0]["message"]
    assert "rename.opened" not in answer, "what was typed is still there"
    assert shelf.maps.get(mapped.id).name == "holiday"


def test_a_button_of_no_map_changes_nothing(mapped, page, shelf):
    assert rename(page, None, "other") == {"rename-text.error": None}
    assert delete(page, None) == {}
    assert (len(shelf.maps.all()), shelf.maps.get(mapped.id).name) == (1, "holiday")


def test_a_box_that_was_only_just_drawn_changes_nothing(mapped, page, shelf):
    values = {"rename-text.value": "other", "changing-store.data": {"map": mapped.id}, "rename-text.n_submit": None}
    page.call("listed-store.data", "rename-text.n_submit", values)
    assert shelf.maps.get(mapped.id).name == "holiday"
    assert delete(page, mapped, clicks=None) == {}
    assert shelf.maps.get(mapped.id)


def test_delete_forgets_the_map_and_leaves_the_pictures(two, page, shelf):
    mapped = two[0]
    pictures = sorted(Path(mapped.source).rglob("*.jpg"))
    answer = delete(page, mapped, path=f"/map/{OTHER}", count=3)
    assert [info.id for info in shelf.maps.all()] == [OTHER]
    assert (answer["listed-store.data"], answer["delete.opened"]) == (4, False)
    assert answer["notices.sendNotifications"][0]["message"] == "holiday was deleted. Its pictures are where they were."
    assert "url.pathname" not in answer, "another map is shown"
    assert sorted(Path(mapped.source).rglob("*.jpg")) == pictures
    assert len(pictures) == 13


def test_deleting_the_map_that_is_shown_leads_to_the_front_page(mapped, page):
    assert delete(page, mapped, path=f"/map/{mapped.id}")["url.pathname"] == "/"


def test_deleting_twice_says_so(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    assert "There is no map" in delete(page, mapped)["notices.sendNotifications"][0]["message"]


def test_a_map_s_folder_and_recipe_can_be_filled_in_to_start_from(two, page):
    for info in two:
        answer = again(page, info)
        assert (answer["maps.opened"], answer["folder.value"]) == (False, info.source)
        assert [answer[f"{control}.value"] for control in controls.CONTROLS] == controls.values(info.recipe)
    own, _ = (controls.values(info.recipe) for info in reversed(two))
    assert own[1:3] == ["custom", "/models/mine.keras"]
    assert controls.read(controls.values(two[0].recipe)) == two[0].recipe, "what is filled in is what is read"


def test_what_else_is_pressed_fills_nothing_in(mapped, page):
    for what in DIALOGS:
        assert choose(page, "folder.value@", what, mapped) == {}


def test_of_a_map_that_was_stopped_what_it_was_on_its_way_to_is_filled_in(mapped, page, shelf):
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
