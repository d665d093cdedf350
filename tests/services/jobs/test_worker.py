"""The worker's side of a job: what it reports, that it obeys a stop, and the sentence that an error becomes."""

import signal
import threading
from types import SimpleNamespace

import pytest

from services.errors import NothingToMap, StoppedByUser
from services.jobs import worker
from services.library import Lease
from services.pipeline import run as pipeline
from services.schema import Recipe


@pytest.fixture(autouse=True)
def ctrl_c():
    """A worker ignores Ctrl-C; these tests run it in their own process, which must not."""
    kept = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, kept)


@pytest.fixture
def ended(settings, library, monkeypatch):
    """A function that runs a job whose pipeline is ``make(listener)``; the job as it is stored after that."""

    def run(make):
        monkeypatch.setattr(pipeline, "run", lambda *_, listener, **__: make(listener))
        job = library.jobs.add("/pictures", recipe=Recipe(), name="x")
        worker.run(job.id, str(library.folder), settings)
        return library.jobs.get(job.id)

    return run


def failing(error):
    def make(_listener):
        raise error

    return make


def test_an_unknown_error_shows_none_of_its_inside(ended):
    job = ended(failing(RuntimeError("secret /inside/path")))
    assert job.state == "failed"
    assert "RuntimeError" in job.error
    assert "secret" not in job.error
    assert "starting again goes on from here" in job.error


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (NothingToMap("There is no picture."), "failed", "There is no picture."),
        (StoppedByUser("Stopped; all is kept."), "stopped", "Stopped; all is kept."),
        (MemoryError(), "failed", "ran out of memory. Take a smaller sample"),
    ],
    ids=["known", "stopped", "memory"],
)
def test_a_known_error_is_said_in_its_own_words(ended, error, state, said):
    job = ended(failing(error))
    assert (job.state, said in job.error, job.map_id) == (state, True, None)


@pytest.mark.parametrize("reopened", [False, True])
def test_the_end_of_a_job_has_its_map_and_the_last_counts(ended, reopened):
    def make(listener):
        listener.stage("embed")
        listener.tick(3, 4)
        listener.counts(found=5, embedded=3)
        return SimpleNamespace(info=SimpleNamespace(id="ab" * 16, mapped=4, skipped=1), reopened=reopened)

    job = ended(make)
    assert (job.state, job.error, job.map_id, job.reopened) == ("done", "", "ab" * 16, reopened)
    assert (job.stage, job.done, job.total) == ("embed", 3, 4)
    assert (job.found, job.mapped, job.skipped, job.embedded) == (5, 4, 1, 3)


def test_a_job_that_another_worker_holds_is_left_alone(settings, library, monkeypatch):
    monkeypatch.setattr(pipeline, "run", failing(AssertionError("it ran")))
    job = library.jobs.add("/pictures", recipe=Recipe(), name="x")
    held = library.jobs.claim(job.id, "another")
    worker.run(job.id, str(library.folder), settings)
    assert library.jobs.get(job.id) == held


class Clock:
    """Time that passes only when told."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: self.now))


def test_the_rate_is_that_of_the_last_seconds(monkeypatch):
    clock, reporter = Clock(monkeypatch), worker.Reporter()
    reporter.stage("embed")
    reporter.tick(0, 1000)
    assert (reporter.fields["rate"], reporter.fields["left"]) == (0, None), "nothing can be said yet"
    for second in range(1, 21):
        clock.now += 1
        reporter.tick(second * (10 if second <= 10 else 30), 1000)
    assert reporter.fields["rate"] == 30
    assert reporter.fields["left"] == pytest.approx((1000 - 600) / 30)


def test_a_stage_begins_at_nothing(monkeypatch):
    clock, reporter = Clock(monkeypatch), worker.Reporter()
    reporter.stage("embed")
    reporter.note("Preparing the encoder")
    reporter.tick(0, 10)
    clock.now += 1
    reporter.tick(5, 10)
    assert reporter.fields["rate"] == 5
    reporter.stage("project")
    expected = {"stage": "project", "done": 0, "total": 0, "rate": 0, "left": None, "note": ""}
    assert {key: reporter.fields[key] for key in expected} == expected


def test_a_tick_says_whether_to_go_on():
    reporter = worker.Reporter()
    assert reporter.tick(1, 2)
    reporter.stop.set()
    assert not reporter.tick(2, 2)


class Held:
    """Stored jobs that give every heartbeat one answer, and end the job after some."""

    def __init__(self, lease, ended, beats=20):
        self.lease, self.ended, self.left = lease, ended, beats
        self.ends, self.reported = [], []

    def beat(self, *_args, **fields):
        self.reported.append(fields)
        self.left -= 1
        if not self.left:
            self.ended.set()
        return self.lease

    def end(self, _job, _name, *, state, **_rest):
        self.ends.append(state)


@pytest.fixture
def pulse(monkeypatch):
    """A function that lets the pulse beat until the job or the process ends: (reporter, stored jobs, exits)."""
    monkeypatch.setattr(worker, "PULSE", 0.001)
    monkeypatch.setattr(worker, "PATIENCE", 0)

    def run(lease, *, stage="neighbours", map_id=""):
        ended, exits = threading.Event(), []
        monkeypatch.setattr(worker.os, "_exit", lambda code: exits.append(code) or ended.set())
        reporter, jobs = worker.Reporter(), Held(lease, ended)
        reporter.stage(stage)
        if map_id:
            reporter.showing(map_id)
        worker._pulse(SimpleNamespace(jobs=jobs), "job", "me", reporter, ended)
        return reporter, jobs, exits

    return run


@pytest.mark.parametrize(("shown", "ends"), [("", True), ("a" * 32, False)])
def test_a_step_that_does_not_stop_is_ended_but_not_where_it_would_take_a_map_along(shown, ends, pulse):
    reporter, jobs, exits = pulse(Lease.STOP, map_id=shown)
    assert reporter.stop.is_set()
    assert (bool(exits), jobs.ends) == (ends, ["stopped"] if ends else [])


@pytest.mark.parametrize("stage", worker.UNINTERRUPTED)
def test_the_steps_that_finish_a_map_are_never_ended(stage, pulse):
    reporter, jobs, exits = pulse(Lease.STOP, stage=stage)
    assert reporter.stop.is_set()
    assert (exits, jobs.ends) == ([], [])


def test_a_worker_that_lost_its_lease_ends_and_leaves_the_job_as_it_is(pulse):
    reporter, jobs, exits = pulse(Lease.LOST)
    assert (len(exits), jobs.ends, len(jobs.reported)) == (1, [], 1)
    assert not reporter.stop.is_set()


def test_the_pulse_writes_what_the_reporter_holds(pulse):
    reporter, jobs, exits = pulse(Lease.KEEP)
    assert jobs.reported == [reporter.fields] * 20
    assert (exits, jobs.ends, reporter.stop.is_set()) == ([], [], False)
