"""Owns waiting for jobs, and a worker process that many tests use one after another: to begin one takes seconds."""

import time
from concurrent.futures import Executor

from services.jobs.queue import local_executor
from services.library import UNFINISHED

#: Seconds after which a test that waits is broken; a busy machine takes a part of them.
GIVEN_UP = 180


class SharedWorker:
    """One worker process, begun when it is first needed; it takes a job of any library."""

    def __init__(self):
        self._pool = None

    def lend(self):
        """What :class:`services.jobs.queue.Jobs` takes for its ``make_executor``."""
        self._pool = self._pool or local_executor()
        return Lent(self)

    def submit(self, *call):
        return self._pool.submit(*call)

    def end(self):
        """End the process, whatever it is at."""
        if self._pool:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


class Lent(Executor):
    """The shared worker for one queue of jobs. It is ended with the queue only if it is still at a job of it."""

    def __init__(self, shared):
        self._shared = shared
        self._futures = []

    def submit(self, *call):
        self._futures.append(self._shared.submit(*call))
        return self._futures[-1]

    def shutdown(self, **_):
        if not all(future.done() for future in self._futures):
            self._shared.end()


def until_so(library, job_id, check):
    """The job once ``check(job)`` holds."""
    end = time.monotonic() + GIVEN_UP
    while time.monotonic() < end:
        job = library.jobs.get(job_id)
        if check(job):
            return job
        time.sleep(0.02)
    raise AssertionError(f"it did not get there: {job}")


def until_over(library, job_id):
    """The job once it is done, failed or stopped."""
    return until_so(library, job_id, lambda job: job.state not in UNFINISHED)
