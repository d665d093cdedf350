"""What lies beside a map is found by a build, and later for a map that lacks it; a failure costs no map."""

import numpy as np
import pytest

from services.errors import NotFound, StoppedByUser
from services.jobs import worker
from services.jobs.queue import Jobs
from services.pipeline import beside
from services.pipeline import run as pipeline
from services.pipeline.beside import Step
from services.pipeline.extend import extend_recipe
from services.schema import Recipe
from tests.conftest import Quiet


def counting(kind="count", edition=1, late=False, seen=None):
    """A step that stores how many rows and features it was given."""

    def make(work):
        if seen is not None:
            seen.append((kind, work.library.maps.get(work.info.id).state))
        numbers = np.array([work.rows.n, *work.features.shape])
        work.library.beside.put(work.info.id, kind, {"numbers": numbers}, {"edition": edition})

    return Step(kind, edition, make, late)


def failing(kind="broken"):
    def make(_work):
        raise ValueError("as told")

    return Step(kind, 1, make)


@pytest.fixture
def steps(monkeypatch):
    return lambda *steps: monkeypatch.setattr(beside, "STEPS", steps)


def test_a_build_takes_them_before_the_map_is_ready_and_the_late_ones_after(built, library, steps):
    seen = []
    steps(counting("late", late=True, seen=seen), counting("early", seen=seen))
    made = built(12).info
    assert seen == [("early", "building"), ("late", "ready")]
    assert library.beside.array(made.id, "early", "numbers").tolist() == [12, 12, made.width]
    assert beside.missing(library, made) == []


def test_an_extension_takes_them_too(built, pictures, library, settings, steps):
    steps(counting())
    old = built(12).info
    pictures(15)
    recipe = extend_recipe(old)
    made = pipeline.run(library, settings, old.source, recipe=recipe, name="more", listener=Quiet()).info
    assert library.beside.array(made.id, "count", "numbers").tolist() == [15, 15, made.width]


def test_a_step_that_fails_costs_its_own_facts_only(built, library, steps, caplog):
    steps(failing(), counting())
    made = built(12).info
    assert library.maps.get(made.id).state == "ready"
    assert [step.kind for step in beside.missing(library, made)] == ["broken"]
    assert "as told" in caplog.text


def test_a_stop_leaves_out_what_is_left_and_keeps_the_map(built, library, steps):
    def stop(_work):
        raise StoppedByUser("now")

    steps(Step("slow", 1, stop), counting())
    made = built(12).info
    assert made.state == "ready"
    assert [step.kind for step in beside.missing(library, made)] == ["slow", "count"]


def test_a_map_of_another_edition_gets_them_anew(built, library, settings, steps):
    made = built(12).info
    steps(counting(edition=1))
    beside.complete(library, settings, made.id, listener=Quiet())
    assert beside.missing(library, made) == []
    steps(counting(edition=2))
    assert len(beside.missing(library, made)) == 1
    beside.complete(library, settings, made.id, listener=Quiet())
    assert library.beside.edition(made.id, "count") == 2


def test_what_failed_is_raised_when_the_others_are_done(built, library, settings, steps):
    made = built(12).info
    steps(failing(), counting())
    with pytest.raises(ValueError, match="as told"):
        beside.complete(library, settings, made.id, listener=Quiet())
    assert library.beside.edition(made.id, "count") == 1
    with pytest.raises(NotFound):
        beside.complete(library, settings, "0" * 16, listener=Quiet())


class TestJob:
    """The job of the worker that does so for a map which is opened."""

    @pytest.fixture
    def jobs(self, library, settings):
        queue = Jobs(library, settings, lambda: pytest.fail("no worker is wanted here"))
        queue.close()
        return queue

    def test_it_is_asked_for_once_and_shows_on_no_page(self, built, library, jobs, steps):
        made = built(12).info
        assert jobs.complete(made.id) is False, "nothing is missing"
        steps(counting())
        assert jobs.complete(made.id)
        assert jobs.complete(made.id)
        (job,) = library.jobs.completions()
        assert job.completes == made.id
        assert library.jobs.unfinished() == []
        assert library.jobs.latest() is None

    def test_it_does_not_stand_for_a_build_of_the_same_recipe(self, built, library, jobs, steps):
        made = built(12).info
        steps(counting())
        jobs.complete(made.id)
        build = library.jobs.add(made.source, recipe=made.recipe, name="again")
        assert build.completes == ""

    def test_the_worker_does_it(self, built, library, settings, jobs, steps):
        made = built(12).info
        steps(counting())
        jobs.complete(made.id)
        (job,) = library.jobs.completions()
        worker.run(job.id, str(library.folder), settings)
        done = library.jobs.get(job.id)
        assert (done.state, done.map_id) == ("done", made.id)
        assert jobs.complete(made.id) is False

    def test_what_has_failed_is_not_tried_at_each_look(self, built, library, settings, jobs, steps):
        made = built(12).info
        steps(failing())
        jobs.complete(made.id)
        (job,) = library.jobs.completions()
        worker.run(job.id, str(library.folder), settings)
        assert library.jobs.get(job.id).state == "failed"
        assert jobs.complete(made.id) is False
        assert library.jobs.completions() == []
        steps(failing(), counting())
        assert jobs.complete(made.id), "something else is missing too"

    def test_builds_come_first(self, built, library, jobs, steps, monkeypatch):
        made = built(12).info
        steps(counting())
        jobs.complete(made.id)
        library.jobs.add(made.source, recipe=Recipe(seed=9), name="build")
        given = []
        monkeypatch.setattr(jobs, "_hand_over", lambda job: given.append(job.name))
        jobs._check()
        assert given == ["build"]
