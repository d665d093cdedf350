"""Where pictures come from: the folder box, the folder browser, a finished upload; and what the start button begins."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from components.source import sheet
from services import access
from services.jobs import demo as demo_job
from services.library import RowTable
from services.schema import Recipe, shown
from services.settings import Settings
from services.sources import demo
from services.sources.scan import ENDINGS
from tests.callbacks import Page, components, words
from tests.components.conftest import state_of

START = "folder.error"


def start(page, folder, changed="build.n_clicks", **values):
    return page.call(START, changed, {"folder.value": str(folder) if folder is not None else None, **values})


def test_a_good_folder_becomes_a_job(page, shelf, pictures):
    home = pictures(2, "summer")
    answer = start(page, f"  {home}/ ")
    job = shelf.jobs.get(answer["started-store.data"]["id"])
    assert (job.source, job.name, job.recipe, job.state) == (str(home), "summer", Recipe(), "queued")
    assert answer["folder.error"] is None, "an error of the last try goes"


def test_enter_in_the_box_starts_too(page, shelf, pictures):
    assert start(page, pictures(1), "folder.n_submit")["started-store.data"]["id"] == shelf.jobs.unfinished()[0].id


def test_the_controls_arrive_in_the_job(page, shelf, pictures):
    changes = {
        "sample.value": 5,
        "encoder.value": "resnet50",
        "projection.value": "pca",
        "dimensions.value": "3",
        "seed.value": 3,
    }
    page.call(START, "build.n_clicks", {"folder.value": str(pictures(1)), **changes})
    assert shelf.jobs.unfinished()[0].recipe == Recipe(
        sample=5, encoder="resnet50", projection="pca", dimensions=3, seed=3
    )


def test_the_same_again_is_the_job_that_is_under_way(page, shelf, pictures):
    home = pictures(1)
    first, again = start(page, home), start(page, home)
    assert again == first
    other = page.call(START, "build.n_clicks", {"folder.value": str(home), "seed.value": 9})
    assert other != first
    assert len(shelf.jobs.unfinished()) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "No folder was given"),
        ("   ", "No folder was given"),
        ("nowhere/at/all", "There is no folder"),
        ("a-file.jpg", "is a file. Give the folder that holds it"),
        ("ftp-like://somewhere", None),
    ],
)
def test_a_wrong_folder_is_a_sentence_at_the_box_and_no_job(page, shelf, tmp_path, text, told):
    (tmp_path / "a-file.jpg").write_bytes(b"x")
    answer = start(page, tmp_path / text if text and text.strip() and told else text)
    if told is None:
        assert answer["folder.error"] is None, "an address is looked into by the worker, as it may be slow"
        return
    assert told in answer["folder.error"]
    assert "started-store.data" not in answer
    assert not shelf.jobs.unfinished()


def test_a_control_out_of_range_is_a_sentence_at_the_box_too(page, shelf, pictures):
    answer = page.call(START, "build.n_clicks", {"folder.value": str(pictures(1)), "perplexity.value": 0})
    assert answer == {"folder.error": "Perplexity must be a number from 1 to 500, and is 0."}
    assert not shelf.jobs.unfinished()


def test_the_button_shows_that_it_is_at_work(page):
    starting = next(c for c in page.dependencies if "folder.error" in c["output"])
    assert starting["running"] == {"running": {"build.loading": True}, "runningOff": {"build.loading": False}}


def test_an_upload_becomes_a_job_called_after_its_folder(app, page, shelf):
    uploads = app.server.config["IMAGESCAPE_SERVICES"].uploads
    named, nameless = (uploads.finish(uploads.begin(), []) for _ in range(2))
    page.call(START, "upload-store.data", {"upload-store.data": {"source": named, "name": "beach"}})
    page.call(START, "upload-store.data", {"upload-store.data": {"source": nameless, "name": ""}})
    assert [(job.name, job.source) for job in shelf.jobs.unfinished()] == [
        ("beach", named),
        (sheet.UPLOAD_NAME, nameless),
    ]


def test_an_upload_that_was_taken_back_starts_nothing(page, shelf):
    assert page.call(START, "upload-store.data", {"upload-store.data": None}) == {}
    assert not shelf.jobs.unfinished()


@pytest.fixture
def rooted(tmp_path, settings, monkeypatch):
    """A server that reads one folder only."""
    from app import create_app

    allowed = tmp_path / "allowed"
    (allowed / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    made = create_app(Settings(library=settings.library, roots=(str(allowed),)))
    yield made, allowed
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_no_folder_outside_the_roots_is_mapped_and_uploads_are(rooted, tmp_path):
    app, allowed = rooted
    page, library = Page(app.server.test_client()), app.server.config["IMAGESCAPE_SERVICES"].library
    for outside in (tmp_path / "secret", allowed / ".." / "secret"):
        assert str(allowed) in start(page, outside)["folder.error"]
        forged = {"upload-store.data": {"source": str(outside), "name": "x"}}
        assert "lies outside" in page.call(START, "upload-store.data", forged)["folder.error"]
    assert not library.jobs.unfinished()
    start(page, allowed / "in")
    page.call(START, "upload-store.data", {"upload-store.data": {"source": str(library.uploads), "name": "x"}})
    assert len(library.jobs.unfinished()) == 2


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
    assert (job.source, job.name) == (str(tmp_path / "odd" / name), shown(name))


def screen(page, info=None, job=None):
    return page.call(
        "screen.data-screen", "map-store.data", {"map-store.data": info and state_of(info), "job-store.data": job}
    )["screen.data-screen"]


def held(job):
    return {"id": job.id, "state": job.state, "map": job.map_id}


def test_the_first_run_screen_stays_until_there_is_a_map_of_ones_own(page, shelf, tmp_path):
    assert page.prop("screen", "data-screen") == "first"
    assert screen(page) == "first"
    job = shelf.jobs.add(str(tmp_path), recipe=Recipe(), name="mine")
    assert screen(page, job=held(job)) == "map"
    shelf.jobs.end_unclaimed(job.id, state="failed", error="no pictures")
    assert screen(page, job=held(shelf.jobs.get(job.id))) == "first"


def test_a_map_of_ones_own_ends_the_first_run_screen(mapped, page):
    assert screen(page, mapped) == "map"


def test_a_map_that_was_begun_and_never_finished_does_not_end_the_first_run_screen(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    shelf.maps.begin(replace(mapped, state="building"), RowTable.of([], [], {}, dimensions=2), [])
    assert screen(page) == "first"


def test_the_demo_does_not_end_the_first_run_screen(demo_map, page, shelf):
    assert screen(page, demo_map) == "first"
    job = shelf.jobs.add(demo_map.source, recipe=Recipe(), name=demo.NAME)
    assert screen(page, demo_map, held(job)) == "first"


def test_the_demo_is_told_of_while_it_is_there_and_offered_when_it_is_not(page, shelf):
    def hidden():
        answer = page.call("screen.data-screen", "job-store.data", {"map-store.data": None, "job-store.data": None})
        return answer["demo-told.hidden"], answer["demo-offered.hidden"]

    assert (page.prop("demo-told", "hidden"), page.prop("demo-offered", "hidden")) == hidden() == (True, False)
    job = shelf.jobs.add(str(demo.folder(shelf)), recipe=Recipe(), name=demo.NAME)
    assert hidden() == (False, True)
    shelf.jobs.end_unclaimed(job.id, state="stopped", error="")
    assert hidden() == (True, False)


def test_a_new_start_takes_the_last_ones_reason_away(page, shelf, pictures):
    first = shelf.jobs.add("/nowhere", recipe=Recipe(), name="first")
    shelf.jobs.end_unclaimed(first.id, state="failed", error="why")
    started = start(page, pictures(1))["started-store.data"]
    shelf.jobs.end_unclaimed(started["id"], state="failed", error="why not")
    shelf.jobs.dismiss(started["id"])
    assert shelf.jobs.latest() is None, "closing a failure must not uncover an older one"


def test_a_new_error_does_not_stand_beside_an_old_one(page, shelf, tmp_path):
    first = shelf.jobs.add("/nowhere", recipe=Recipe(), name="first")
    shelf.jobs.end_unclaimed(first.id, state="failed", error="why")
    assert start(page, tmp_path / "nowhere")["folder.error"]
    assert shelf.jobs.latest() is None


def test_the_demo_steps_aside_for_ones_own_pictures(page, app, shelf, pictures):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    running = demo_job.start(services.library, services.jobs)
    start(page, pictures(1))
    assert shelf.jobs.get(running).stop
    own = [job for job in shelf.jobs.unfinished() if job.id != running]
    assert [job.stop for job in own] == [False]


def test_the_demo_that_is_asked_for_by_its_path_goes_on(page, app, shelf):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    running = demo_job.start(services.library, services.jobs)
    demo.folder(shelf).mkdir(parents=True)
    assert start(page, demo.folder(shelf))["started-store.data"] == {"id": running}
    assert not shelf.jobs.get(running).stop


def told_at_first(client):
    """The two sentences about the digits: (hidden, words) of each."""
    parts = [
        part["props"] for part in components(Page(client).layout) if part["props"].get("className") == "welcome-demo"
    ]
    return [(bool(part.get("hidden")), words(part["children"])) for part in parts]


def test_the_welcome_tells_of_the_digits_while_they_are_mapped(client, app):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    assert [hidden for hidden, _ in told_at_first(client)] == [True, False], "not there: they are offered"
    demo_job.start(services.library, services.jobs)
    (hidden, told), (offered, _) = told_at_first(client)
    assert told.startswith(f"On the right: {demo.COUNT:,} handwritten digits")
    assert (hidden, offered) == (False, True)


def test_the_welcome_still_tells_of_the_digits_when_they_are_mapped(demo_map, client):
    assert [hidden for hidden, _ in told_at_first(client)] == [False, True]


def test_the_welcome_offers_digits_that_are_not_there(mapped, client, page, shelf):
    assert [hidden for hidden, _ in told_at_first(client)] == [True, False]
    started = page.call("started-store.data@", "demo.n_clicks")["started-store.data"]["id"]
    assert shelf.jobs.get(started).source == str(demo.folder(shelf))


def test_the_upload_zone_takes_the_endings_the_scan_takes(page):
    assert page.prop("upload-zone", "data-endings").split(",") == list(ENDINGS)
