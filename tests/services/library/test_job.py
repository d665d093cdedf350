"""A job comes out of its row as it went in."""

from services.library import UNFINISHED, Job
from services.schema import Recipe


def test_a_new_job_waits_and_has_done_nothing(library):
    job = library.jobs.add("/caf\udce9", recipe=Recipe(seed=3), name="café")
    assert isinstance(job, Job)
    assert (job.source, job.recipe, job.name) == ("/caf\udce9", Recipe(seed=3), "café")
    assert job.state in UNFINISHED
    assert (job.done, job.total, job.attempts, job.left, job.map_id) == (0, 0, 0, None, None)
    assert (job.stop, job.reopened) == (False, False)


def test_what_was_asked_of_it_is_seen_in_it(library):
    job = library.jobs.add("/home", recipe=Recipe(), name="home")
    library.jobs.request_stop(job.id)
    assert library.jobs.get(job.id).stop is True
    library.jobs.claim(job.id, "me")
    library.jobs.end(job.id, "me", state="done", map_id="a" * 32, reopened=True)
    ended = library.jobs.get(job.id)
    assert (ended.state, ended.reopened, ended.map_id) == ("done", True, "a" * 32)
    assert ended.state not in UNFINISHED
