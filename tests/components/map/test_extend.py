"""The line of what a map's folder has for it, and what its buttons start."""

from dataclasses import replace

import pytest

from services.library import RowTable
from services.pipeline import additions, extend
from services.pipeline import run as pipeline
from services.sources.changes import Changes
from tests.components.conftest import state_of
from tests.conftest import Quiet, picture


@pytest.fixture
def folder_changes(app, monkeypatch):
    """A function that decides what the folder of every map has."""
    watch = app.server.config["IMAGESCAPE_SERVICES"].watch

    def set_changes(**counts):
        monkeypatch.setattr(watch, "changes", lambda *_, **__: Changes(**counts))

    set_changes()
    return set_changes


@pytest.fixture
def added(mapped, settings, shelf, monkeypatch, tmp_path):
    """A map to which one picture was added."""
    import shutil

    from services import encoders
    from tests.conftest import FakeEncoder

    home = tmp_path / "holiday"
    shutil.copytree(mapped.source, home)
    (home / "red" / "new.jpg").write_bytes(picture(500))
    monkeypatch.setattr(encoders, "open_encoder", lambda *_, **__: FakeEncoder())
    return pipeline.run(
        shelf, settings, str(home), recipe=extend.extend_recipe(mapped), name="holiday", listener=Quiet()
    ).info


def line_of(page, info, changed="add-beat.n_intervals"):
    return page.call("add-note.children", changed, {"map-store.data": state_of(info)})


def test_nothing_is_said_while_the_folder_has_no_changes(mapped, folder_changes, page):
    assert line_of(page, mapped) == {}, "hidden, as it came"
    assert page.prop("add-bar", "hidden") is True


@pytest.mark.parametrize(
    ("counts", "words", "button"),
    [
        ({"new": 37}, "37 new pictures in this folder", True),
        ({"new": 1}, "1 new picture in this folder", True),
        ({"new": 1200, "vanished": 2, "changed": 1}, "1,200 new pictures in this folder, 1 changed, 2 vanished", True),
        ({"changed": 1}, "1 picture has changed in this folder; the map shows what it was", True),
        ({"changed": 2}, "2 pictures have changed in this folder; the map shows what they were", True),
        ({"vanished": 2}, "2 vanished", False),
    ],
)
def test_changes_are_said_and_what_can_be_added_has_a_button(mapped, folder_changes, page, counts, words, button):
    folder_changes(**counts)
    answer = line_of(page, mapped)
    assert answer["add-note.children"] == words
    assert answer["add-bar.hidden"] is False
    assert answer["add.style"] == ({} if button else {"display": "none"})
    assert answer["relayout.style"] == {"display": "none"}


def test_after_adding_it_says_what_happened_and_offers_a_new_layout(added, folder_changes, page):
    answer = line_of(page, added)
    assert answer["add-note.children"] == "1 picture added; the 12 that were there have not moved."
    assert answer["relayout.style"] == {}
    assert answer["add.style"] == {"display": "none"}


def test_the_button_starts_a_job_that_adds_to_this_map(mapped, folder_changes, page, shelf):
    folder_changes(new=3)
    answer = page.call("started-store.data@", "add.n_clicks", {"map-store.data": state_of(mapped)})
    job = shelf.jobs.get(answer["started-store.data"]["id"])
    assert (job.source, job.recipe) == (mapped.source, extend.extend_recipe(mapped))
    assert page.call("started-store.data@", "add.n_clicks", {"map-store.data": state_of(mapped)}) == {}, (
        "once is enough"
    )


def test_the_other_button_starts_a_full_layout_turned_to_fit(added, page, shelf):
    answer = page.call("started-store.data@", "relayout.n_clicks", {"map-store.data": state_of(added)})
    recipe = shelf.jobs.get(answer["started-store.data"]["id"]).recipe
    assert (recipe.base, recipe.align) == ("", added.id)


def test_what_was_added_can_be_coloured_and_only_there(mapped, added, page):
    offered = page.call(
        "color-by.data", "map-store.data", {"map-store.data": state_of(added), "color-by.value": "folder"}
    )
    assert {"value": "new", "label": "New"} in offered["color-by.data"][0]["items"]
    other = page.call("color-by.data", "map-store.data", {"map-store.data": state_of(mapped), "color-by.value": "new"})
    assert other["color-by.value"] == "folder"


def test_the_drawer_names_what_is_no_longer_as_mapped(added, page, shelf):
    from services.schema import Skipped
    from tests.callbacks import words

    shelf.outdated.put(added.id, [Skipped("red/gone.jpg", additions.VANISHED)])
    answer = page.call("skipped-list.children", "skipped-open.n_clicks", {"map-store.data": state_of(added)})
    assert "red/gone.jpg" in words(answer["skipped-list.children"])


def test_new_rows_are_the_last(added, shelf):
    rows = shelf.maps.rows(added.id)
    assert isinstance(rows, RowTable)
    assert replace(rows, added=0).n == rows.n
    assert rows.path[-rows.added :] == ["red/new.jpg"]


@pytest.mark.parametrize(
    ("changed", "output"), [("map-store.data", "color-by.data"), ("settled-store.data", "color-by.data@")]
)
def test_the_choice_that_comes_with_a_map_does_not_take_the_colour_of_what_was_added_away(
    mapped, added, folder_changes, page, changed, output
):
    folder_changes(new=3)
    begun = page.call("started-store.data@", "add.n_clicks", {"map-store.data": state_of(mapped)})
    values = {"map-store.data": state_of(added), "settled-store.data": added.id, "color-by.value": "folder"}
    answer = page.call(output, changed, values | begun)
    assert answer["color-by.value"] == "new"
    assert page.call(output, changed, values).get("color-by.value") in (None, "folder"), "in another tab"
