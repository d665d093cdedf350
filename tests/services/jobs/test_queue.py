"""Jobs: one spawned worker, found again after a death, stopped, given up with a clear word; through the real
processes.
"""

import os
from concurrent.futures import BrokenExecutor, Future

import psutil
import pytest

from services.jobs import queue as jobs_module
from services.jobs.queue import ATTEMPTS, Jobs
from services.library import Library
from services.schema import Recipe
from tests.helpers_jobs import until_over, until_so

pytestmark = pytest.mark.slow
#: What is tested here does not depend on the layout, so it is the quickest.
RECIPE = Recipe(projection="pca")
#: Pictures enough for a worker to be in the middle of them when it is asked or killed.
N = 200


@pytest.fixture
def library(seeded):
    """With the converted encoder: every worker would convert it anew, in seconds."""
    return seeded


@pytest.fixture
def running(settings, library):
    """A function that starts the queue; its worker may be killed."""
    made = []

    def start(make_executor=None):
        jobs = Jobs(library, settings, make_executor)
        made.append(jobs)
        return jobs

    yield start
    for jobs in made:
        jobs.close()


@pytest.fixture
def queue(running, shared_worker):
    """The queue with the worker that tests share. Every job must be over when the test is."""
    return running(shared_worker.lend)


def test_a_job_runs_in_another_process_and_reports_its_progress(queue, library, pictures):
    job = queue.start(str(pictures(40)), recipe=Recipe(iterations=120), name="mine")
    working = until_so(library, job.id, lambda j: j.state == "running")
    assert int(working.worker.split(":")[1]) != os.getpid()
    done = until_over(library, job.id)
    assert (done.state, done.found, done.mapped, done.skipped, done.embedded, done.cached) == ("done", 40, 40, 0, 40, 0)
    assert library.maps.get(done.map_id).name == "mine"
    assert done.attempts == 1


def test_the_same_unfinished_job_is_given_back(queue, library, pictures):
    home = str(pictures(60))
    first = queue.start(home, recipe=RECIPE, name="a")
    assert queue.start(home, recipe=RECIPE, name="a").id == first.id
    other = queue.start(home, recipe=RECIPE.with_(seed=9), name="a")
    assert other.id != first.id
    assert [until_over(library, job.id).state for job in (first, other)] == ["done", "done"]


def test_jobs_queue_and_run_one_after_another(queue, library, pictures):
    queued = [queue.start(str(pictures(12, f"set{i}")), recipe=RECIPE, name=f"set{i}").id for i in range(3)]
    done = [until_over(library, job) for job in queued]
    assert [job.state for job in done] == ["done"] * 3
    assert done[0].started <= done[1].started <= done[2].started


def test_a_folder_without_pictures_ends_with_a_sentence(queue, library, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    job = until_over(library, queue.start(str(empty), recipe=RECIPE, name="e").id)
    assert job.state == "failed"
    assert job.error.startswith("There is no file in")


def test_a_killed_worker_is_replaced_and_nothing_is_embedded_twice(running, library, pictures):
    job = running().start(str(pictures(N)), recipe=RECIPE, name="k")
    working = until_so(library, job.id, lambda j: j.stage == "embed" and j.done > 20)
    psutil.Process(int(working.worker.split(":")[1])).kill()
    kept = library.contents.feature_count()
    done = until_over(library, job.id)
    assert (done.state, done.attempts) == ("done", 2)
    assert done.embedded <= N - kept


@pytest.mark.long
def test_a_worker_that_dies_each_time_is_given_up_with_a_word(running, library, pictures, monkeypatch):
    monkeypatch.setattr(jobs_module, "STALE", 0.5)
    job = running().start(str(pictures(N)), recipe=RECIPE, name="d")
    for attempt in range(1, ATTEMPTS + 1):
        working = until_so(library, job.id, lambda j, n=attempt: j.attempts == n and j.worker and j.state == "running")
        psutil.Process(int(working.worker.split(":")[1])).kill()
    ended = until_over(library, job.id)
    assert ended.state == "failed"
    assert f"ended {ATTEMPTS} times" in ended.error
    assert "smaller sample" in ended.error


def test_stop_before_it_began_and_while_it_embeds(running, library, pictures):
    jobs = running()
    first = jobs.start(str(pictures(N, "first")), recipe=RECIPE, name="first")
    second = jobs.start(str(pictures(20, "second")), recipe=RECIPE, name="second")
    jobs.stop(second.id)
    until_so(library, first.id, lambda j: j.stage == "embed" and j.done > 20)
    jobs.stop(first.id)
    assert until_over(library, first.id).state == "stopped"
    assert 0 < library.contents.feature_count() < N, "it did not go on to the end"
    assert until_over(library, second.id).state == "stopped"


@pytest.mark.long
def test_another_server_takes_over_what_a_dead_one_left(settings, library, pictures):
    first = Jobs(library, settings)
    job = first.start(str(pictures(N)), recipe=RECIPE, name="t")
    until_so(library, job.id, lambda j: j.stage == "embed" and j.done > 20)
    first.close()
    kept = library.contents.feature_count()
    second = Jobs(Library(settings.library_path), settings)
    try:
        done = until_over(library, job.id)
        assert done.state == "done"
        assert done.embedded <= N - kept
    finally:
        second.close()


def test_two_servers_on_one_library_do_not_work_on_one_job_twice(settings, library, pictures):
    both = [Jobs(library, settings), Jobs(Library(settings.library_path), settings)]
    try:
        job = both[0].start(str(pictures(40)), recipe=RECIPE, name="b")
        done = until_over(library, job.id)
        assert (done.state, done.attempts, done.embedded) == ("done", 1, 40)
    finally:
        for jobs in both:
            jobs.close()


@pytest.mark.parametrize(("state", "warnings"), [("stopped", 0), (None, 1)])
def test_a_worker_that_ended_with_the_stop_it_was_asked_for_is_no_warning(settings, library, caplog, state, warnings):
    job = library.jobs.add("/nowhere", recipe=RECIPE, name="s")
    if state:
        library.jobs.end_unclaimed(job.id, state=state, error="")
    jobs, broken = Jobs(library, settings), Future()
    jobs.close()
    broken.set_exception(BrokenExecutor())
    jobs._running = job.id
    jobs._reap(broken)
    assert len(caplog.records) == warnings


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no such numbers")
def test_a_worker_stands_back_behind_the_page(shared_worker):
    assert shared_worker.lend().submit(os.nice, 0).result() == min(19, os.nice(0) + jobs_module.NICE)
