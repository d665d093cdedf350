"""Where the page goes when a job has a map, and what it says when one is done."""

import pytest

from components.source import sentences
from services.schema import Recipe


def follow(page, watched, path="/", started=None):
    return page.call(
        "url.pathname",
        "job-store.data",
        {"job-store.data": watched, "started-store.data": started, "url.pathname": path},
    )


def test_the_page_goes_to_the_map_of_the_running_job_once_it_can_be_seen(mapped, page):
    watched = {"id": "1", "state": "running", "map": mapped.id}
    assert follow(page, {**watched, "map": None}) == {}
    assert follow(page, watched) == {"url.pathname": f"/map/{mapped.id}", "url.search": ""}
    assert follow(page, watched, f"/map/{mapped.id}") == {}


@pytest.mark.parametrize("state", ["done", "failed", "stopped"])
def test_what_others_did_once_does_not_lead_a_newly_opened_page_away(mapped, page, state):
    assert follow(page, {"id": "1", "state": state, "map": "cd" * 16}) == {}, (
        "the front page shows the last map, and that one may be deleted"
    )


def test_a_tab_that_looks_at_another_map_is_left_there_unless_it_started_the_job(mapped, page):
    watched = {"id": "1", "state": "running", "map": mapped.id}
    elsewhere = "/map/" + "cd" * 16
    assert follow(page, watched, elsewhere) == {}
    assert follow(page, watched, elsewhere, {"id": "2"}) == {}
    assert follow(page, watched, elsewhere, {"id": "1"}) == {"url.pathname": f"/map/{mapped.id}", "url.search": ""}


def test_the_tab_that_started_a_job_has_a_notice_when_its_map_is_another_one_in_the_end(mapped, page):
    done = {"id": "1", "state": "done", "map": mapped.id}
    answer = follow(page, done, "/map/" + "cd" * 16, {"id": "1"})
    assert answer["url.pathname"] == f"/map/{mapped.id}"
    assert answer["notices.sendNotifications"][0]["message"] == "The map of holiday is done."


@pytest.fixture
def reopening(mapped, shelf):
    """A job of the folder whose map the library had already; ``base`` makes it one that looked for new pictures."""

    def end(base=""):
        job = shelf.jobs.add(mapped.source, recipe=Recipe(base=base), name="holiday")
        shelf.jobs.claim(job.id, "worker")
        shelf.jobs.beat(job.id, "worker", stage="embed")
        shelf.jobs.end(job.id, "worker", state="done", map_id=mapped.id, reopened=True)
        return {"id": job.id, "state": "done", "map": mapped.id}

    return end


@pytest.mark.parametrize(("base", "message"), [("", sentences.MAPPED_ALREADY), ("cd" * 16, sentences.NOTHING_NEW)])
def test_a_job_that_changed_nothing_says_so_on_the_map_that_is_shown(mapped, page, reopening, base, message):
    job = reopening(base)
    (notice,) = follow(page, job, f"/map/{mapped.id}", {"id": job["id"]})["notices.sendNotifications"]
    assert (notice["message"], notice["title"]) == (message, "Good to know")
    assert follow(page, job, f"/map/{mapped.id}") == {}, "the job of another tab has no notice here"
