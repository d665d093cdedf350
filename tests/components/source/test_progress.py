"""The running job as the page shows it: stages, counts, speed, time left, stop; found again wherever one looks from."""

import time
from dataclasses import replace

import pytest

from app import create_app
from components.ids import Ids
from components.source import progress
from services.schema import STAGES, Recipe
from tests.callbacks import Page

RECIPE = Recipe()


def look(page, started=None, seen=None):
    """What the card says; both as the stores hold them."""
    answer = page.client.get("/progress/" + "/".join((job or {}).get("id", "-") for job in (started, seen)))
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


@pytest.fixture
def queued(shelf):
    return shelf.jobs.add("/pictures/summer", recipe=RECIPE, name="summer")


@pytest.fixture
def running(shelf, queued):
    """A function that gives the job to a worker and has it report."""

    def report(**fields):
        if shelf.jobs.get(queued.id).state == "queued":
            shelf.jobs.claim(queued.id, "worker")
        shelf.jobs.beat(queued.id, "worker", **fields)
        return shelf.jobs.get(queued.id)

    return report


def test_no_job_is_no_card_and_no_word_to_anyone_else(page):
    assert look(page) == {"job": None, "hidden": True}
    assert page.prop("progress", "hidden") is True


def test_a_queued_job_waits_for_its_turn(page, queued):
    answer = look(page)
    assert answer["hidden"] is False
    assert answer["stage"] == "summer waits for the worker"
    assert answer["step"] == ""
    assert (answer["stoppable"], answer["closable"]) == (True, False)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_name_and_a_number(page, running, stage):
    running(stage=stage, done=0, total=0)
    answer = look(page)
    assert answer["stage"] == progress.STAGES[stage][0]
    assert answer["step"] == f"step {STAGES.index(stage) + 1} of {len(STAGES)}"
    assert answer["share"] == 0


def test_counts_speed_and_time_left_are_told(page, running):
    running(stage="embed", done=1200, total=4800, rate=24.2, left=148.0, cached=300, note="Loading the encoder")
    answer = look(page)
    assert answer["share"] == 25
    told = answer["detail"].split(" · ")
    assert told[:5] == ["summer", "1,200 of 4,800 pictures", "24 a second", "2 min left", "300 known already"]
    assert told[5].endswith(" s so far")
    assert answer["note"] == "Loading the encoder"


def test_a_slow_speed_has_a_decimal_and_no_speed_has_no_time_left(page, running):
    running(stage="embed", done=3, total=4800, rate=1.26, left=3807.0)
    assert "1.3 a second · 63 min left" in look(page)["detail"]
    running(stage="project", done=0, total=750, rate=0.0, left=None)
    told = look(page)["detail"]
    assert told.startswith("summer · 0 of at most 750 steps · ")
    assert "left" not in told
    assert "second" not in told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-2, "0 s"),
        (0, "0 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (149, "2 min"),
        (3600, "60 min"),
        (5399, "1.5 h"),
        (36000, "10.0 h"),
    ],
)
def test_time_is_told_as_people_do(seconds, told):
    assert progress._time(seconds) == told


def test_what_others_follow_changes_only_when_the_job_does(page, running):
    job = running(stage="embed", done=10, total=100)
    first = look(page)["job"]
    assert first == {"id": job.id, "state": "running", "map": None}
    running(stage="embed", done=20, total=100)
    assert look(page, seen=first)["job"] == first
    running(stage="project", map_id="ab" * 16)
    assert look(page, seen=first)["job"] == {**first, "map": "ab" * 16}


def test_a_map_that_grows_is_told_anew_when_it_is_a_fifth_larger_and_its_pictures_at_each_look(page, running):
    told = []
    for mapped in (1000, 1010, 1100, 1250):
        running(stage="embed", done=mapped, total=4800, mapped=mapped)
        card = look(page)
        assert f"{mapped:,} on the map" in card["detail"]
        told.append(card["job"]["n"])
    assert told[0] == told[1] <= told[2] <= told[3] != told[0]
    assert all(n <= mapped for n, mapped in zip(told, (1000, 1010, 1100, 1250), strict=True))


def test_stop_is_asked_for_and_said(page, shelf, running):
    job = running(stage="embed", done=10, total=100)
    seen = look(page)["job"]
    assert page.call("cancel.loading", "cancel.n_clicks", {"job-store.data": seen}) == {"cancel.loading": False}
    assert shelf.jobs.get(job.id).stop
    assert look(page, seen=seen)["stage"] == "Stopping; what is done is kept"


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
    answer = look(page)
    assert answer["hidden"] is False
    assert (answer["stage"], answer["note"]) == (title, note)
    assert (answer["stoppable"], answer["closable"]) == (False, True)
    seen = answer["job"]
    assert page.call("started-store.data@", "dismiss.n_clicks", {"job-store.data": seen}) == {
        "started-store.data": None
    }
    assert look(page) == {"job": None, "hidden": True}, "nor after a refresh"


def test_a_job_that_is_done_leaves_the_map_alone(page, shelf, running):
    job = running(stage="store")
    shelf.jobs.end(job.id, "worker", state="done", map_id="ab" * 16)
    answer = look(page, seen={"id": job.id, "state": "running", "map": None})
    assert answer["hidden"] is True
    assert answer["job"] == {"id": job.id, "state": "done", "map": "ab" * 16}


def test_a_refresh_a_second_tab_and_a_second_server_find_the_job_again(client, settings, running):
    job = running(stage="embed", done=10, total=100)
    second = create_app(settings)
    try:
        for browser in (client, client, second.server.test_client()):
            answer = look(Page(browser))
            assert answer["job"]["id"] == job.id
            assert answer["share"] == 10
    finally:
        second.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_a_tab_watches_the_job_it_started_itself(page, shelf, queued):
    mine = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert look(page)["job"]["id"] == queued.id
    answer = look(page, started={"id": mine.id})
    assert answer["job"]["id"] == mine.id
    assert look(page, started={"id": "of-another-library"})["job"]["id"] == queued.id


def test_a_tab_whose_own_job_is_done_sees_the_next_one_that_runs(page, shelf, running):
    mine = running(stage="store")
    shelf.jobs.end(mine.id, "worker", state="done", map_id="ab" * 16)
    seen = look(page, started={"id": mine.id})["job"]
    theirs = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    answer = look(page, started={"id": mine.id}, seen=seen)
    assert answer["hidden"] is False
    assert answer["job"]["id"] == theirs.id


def test_a_tab_whose_own_job_failed_reads_why_before_it_sees_others(page, shelf, running):
    mine = running(stage="embed")
    shelf.jobs.end(mine.id, "worker", state="failed", error="why")
    shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert look(page, started={"id": mine.id})["note"] == "why"


def follow(page, seen, path="/", started=None):
    return page.call(
        "url.pathname", "job-store.data", {"job-store.data": seen, "started-store.data": started, "url.pathname": path}
    )


def test_a_watched_job_that_was_stopped_gives_way_to_one_that_runs(page, shelf, running):
    first = running()
    shelf.jobs.end(first.id, "worker", state="stopped")
    assert look(page, seen={"id": first.id})["stage"] == "Stopped"
    other = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert look(page, seen={"id": first.id})["stage"] == f"{other.name} waits for the worker"
    assert look(page, started={"id": first.id})["stage"] == "Stopped", "its own job's end is told all the same"


def test_the_page_goes_to_the_map_of_the_running_job_once_it_can_be_seen(mapped, page):
    seen = {"id": "1", "state": "running", "map": mapped.id}
    assert follow(page, {**seen, "map": None}) == {}
    assert follow(page, seen) == {"url.pathname": f"/map/{mapped.id}", "url.search": ""}
    assert follow(page, seen, f"/map/{mapped.id}") == {}


@pytest.mark.parametrize("state", ["done", "failed", "stopped"])
def test_what_others_did_once_does_not_lead_a_newly_opened_page_away(mapped, page, state):
    assert follow(page, {"id": "1", "state": state, "map": "cd" * 16}) == {}, (
        "the front page shows the last map, and that one may be deleted"
    )


def test_a_tab_that_looks_at_another_map_is_left_there_unless_it_started_the_job(mapped, page):
    seen = {"id": "1", "state": "running", "map": mapped.id}
    elsewhere = "/map/" + "cd" * 16
    assert follow(page, seen, elsewhere) == {}
    assert follow(page, seen, elsewhere, {"id": "2"}) == {}
    assert follow(page, seen, elsewhere, {"id": "1"}) == {"url.pathname": f"/map/{mapped.id}", "url.search": ""}


def test_the_tab_that_started_a_job_is_told_when_its_map_is_another_one_in_the_end(mapped, page):
    done = {"id": "1", "state": "done", "map": mapped.id}
    answer = follow(page, done, "/map/" + "cd" * 16, {"id": "1"})
    assert answer["url.pathname"] == f"/map/{mapped.id}"
    assert answer["notices.sendNotifications"][0]["message"] == "holiday is mapped."


def test_pictures_that_are_mapped_already_and_lay_elsewhere_are_told_so(mapped):
    from components.source.progress import MAPPED_ALREADY, _already

    assert _already(mapped) == MAPPED_ALREADY
    told = _already(replace(mapped, moved_from="/was/here"))
    assert "holiday, of /was/here. From now on" in told and mapped.source in told


def test_no_look_costs_more_than_a_few_milliseconds(page, running):
    running(stage="embed", done=10, total=100)
    taken = []
    for _ in range(15):
        started = time.perf_counter()
        look(page)
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.05, "it is asked twice a second by every open tab"


def test_the_card_is_announced_to_screen_readers(page):
    assert page.prop(Ids.PROGRESS, "role") == "status"
