"""The card of the running job: found again wherever one looks from, stopped, closed."""

import pytest

from app import create_app
from components.ids import Ids
from tests.callbacks import Page
from tests.components.source.conftest import card_of


def pressed(page, what, job):
    """What comes of a button of the card."""
    asked = {"what": what, "job": job["id"], "at": 1}
    return page.call("started-store.data@", "asked-store.data", {"asked-store.data": asked})


def test_stop_is_asked_for_and_said(page, shelf, running):
    job = running(stage="embed", done=10, total=100)
    watched = card_of(page)["job"]
    assert pressed(page, "stop", watched) == {}
    assert shelf.jobs.get(job.id).stop
    assert card_of(page, watched=watched)["stage"] == "Stopping; what is done is kept"


def test_a_button_of_no_job_is_nothing(page):
    assert page.call("started-store.data@", "asked-store.data", {"asked-store.data": None}) == {}


@pytest.mark.parametrize(
    ("state", "error", "title", "note"),
    [
        ("failed", "None of the 3 files can be mapped.", "This did not work", "None of the 3 files can be mapped."),
        ("stopped", "Stopped; kept.", "Stopped", "Stopped; kept."),
        ("stopped", "", "Stopped", "What was embedded is kept."),
    ],
)
def test_a_job_that_ended_badly_stays_with_its_reason_until_closed(page, shelf, running, state, error, title, note):
    job = running(stage="embed")
    shelf.jobs.end(job.id, "worker", state=state, error=error)
    answer = card_of(page)
    assert answer["hidden"] is False
    assert (answer["stage"], answer["note"]) == (title, note)
    assert (answer["stoppable"], answer["closable"]) == (False, True)
    watched = answer["job"]
    assert pressed(page, "close", watched) == {"started-store.data": None}
    assert card_of(page) == {"job": None, "hidden": True}, "nor after a refresh"


def test_a_refresh_a_second_tab_and_a_second_server_find_the_job_again(client, settings, running):
    job = running(stage="embed", done=10, total=100)
    second = create_app(settings)
    try:
        for browser in (client, client, second.server.test_client()):
            answer = card_of(Page(browser))
            assert answer["job"]["id"] == job.id
            assert answer["share"] == 10
    finally:
        second.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_the_browser_fills_a_place_that_is_empty(page):
    assert page.prop(Ids.PROGRESS_PLACE, "children") is None, "React draws there, and Dash must not"
