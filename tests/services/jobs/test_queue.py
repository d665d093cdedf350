"""Jobs: one spawned worker, found again after a death, stopped, given up with a clear word; through the real
processes.
"""

import os
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from types import SimpleNamespace
from typing import ClassVar

import psutil
import pytest

from services.jobs import queue as jobs_module
from services.jobs import worker
from services.jobs.queue import ATTEMPTS, Jobs
from services.library import Library
from services.schema import Recipe

pytestmark = pytest.mark.slow

RECIPE = Recipe(iterations=120)


@pytest.fixture
def running(settings, library):
    made = []

    def start():
        jobs = Jobs(library, settings)
        made.append(jobs)
        return jobs

    yield start
    for jobs in made:
        jobs.close()


def until(library, job_id, states=("done", "failed", "stopped"), seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        job = library.jobs.get(job_id)
        if job.state in states:
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job.state} at {job.stage} after {seconds} s: {job.error}")


def reach(library, job_id, check, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        job = library.jobs.get(job_id)
        if check(job):
            return job
        time.sleep(0.02)
    raise AssertionError(f"did not get there: {job}")


def test_a_job_runs_in_another_process_and_tells_how_it_goes(running, library, pictures):
    job = running().start(str(pictures(40)), recipe=RECIPE, name="mine")
    working = reach(library, job.id, lambda j: j.state == "running")
    assert int(working.worker.split(":")[1]) != os.getpid()
    done = until(library, job.id)
    assert (done.state, done.found, done.mapped, done.skipped, done.embedded, done.cached) == ("done", 40, 40, 0, 40, 0)
    assert library.maps.get(done.map_id).name == "mine"
    assert done.attempts == 1


def test_the_same_unfinished_job_is_given_back(running, library, pictures):
    jobs, home = running(), str(pictures(60))
    first = jobs.start(home, recipe=RECIPE, name="a")
    assert jobs.start(home, recipe=RECIPE, name="a").id == first.id
    assert jobs.start(home, recipe=RECIPE.with_(seed=9), name="a").id != first.id
    until(library, first.id)


def test_jobs_queue_and_run_one_after_another(running, library, pictures):
    jobs = running()
    queued = [jobs.start(str(pictures(12, f"set{i}")), recipe=RECIPE, name=f"set{i}").id for i in range(3)]
    done = [until(library, job) for job in queued]
    assert [job.state for job in done] == ["done"] * 3
    assert done[0].started <= done[1].started <= done[2].started


def test_a_folder_without_pictures_ends_with_a_sentence(running, library, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    job = until(library, running().start(str(empty), recipe=RECIPE, name="e").id)
    assert job.state == "failed"
    assert job.error.startswith("There is no file in")


def test_an_unknown_error_shows_none_of_its_inside(settings, library, pictures, monkeypatch):
    from services.jobs import worker
    from services.pipeline import build

    def broken(*_, **__):
        raise RuntimeError("secret /inside/path")

    monkeypatch.setattr(build, "build", broken)
    job = library.jobs.add(str(pictures(3)), recipe=RECIPE, name="x")
    worker.run(job.id, str(settings.library_path), settings)
    ended = library.jobs.get(job.id)
    assert ended.state == "failed"
    assert "RuntimeError" in ended.error
    assert "secret" not in ended.error
    assert "starting again goes on from here" in ended.error


def test_a_killed_worker_is_replaced_and_nothing_is_embedded_twice(running, library, pictures):
    job = running().start(str(pictures(400)), recipe=RECIPE, name="k")
    working = reach(library, job.id, lambda j: j.stage == "embed" and j.done > 60)
    psutil.Process(int(working.worker.split(":")[1])).kill()
    kept = library.contents.feature_count()
    done = until(library, job.id)
    assert (done.state, done.attempts) == ("done", 2)
    assert done.embedded <= 400 - kept


def test_a_worker_that_dies_each_time_is_given_up_with_a_word(running, library, pictures, monkeypatch):
    monkeypatch.setattr(jobs_module, "STALE", 0.5)
    job = running().start(str(pictures(900)), recipe=RECIPE, name="d")
    for attempt in range(1, ATTEMPTS + 1):
        working = reach(library, job.id, lambda j, n=attempt: j.attempts == n and j.worker and j.state == "running")
        psutil.Process(int(working.worker.split(":")[1])).kill()
    ended = until(library, job.id)
    assert ended.state == "failed"
    assert f"ended {ATTEMPTS} times" in ended.error
    assert "smaller sample" in ended.error


def test_stop_before_it_began_and_while_it_embeds(running, library, pictures):
    jobs = running()
    first = jobs.start(str(pictures(400, "first")), recipe=RECIPE, name="first")
    second = jobs.start(str(pictures(20, "second")), recipe=RECIPE, name="second")
    jobs.stop(second.id)
    reach(library, first.id, lambda j: j.stage == "embed" and j.done > 30)
    pressed = time.monotonic()
    jobs.stop(first.id)
    assert until(library, first.id).state == "stopped"
    assert time.monotonic() - pressed < 5
    assert library.contents.feature_count() > 0
    assert until(library, second.id).state == "stopped"


def test_another_server_takes_over_what_a_dead_one_left(settings, library, pictures):
    first = Jobs(library, settings)
    job = first.start(str(pictures(400)), recipe=RECIPE, name="t")
    reach(library, job.id, lambda j: j.stage == "embed" and j.done > 60)
    first.close()
    kept = library.contents.feature_count()
    second = Jobs(Library(settings.library_path), settings)
    try:
        done = until(library, job.id)
        assert done.state == "done"
        assert done.embedded <= 400 - kept
    finally:
        second.close()


def test_two_servers_on_one_library_do_not_work_on_one_job_twice(settings, library, pictures):
    both = [Jobs(library, settings), Jobs(Library(settings.library_path), settings)]
    try:
        job = both[0].start(str(pictures(120)), recipe=RECIPE, name="b")
        done = until(library, job.id)
        assert (done.state, done.attempts, done.embedded) == ("done", 1, 120)
    finally:
        for jobs in both:
            jobs.close()


@pytest.mark.parametrize(("state", "told"), [("stopped", 0), (None, 1)])
def test_a_worker_that_ended_with_the_stop_it_was_asked_for_is_no_warning(settings, library, caplog, state, told):
    job = library.jobs.add("/nowhere", recipe=RECIPE, name="s")
    if state:
        library.jobs.end_unclaimed(job.id, state=state, error="")
    jobs, broken = Jobs(library, settings), Future()
    jobs.close()
    broken.set_exception(BrokenExecutor())
    jobs._running = job.id
    jobs._reap(broken)
    assert len(caplog.records) == told


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no such numbers")
def test_a_worker_stands_back_behind_the_page():
    with jobs_module.local_executor() as pool:
        assert pool.submit(os.nice, 0).result() == min(19, os.nice(0) + jobs_module.NICE)


@pytest.mark.parametrize(("shown", "ends"), [(None, True), ("a" * 32, False)])
def test_a_step_that_does_not_stop_is_ended_but_not_where_it_would_take_a_map_along(shown, ends, monkeypatch):
    from services.library import Lease

    class Held:
        told: ClassVar[list[str]] = []

        def beat(self, *_args, **_fields):
            return Lease.STOP

        def end(self, _job, _name, *, state, **_rest):
            self.told.append(state)

    Held.told.clear()
    ended, gone = threading.Event(), []
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    monkeypatch.setattr(worker, "PULSE", 0.01)
    monkeypatch.setattr(worker.os, "_exit", lambda code: gone.append(code) or ended.set())
    reporter = worker.Reporter()
    reporter.stage("neighbours")
    if shown:
        reporter.showing(shown)
    threading.Timer(0.4, ended.set).start()
    worker._pulse(SimpleNamespace(jobs=Held()), "job", "me", reporter, ended)
    assert reporter.stop.is_set()
    assert (bool(gone), Held.told) == (ends, ["stopped"] if ends else [])
