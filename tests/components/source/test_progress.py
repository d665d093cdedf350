"""The card of the running job: found again wherever one looks from, stopped, closed."""

import pytest

from app import create_app
from components.ids import Ids
from tests.callbacks import Page
from tests.components.source.conftest import card_of


def test_stop_is_asked_for_and_said(page, shelf, running):
    job = running(stage="embed", done=10, total=100)
    watched = card_of(page)["job"]
    assert page.call("cancel.loading", "cancel.n_clicks", {"job-store.data": watched}) == {"cancel.loading": False}
    assert shelf.jobs.get(job.id).stop
    assert card_of(page, watched=watched)["stage"] == "Stopping; what is done is kept"


def test_stop_without_a_job_is_nothing(page):
    assert page.call("cancel.loading", "cancel.n_clicks") == {"cancel.loading": False}


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
    assert page.call("started-store.data@", "dismiss.n_clicks", {"job-store.data": watched}) == {
        "started-store.data": None
    }
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


def test_the_card_is_announced_to_screen_readers(page):
    assert page.prop(Ids.PROGRESS, "role") == "status"
