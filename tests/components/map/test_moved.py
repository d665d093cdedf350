"""That an older map follows its pictures is offered below the newer one, and done on a press alone."""

import json
import shutil
from dataclasses import replace

import pytest

from services.sources.changes import Changes
from tests.components.conftest import GOOD, state_of
from tests.components.map.test_extend import line_of


@pytest.fixture
def twin(mapped, shelf, tmp_path):
    """A map of the same pictures where they have moved."""
    there = tmp_path / "there"
    shutil.copytree(mapped.source, there)
    with shelf.db.write() as db:
        gone = json.dumps({**json.loads(mapped.as_json()), "source": str(tmp_path / "gone")})
        db.execute("UPDATE maps SET source = ?, info = ?", (str(tmp_path / "gone").encode(), gone))
    twin = replace(mapped, id="cd" * 16, source=str(there), name="there", left=mapped.id)
    shelf.maps.finish(twin, shelf.maps.rows(mapped.id))
    return shelf.maps.get(twin.id)


def offered(app, monkeypatch, page, twin, left):
    watch = app.server.config["IMAGESCAPE_SERVICES"].watch
    monkeypatch.setattr(watch, "changes", lambda *_, **__: Changes(left=left))
    return line_of(page, twin)


def press(page, info, clicks=1):
    values = {"follow.n_clicks": clicks, "map-store.data": state_of(info), "listed-store.data": 2}
    return page.call("listed-store.data@", "follow.n_clicks", values)


def test_it_is_said_with_a_button_and_not_where_the_map_was_deleted_since(mapped, app, twin, monkeypatch, page, shelf):
    answer = offered(app, monkeypatch, page, twin, mapped.id)
    assert answer["add-note.children"] == answer["add-note.title"]
    assert answer["add-note.children"].startswith(
        'The same pictures were mapped as "holiday", and are gone from where '
    )
    assert (answer["follow.style"], answer["add.style"], answer["add-bar.hidden"]) == ({}, {"display": "none"}, False)
    shelf.cleanup.delete(mapped.id)
    assert offered(app, monkeypatch, page, twin, mapped.id) == {}, "hidden, as it came"


def test_a_press_lets_the_older_map_follow_and_goes_to_it(mapped, twin, page, shelf):
    assert press(page, twin, clicks=None) == {}, "a page that only opens does nothing"
    answer = press(page, twin)
    assert (answer["url.pathname"], answer["listed-store.data"]) == (f"/map/{mapped.id}", 3)
    (notice,) = answer["notices.sendNotifications"]
    assert notice["message"] == f"holiday has followed its pictures to {twin.source}."
    assert [(m.id, m.source, m.n) for m in shelf.maps.all()] == [(mapped.id, twin.source, GOOD)]
    said = page.call("map-store.data", "url.pathname", {"url.pathname": f"/map/{twin.id}"})["map-store.data"]
    assert said["id"] == mapped.id, "its address leads on"


def test_a_press_that_comes_too_late_says_so(mapped, twin, page, shelf):
    shelf.cleanup.delete(mapped.id)
    answer = press(page, twin)
    assert "no older map of the pictures of there" in answer["notices.sendNotifications"][0]["message"]
