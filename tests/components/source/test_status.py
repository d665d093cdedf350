"""What the card of a job says: stages, counts, speed, time left, an end; and which job it is."""

import pytest

from components.source import status
from services.library.db import Database
from services.schema import STAGES
from tests.components.source.conftest import RECIPE, card_of


def test_no_job_is_no_card_and_no_word_to_anyone_else(page):
    assert card_of(page) == {"job": None, "hidden": True}


def test_a_queued_job_waits_for_its_turn(page, queued):
    answer = card_of(page)
    assert answer["hidden"] is False
    assert answer["stage"] == "summer waits for the worker"
    assert answer["step"] == ""
    assert (answer["stoppable"], answer["closable"]) == (True, False)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_name_and_a_number(page, running, stage):
    running(stage=stage, done=0, total=0)
    answer = card_of(page)
    assert answer["stage"] == status.STAGES[stage][0]
    assert answer["step"] == f"step {STAGES.index(stage) + 1} of {len(STAGES)}"
    assert answer["share"] == 0


def test_counts_speed_and_time_left_are_shown(page, running):
    running(stage="embed", done=1200, total=4800, rate=24.2, left=148.0, cached=300, note="Loading the encoder")
    answer = card_of(page)
    assert answer["share"] == 25
    text = answer["detail"].split(" · ")
    assert text[:5] == ["summer", "1,200 of 4,800 pictures", "24 a second", "2 min left", "300 known already"]
    assert text[5].endswith(" s so far")
    assert answer["note"] == "Loading the encoder"


def test_a_slow_speed_has_a_decimal_and_no_speed_has_no_time_left(page, running):
    running(stage="embed", done=3, total=4800, rate=1.26, left=3807.0)
    assert "1.3 a second · 63 min left" in card_of(page)["detail"]
    running(stage="project", done=0, total=750, rate=0.0, left=None)
    text = card_of(page)["detail"]
    assert text.startswith("summer · 0 of at most 750 steps · ")
    assert "left" not in text
    assert "second" not in text


@pytest.mark.parametrize(
    ("seconds", "text"),
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
def test_time_is_said_in_the_unit_that_people_use(seconds, text):
    assert status.duration(seconds) == text


def test_what_others_follow_changes_only_when_the_job_does(page, running):
    job = running(stage="embed", done=10, total=100)
    first = card_of(page)["job"]
    assert first == {"id": job.id, "state": "running", "map": None}
    running(stage="embed", done=20, total=100)
    assert card_of(page, watched=first)["job"] == first
    running(stage="project", map_id="ab" * 16)
    assert card_of(page, watched=first)["job"] == {**first, "map": "ab" * 16}


def test_the_store_changes_when_a_preview_is_a_fifth_larger_and_the_card_at_each_request(page, running):
    text = []
    for mapped in (1000, 1010, 1100, 1250):
        running(stage="embed", done=mapped, total=4800, mapped=mapped)
        card = card_of(page)
        assert f"{mapped:,} on the map" in card["detail"]
        text.append(card["job"]["n"])
    assert text[0] == text[1] <= text[2] <= text[3] != text[0]
    assert all(n <= mapped for n, mapped in zip(text, (1000, 1010, 1100, 1250), strict=True))


def test_a_job_that_is_done_leaves_the_map_alone(page, shelf, running):
    job = running(stage="store")
    shelf.jobs.end(job.id, "worker", state="done", map_id="ab" * 16)
    answer = card_of(page, watched={"id": job.id, "state": "running", "map": None})
    assert answer["hidden"] is True
    assert answer["job"] == {"id": job.id, "state": "done", "map": "ab" * 16}


def test_a_tab_watches_the_job_it_started_itself(page, shelf, queued):
    mine = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert card_of(page)["job"]["id"] == queued.id
    answer = card_of(page, started={"id": mine.id})
    assert answer["job"]["id"] == mine.id
    assert card_of(page, started={"id": "of-another-library"})["job"]["id"] == queued.id


def test_a_tab_whose_own_job_is_done_sees_the_next_one_that_runs(page, shelf, running):
    mine = running(stage="store")
    shelf.jobs.end(mine.id, "worker", state="done", map_id="ab" * 16)
    watched = card_of(page, started={"id": mine.id})["job"]
    theirs = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    answer = card_of(page, started={"id": mine.id}, watched=watched)
    assert answer["hidden"] is False
    assert answer["job"]["id"] == theirs.id


def test_a_tab_whose_own_job_failed_reads_why_before_it_sees_others(page, shelf, running):
    mine = running(stage="embed")
    shelf.jobs.end(mine.id, "worker", state="failed", error="why")
    shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert card_of(page, started={"id": mine.id})["note"] == "why"


def test_a_watched_job_that_was_stopped_gives_way_to_one_that_runs(page, shelf, running):
    first = running()
    shelf.jobs.end(first.id, "worker", state="stopped")
    assert card_of(page, watched={"id": first.id})["stage"] == "Stopped"
    other = shelf.jobs.add("/pictures/winter", recipe=RECIPE, name="winter")
    assert card_of(page, watched={"id": first.id})["stage"] == f"{other.name} waits for the worker"
    assert card_of(page, started={"id": first.id})["stage"] == "Stopped", (
        "the end of the tab's own job is shown all the same"
    )


def test_a_card_takes_three_short_reads_as_every_open_tab_asks_for_it_twice_a_second(page, running, monkeypatch):
    job = running(stage="embed", done=10, total=100)
    read, reads = Database.read, []
    monkeypatch.setattr(Database, "read", lambda db: reads.append(db) or read(db))
    for jobs in ((None, None), (None, {"id": job.id}), ({"id": "of-another-library"}, {"id": job.id})):
        reads.clear()
        assert card_of(page, *jobs)["job"]["id"] == job.id
        assert 1 <= len(reads) <= 3
