"""Stored jobs: one worker at a time, progress that survives, a stop that arrives, a dead worker's job found again."""

import multiprocessing
import threading

import pytest

from services.errors import NotFound
from services.library import Lease, Library
from services.schema import Recipe
from tests.helpers_writers import claim

HOME = "/pictures/caf\udce9"


@pytest.fixture
def job(library):
    return library.jobs.add(HOME, recipe=Recipe(seed=3), name="mine")


def aged(library, job, seconds):
    """As if the last heartbeat were so long ago."""
    with library.db.write() as db:
        db.execute("UPDATE jobs SET beat = beat - ? WHERE id = ?", (seconds, job.id))


def test_a_job_is_queued_as_it_was_asked_for(library, job):
    assert (job.source, job.recipe, job.name, job.state) == (HOME, Recipe(seed=3), "mine", "queued")
    assert (job.done, job.total, job.attempts, job.stop, job.map_id, job.error) == (0, 0, 0, False, None, "")
    assert Library(library.folder).jobs.get(job.id) == job


def test_the_same_again_is_the_same_job_until_it_is_over(library, job):
    assert library.jobs.add(HOME, recipe=Recipe(seed=3), name="other").id == job.id
    assert library.jobs.add(HOME, recipe=Recipe(seed=4), name="mine").id != job.id
    assert library.jobs.add("/elsewhere", recipe=Recipe(seed=3), name="mine").id != job.id
    library.jobs.claim(job.id, "w")
    assert library.jobs.add(HOME, recipe=Recipe(seed=3), name="mine").id == job.id
    library.jobs.end(job.id, "w", state="done")
    assert library.jobs.add(HOME, recipe=Recipe(seed=3), name="mine").id != job.id


def test_buttons_pressed_at_one_moment_start_one_job(library):
    made, gate = [], threading.Barrier(6)

    def press():
        for i in range(5):
            gate.wait()
            made.append((i, library.jobs.add(f"/pictures/{i}", recipe=Recipe(), name="n").id))

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 30
    assert len(set(made)) == len(library.jobs.unfinished()) == 5


def test_a_job_that_is_being_stopped_is_not_given_again(library, job):
    library.jobs.request_stop(job.id)
    assert library.jobs.add(HOME, recipe=Recipe(seed=3), name="mine").id != job.id


def test_one_worker_at_a_time(library, job):
    taken = library.jobs.claim(job.id, "one")
    assert (taken.state, taken.worker, taken.attempts) == ("running", "one", 1)
    assert library.jobs.claim(job.id, "two") is None
    assert library.jobs.get(job.id).worker == "one"
    assert library.jobs.claim("nobody", "one") is None


def test_of_processes_that_ask_at_one_moment_one_gets_it(library, job):
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(3), spawn.Queue()
    processes = [
        spawn.Process(target=claim, args=(str(library.folder), job.id, f"w{i}", gate, answers)) for i in range(3)
    ]
    for process in processes:
        process.start()
    told = dict(answers.get(timeout=30) for _ in processes)
    for process in processes:
        process.join()
    assert sorted(told.values()) == [False, False, True]
    assert told[library.jobs.get(job.id).worker]
    answers.close()
    answers.join_thread()


def test_a_silent_workers_job_can_be_taken_and_the_silent_one_is_told(library, job):
    library.jobs.claim(job.id, "silent")
    aged(library, job, 50)
    assert library.jobs.claim(job.id, "two", stale=100) is None
    taken = library.jobs.claim(job.id, "two", stale=40)
    assert (taken.worker, taken.attempts) == ("two", 2)
    assert library.jobs.beat(job.id, "silent", done=99) is Lease.LOST
    assert library.jobs.get(job.id).done == 0
    library.jobs.end(job.id, "silent", state="failed", error="not its to say")
    assert library.jobs.get(job.id).state == "running"
    assert library.jobs.beat(job.id, "two", done=5) is Lease.KEEP


def test_a_heartbeat_keeps_the_lease(library, job):
    library.jobs.claim(job.id, "one")
    aged(library, job, 50)
    library.jobs.beat(job.id, "one")
    assert library.jobs.claim(job.id, "two", stale=40) is None


def test_progress_is_written_and_survives(library, job):
    library.jobs.claim(job.id, "one")
    reported = {
        "stage": "embed",
        "done": 5,
        "total": 9,
        "rate": 2.5,
        "left": 1.6,
        "note": "hm",
        "found": 10,
        "mapped": 8,
        "skipped": 1,
    }
    assert (
        library.jobs.beat(job.id, "one", **reported, embedded=3, cached=2, map_id="abc", unknown="passed over")
        is Lease.KEEP
    )
    stored = Library(library.folder).jobs.get(job.id)
    assert {k: getattr(stored, k) for k in reported} == reported
    assert (stored.embedded, stored.cached, stored.map_id) == (3, 2, "abc")
    library.jobs.beat(job.id, "one", left=None)
    assert library.jobs.get(job.id).left is None
    assert library.jobs.get(job.id).done == 5


@pytest.mark.parametrize("name", ["worker = 'x' --", "id", "state", "attempts"])
def test_only_progress_can_be_reported(library, job, name):
    library.jobs.claim(job.id, "one")
    library.jobs.beat(job.id, "one", **{name: "x"})
    assert (library.jobs.get(job.id).id, library.jobs.get(job.id).state, library.jobs.get(job.id).worker) == (
        job.id,
        "running",
        "one",
    )


def test_a_stop_reaches_the_worker_at_its_next_heartbeat(library, job):
    library.jobs.claim(job.id, "one")
    library.jobs.request_stop(job.id)
    assert library.jobs.beat(job.id, "one") is Lease.STOP
    library.jobs.end(job.id, "one", state="stopped", error="Stopped.", map_id="abc")
    ended = library.jobs.get(job.id)
    assert (ended.state, ended.error, ended.map_id) == ("stopped", "Stopped.", "abc")
    library.jobs.request_stop(job.id)
    assert library.jobs.claim(job.id, "two") is None, "what is over stays over"


def test_a_job_given_back_waits_and_the_attempt_is_not_held_against_it(library, job):
    library.jobs.claim(job.id, "one")
    library.jobs.release(job.id, "stranger")
    assert library.jobs.get(job.id).state == "running"
    library.jobs.release(job.id, "one")
    again = library.jobs.get(job.id)
    assert (again.state, again.worker, again.attempts) == ("queued", "", 0)


def test_a_dead_workers_job_is_queued_at_once_and_the_attempt_counts(library, job):
    library.jobs.claim(job.id, "one")
    library.jobs.unclaim(job.id)
    assert (library.jobs.get(job.id).state, library.jobs.get(job.id).attempts) == ("queued", 1)
    assert library.jobs.claim(job.id, "two").attempts == 2
    library.jobs.end(job.id, "two", state="done")
    library.jobs.unclaim(job.id)
    assert library.jobs.get(job.id).state == "done"


def test_when_it_first_started_is_remembered(library, job):
    first = library.jobs.claim(job.id, "one").started
    assert first > 0
    library.jobs.release(job.id, "one")
    assert library.jobs.claim(job.id, "two").started == first


def test_a_job_nobody_works_on_can_be_ended(library, job):
    library.jobs.end_unclaimed(job.id, state="stopped", error="before it began")
    assert (library.jobs.get(job.id).state, library.jobs.unfinished()) == ("stopped", [])
    library.jobs.end_unclaimed(job.id, state="failed", error="again")
    assert library.jobs.get(job.id).state == "stopped"


def test_unfinished_are_oldest_first_and_the_latest_is_the_youngest_not_dismissed(library, job):
    second = library.jobs.add("/second", recipe=Recipe(), name="second")
    third = library.jobs.add("/third", recipe=Recipe(), name="third")
    assert [j.id for j in library.jobs.unfinished()] == [job.id, second.id, third.id]
    library.jobs.end_unclaimed(second.id, state="failed", error="x")
    assert [j.id for j in library.jobs.unfinished()] == [job.id, third.id]
    assert library.jobs.latest().id == third.id
    library.jobs.dismiss(third.id)
    assert library.jobs.latest().id == second.id


def test_no_jobs_at_all(library):
    assert library.jobs.latest() is None
    assert library.jobs.unfinished() == []
    with pytest.raises(NotFound, match="no job 'nobody'"):
        library.jobs.get("nobody")


def test_what_a_map_lacks_waits_for_a_build_of_its_folder(library, info):
    building = library.jobs.add(info.source, recipe=Recipe(seed=9), name="mine")
    assert library.jobs.add_completion(info, "grid 1")
    assert library.jobs.completions() == [], "the build may be the map's own, and finds it itself"
    library.jobs.end_unclaimed(building.id, state="stopped", error="")
    assert library.jobs.add_completion(info, "grid 1")
    assert [job.completes for job in library.jobs.completions()] == [info.id]
