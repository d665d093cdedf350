"""Owns the worker's side of a job: take its lease, run the pipeline, write progress, obey stop.

The worker is a spawned process. A thread writes progress and a heartbeat to the library every :data:`PULSE` seconds, so
the page moves even while a native library computes. When the server dies, the worker gives its lease back and ends; the
next server finds the job in the queue, and no picture is embedded twice.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
import uuid
from collections import deque
from multiprocessing.connection import wait
from pathlib import Path

from services.errors import ImagescapeError, StoppedByUser
from services.library import Job, Lease, Library
from services.settings import Settings

logger = logging.getLogger(__name__)

#: Seconds between heartbeats.
PULSE = 0.25
#: Seconds that a step has to react to stop before the process is ended. Embedded pictures are stored by then. Where the
#: page shows a map, ending the process would lose that map, so the step has longer.
PATIENCE, PATIENCE_WITH_MAP = 1.2, 120.0
#: Steps that are never ended so. They are short, and a stop is to keep the map that they finish.
UNINTERRUPTED = ("measure", "store")
#: Seconds over which pictures a second are averaged.
WINDOW = 8.0
#: What a job says that was ended by the user.
STOPPED = "Stopped; every picture embedded so far is kept."

#: A column of a job's progress: text, a count, a rate, or the seconds left.
Field = str | int | float | None


class Reporter:
    """The :class:`services.progress.Listener` of a job. It gathers progress, which the pulse writes to the library."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {
            "stage": "scan",
            "done": 0,
            "total": 0,
            "note": "",
            "rate": 0.0,
            "left": None,
        }
        self.stop = threading.Event()
        self._marks: deque[tuple[float, int]] = deque()

    def stage(self, stage: str) -> None:
        """A step begins; its counts start at 0."""
        self._marks.clear()
        self.fields = {**self.fields, "stage": stage, "done": 0, "total": 0, "rate": 0.0, "left": None, "note": ""}

    def tick(self, done: int, total: int) -> bool:
        """Set how much of the step is done. The rate is that of the last :data:`WINDOW` seconds."""
        now = time.monotonic()
        self._marks.append((now, done))
        while now - self._marks[0][0] > WINDOW and len(self._marks) > 2:
            self._marks.popleft()
        span, moved = now - self._marks[0][0], done - self._marks[0][1]
        rate = moved / span if span > 0.2 and moved > 0 else 0.0
        left = (total - done) / rate if rate else None
        self.fields = {**self.fields, "done": done, "total": total, "rate": round(rate, 1), "left": left}
        return not self.stop.is_set()

    def note(self, text: str) -> None:
        """Set the sentence about what takes its time."""
        self.fields = {**self.fields, "note": text}

    def counts(self, **fields: int) -> None:
        """Set some of found, mapped, skipped, others, embedded, cached."""
        self.fields = {**self.fields, **fields}

    def showing(self, map_id: str) -> None:
        """The page may show this map from now on."""
        self.fields = {**self.fields, "map_id": map_id}


def run(job_id: str, library_folder: str, settings: Settings) -> None:
    """Run one job to its end, if its lease is free. An error ends up in the job, in words for the user."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    library = Library(Path(library_folder))
    name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    job = library.jobs.claim(job_id, name)
    if job is None:
        return
    reporter = Reporter()
    ended = threading.Event()
    pulse = threading.Thread(target=_pulse, args=(library, job_id, name, reporter, ended), daemon=True)
    pulse.start()
    _follow_parent(library, job_id, name)
    state, error, map_id, reopened = "failed", "", None, False
    try:
        map_id, reopened = _make(library, settings, job, reporter)
        state = "done"
    except StoppedByUser as stopped:
        state, error = "stopped", str(stopped)
    except ImagescapeError as known:
        error = str(known)
    except MemoryError:
        error = "This machine ran out of memory. Take a smaller sample, or close other programs, and start again."
    except Exception as unknown:
        logger.exception("job %s failed", job_id)
        error = (
            f"Something unexpected went wrong ({type(unknown).__name__}). "
            "The terminal shows the details; starting again goes on from here."
        )
    ended.set()
    pulse.join()
    library.jobs.beat(job_id, name, **reporter.fields)
    library.jobs.end(job_id, name, state=state, error=error, map_id=map_id, reopened=reopened)


def _make(library: Library, settings: Settings, job: Job, reporter: Reporter) -> tuple[str, bool]:
    """Make the job's map. Answers its id, and whether it was there already."""
    # Imported here: the server imports this module too, and must not load the encoders' libraries.
    from services.pipeline import beside
    from services.pipeline import run as pipeline

    if job.completes:
        beside.complete(library, settings, job.completes, listener=reporter)
        return job.completes, True
    built = pipeline.run(
        library, settings, job.source, recipe=job.recipe, name=job.name, listener=reporter, preview=True
    )
    reporter.counts(mapped=built.info.mapped, skipped=built.info.skipped)
    return built.info.id, built.reopened


def _pulse(library: Library, job_id: str, name: str, reporter: Reporter, ended: threading.Event) -> None:
    """Write progress and the heartbeat until the job has ended; end the process if a stop is not obeyed."""
    asked: float | None = None
    while not ended.wait(PULSE):
        lease = library.jobs.beat(job_id, name, **reporter.fields)
        if lease is Lease.LOST:
            logger.warning("job %s was taken over by another worker", job_id)
            os._exit(0)
        if lease is Lease.STOP:
            reporter.stop.set()
            asked = asked or time.monotonic()
            patience = PATIENCE_WITH_MAP if reporter.fields.get("map_id") else PATIENCE
            late = time.monotonic() - asked > patience and reporter.fields["stage"] not in UNINTERRUPTED
            if late and not ended.is_set():
                library.jobs.end(job_id, name, state="stopped", error=STOPPED)
                os._exit(0)


def _follow_parent(library: Library, job_id: str, name: str) -> None:
    """Give the lease back and end this process when the server's process has ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        wait([parent.sentinel])
        library.jobs.release(job_id, name)
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
