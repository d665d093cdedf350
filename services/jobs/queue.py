"""Owns the server's side of jobs: start and stop them, find them again, and replace a worker that died.

All state is in the library, so a refresh, a second tab or a restarted server sees the same jobs. One monitor thread
gives queued jobs, and jobs whose worker stopped its heartbeat, to an Executor of one spawned process. That process
alone writes the map; remote workers only read and embed for it (:mod:`services.embedding.remote`).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor

from services.jobs import worker
from services.library import UNFINISHED, Job, Library
from services.pipeline import beside
from services.schema import Recipe
from services.settings import Settings

logger = logging.getLogger(__name__)

#: Seconds without a heartbeat after which a worker counts as dead and its job is given to another.
STALE = 3.0
#: Workers that may die on a job before it is given up, with a message.
ATTEMPTS = 4
#: Seconds between two checks of the monitor.
INTERVAL = 0.25
#: Niceness of the worker and its decoders: the page and the browser come first.
NICE = 10


def local_executor() -> Executor:
    """One worker process, spawned and never forked: forked threads of native libraries hang."""
    return ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_give_way)


def _give_way() -> None:
    """The page comes first: a build takes all processors, and whoever hovers meanwhile must not wait behind it."""
    if hasattr(os, "nice"):
        os.nice(NICE)


class Jobs:
    """Starts builds and keeps them going. Safe to use from several threads."""

    def __init__(
        self, library: Library, settings: Settings, make_executor: Callable[[], Executor] | None = None
    ) -> None:
        self._library = library
        self._settings = settings
        self._make = make_executor or local_executor
        self._executor: Executor | None = None
        self._future: Future[None] | None = None
        self._running = ""
        self._closed = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._monitor, name="jobs", daemon=True)
        self._thread.start()

    def start(self, source: str, *, recipe: Recipe, name: str) -> Job:
        """Queue a build, or give back the unfinished one of the same source and recipe."""
        job = self._library.jobs.add(source, recipe=recipe, name=name)
        self._wake.set()
        return job

    def complete(self, map_id: str) -> bool:
        """Have found what a finished map lacks beside it; return whether that is under way.

        Raises
        ------
        NotFound
        """
        info = self._library.maps.get(map_id)
        missing = beside.missing(self._library, info)
        if not missing:
            return False
        under_way = self._library.jobs.add_completion(
            info, ", ".join(f"{step.kind} {step.edition}" for step in missing)
        )
        self._wake.set()
        return under_way

    def stop(self, job_id: str) -> None:
        """Ask a job to stop; what it embedded is kept, and a layout that has begun is kept as it stands."""
        self._library.jobs.request_stop(job_id)
        self._wake.set()

    def close(self) -> None:
        """End the worker at once; its job is found again by the next server."""
        self._closed.set()
        self._wake.set()
        self._thread.join(timeout=2)
        self._drop_executor()

    def _monitor(self) -> None:
        while not self._closed.is_set():
            try:
                self._check()
            except Exception:
                logger.exception("the job monitor stumbled")
            self._wake.wait(INTERVAL)
            self._wake.clear()

    def _check(self) -> None:
        if self._future is not None:
            if not self._future.done():
                return
            self._reap(self._future)
        # Builds first: what a map lacks beside it can wait.
        for job in [*self._library.jobs.unfinished(), *self._library.jobs.completions()]:
            if job.state == "queued" or time.time() - job.beat > STALE:
                self._hand_over(job)
                return

    def _hand_over(self, job: Job) -> None:
        if job.stop:
            self._library.jobs.end_unclaimed(job.id, state="stopped", error=worker.STOPPED)
            return
        if job.attempts >= ATTEMPTS:
            self._library.jobs.end_unclaimed(
                job.id,
                state="failed",
                error=f"The worker process ended {job.attempts} times on this job, at the step '{job.stage}'; the "
                "machine may be short of memory. Everything embedded is kept: take a smaller sample, or start again.",
            )
            return
        if self._executor is None:
            self._executor = self._make()
        self._running = job.id
        try:
            self._future = self._executor.submit(worker.run, job.id, str(self._library.folder), self._settings)
        except BrokenExecutor:
            self._drop_executor()

    def _reap(self, future: Future[None]) -> None:
        self._future = None
        error = future.exception()
        if error is None:
            return
        if isinstance(error, BrokenExecutor):
            # A step that does not react to stop is ended with its process.
            if self._library.jobs.get(self._running).state in UNFINISHED:
                logger.warning("the worker process ended; job %s goes on in a new one", self._running)
        else:
            logger.error("the worker could not run job %s", self._running, exc_info=error)
        self._drop_executor()
        self._library.jobs.unclaim(self._running)

    def _drop_executor(self) -> None:
        executor, self._executor, self._future = self._executor, None, None
        if executor is None:
            return
        for process in list((getattr(executor, "_processes", None) or {}).values()):
            process.kill()
        executor.shutdown(wait=False, cancel_futures=True)
