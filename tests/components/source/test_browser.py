"""The folder browser: it walks, it stays within the roots, it fills in the folder box."""

import os
from pathlib import Path

import pytest

from services import access
from services.schema import shown as printable
from tests.callbacks import Page, words
from tests.components.source.conftest import start


def test_the_folder_browser_stays_within_the_roots(rooted):
    app, allowed = rooted
    page = Page(app.server.test_client())
    opened = page.call("folder-browser.opened", "browse.n_clicks")
    assert opened["folder-browser-path.children"] == str(allowed)
    assert opened["folder-browser-up.disabled"] is True
    above = page.call(
        "folder-browser.opened", "folder-browser-up.n_clicks", {"folder-browser-path.children": str(allowed)}
    )
    assert above["folder-browser-path.children"] == str(allowed)
    aside = {"folder-browser-path.children": str(allowed), "into.n_clicks": {"../secret": 1}}
    answer = page.call("folder-browser.opened", ("into.n_clicks", "../secret"), aside)
    assert "folder-browser-list.children" not in answer
    assert "lies outside" in answer["notices.sendNotifications"][0]["message"]


def rows_of(answer):
    return [row["props"]["id"]["folder"] for row in answer["folder-browser-list.children"]]


def test_the_folder_browser_walks_down_up_and_takes_a_folder(page, tmp_path):
    for name in ("b", "A", ".hidden", "c/inner"):
        (tmp_path / "tree" / name).mkdir(parents=True)
    (tmp_path / "tree" / "file.jpg").write_bytes(b"")
    at = {"folder.value": str(tmp_path / "tree")}
    opened = page.call("folder-browser.opened", "browse.n_clicks", at)
    assert opened["folder-browser.opened"] is True
    assert opened["folder-browser-path.children"] == str(tmp_path / "tree")
    assert rows_of(opened) == ["A", "b", "c"]
    assert opened["folder-browser-up.disabled"] is False
    here = {"folder-browser-path.children": str(tmp_path / "tree"), "into.n_clicks": {"A": None, "b": None, "c": 1}}
    inside = page.call("folder-browser.opened", ("into.n_clicks", "c"), here)
    assert inside["folder-browser-path.children"] == str(tmp_path / "tree" / "c")
    assert rows_of(inside) == ["inner"]
    above = page.call(
        "folder-browser.opened",
        "folder-browser-up.n_clicks",
        {"folder-browser-path.children": str(tmp_path / "tree" / "c")},
    )
    assert above["folder-browser-path.children"] == str(tmp_path / "tree")
    taken = page.call(
        "folder-browser.opened",
        "folder-browser-use.n_clicks",
        {"folder-browser-path.children": str(tmp_path / "tree" / "c")},
    )
    assert taken == {"folder-browser.opened": False, "folder.value": str(tmp_path / "tree" / "c")}


def test_rows_that_were_only_just_drawn_lead_nowhere(page, tmp_path):
    drawn = {"folder-browser-path.children": str(tmp_path), "into.n_clicks": {"a": None}}
    assert page.call("folder-browser.opened", ("into.n_clicks", "a"), drawn) == {}


def test_the_folder_browser_opens_at_home_where_nothing_good_is_typed(page, tmp_path):
    for typed in (None, "", str(tmp_path / "nowhere")):
        assert page.call("folder-browser.opened", "browse.n_clicks", {"folder.value": typed})[
            "folder-browser-path.children"
        ] == str(Path.home())


def test_more_folders_than_a_list_holds_are_counted(page, tmp_path, monkeypatch):
    monkeypatch.setattr(access, "MOST", 3)
    for i in range(5):
        (tmp_path / "many" / f"f{i}").mkdir(parents=True)
    listed = page.call("folder-browser.opened", "browse.n_clicks", {"folder.value": str(tmp_path / "many")})[
        "folder-browser-list.children"
    ]
    assert len(listed) == 4
    assert words(listed[-1]) == "and 2 more; type the path instead"
    empty = page.call("folder-browser.opened", "browse.n_clicks", {"folder.value": str(tmp_path / "many" / "f0")})
    assert words(empty["folder-browser-list.children"]) == "No folders in here."


def test_a_folder_whose_name_is_not_utf8_can_be_picked_and_mapped(page, shelf, tmp_path):
    name = os.fsdecode(b"caf\xe9")
    try:
        (tmp_path / "odd" / name).mkdir(parents=True)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    opened = page.call("folder-browser.opened", "browse.n_clicks", {"folder.value": str(tmp_path / "odd")})
    assert rows_of(opened) == [name]
    assert words(opened["folder-browser-list.children"]) == r"caf\xe9"
    answer = start(page, tmp_path / "odd" / name)
    job = shelf.jobs.get(answer["started-store.data"]["id"])
    assert (job.source, job.name) == (str(tmp_path / "odd" / name), printable(name))
