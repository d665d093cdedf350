"""Owns the worker's side of a job: take the lease, run the build, tell the library how it goes, obey stop.

Runs in a spawned process. A pulse thread writes progress and the heartbeat every :data:`PULSE` seconds, so the page
moves even while a native library computes. If the server dies the worker lets its job go and ends: the next server
finds it queued, and nothing that was embedded is embedded again.
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
from typing import Any

from services.errors import ImagescapeError, StoppedByUser
from services.library import Lease, Library
from services.settings import Settings

logger = logging.getLogger(__name__)

#: Seconds between heartbeats.
PULSE = 0.25
#: A step that does not react to stop within so many seconds is ended with its process; what was embedded is stored.
#: Where there is a map
#: to look at it would be lost with the process: then the step has longer.
PATIENCE, WITH_A_MAP = 1.2, 120.0
#: Steps that are let be: they are short, and the map a stop is to keep would be lost with them.
LAST = ("measure", "store")
#: Seconds over which pictures a second are averaged.
WINDOW = 8.0


class Reporter:
    """The :class:`services.progress.Listener` that writes to the library: gathers here, written by the pulse."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {"stage": "scan", "done": 0, "total": 0, "note": "", "rate": 0.0, "left": None}
        self.stop = threading.Event()
        self._marks: deque[tuple[float, int]] = deque()

    def stage(self, stage: str) -> None:
        """A step begins: its own count starts at nothing."""
        self._marks.clear()
        self.fields = {**self.fields, "stage": stage, "done": 0, "total": 0, "rate": 0.0, "left": None, "note": ""}

    def tick(self, done: int, total: int) -> bool:
        """So much is done; the speed is that of the last few seconds, so the time left follows what is going on now."""
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
        """What takes its time just now."""
        self.fields = {**self.fields, "note": text}

    def counts(self, **fields: int) -> None:
        """found, mapped, skipped, embedded, cached."""
        self.fields = {**self.fields, **fields}

    def showing(self, map_id: str) -> None:
        """The page may show this map from now on."""
        self.fields = {**self.fields, "map_id": map_id}


def run(job_id: str, library_folder: str, settings: Settings) -> None:
    """Run one job to its end, if its lease can be had. Errors end up in the job, in words for the user."""
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
    state, error, map_id = "failed", "", None
    try:
        from services.pipeline import run as pipeline

        built = pipeline.run(
            library, settings, job.source, recipe=job.recipe, name=job.name, listener=reporter, preview=True
        )
        reporter.counts(mapped=built.info.mapped, skipped=built.info.skipped)
        state, map_id = "done", built.info.id
    except StoppedByUser as stopped:
        state, error = "stopped", str(stopped)
    except ImagescapeError as known:
        error = str(known)
    except MemoryError:
        error = "This machine ran out of memory. Take a smaller sample, or close other programs, and start again."
    except Exception as unknown:
        logger.exception("job %s failed", job_id)
        error = f"Something unexpected went wrong ({type(unknown).__name__}). The terminal shows the details; starting again goes on from here."
    ended.set()
    pulse.join()
    library.jobs.beat(job_id, name, **reporter.fields)
    library.jobs.end(job_id, name, state=state, error=error, map_id=map_id)


def _pulse(library: Library, job_id: str, name: str, reporter: Reporter, ended: threading.Event) -> None:
    asked: float | None = None
    while not ended.wait(PULSE):
        lease = library.jobs.beat(job_id, name, **reporter.fields)
        if lease is Lease.LOST:
            logger.warning("job %s was taken over by another worker", job_id)
            os._exit(0)
        if lease is Lease.STOP:
            reporter.stop.set()
            asked = asked or time.monotonic()
            patience = WITH_A_MAP if reporter.fields.get("map_id") else PATIENCE
            late = time.monotonic() - asked > patience and reporter.fields["stage"] not in LAST
            if late and not ended.is_set():
                library.jobs.end(job_id, name, state="stopped", error="Stopped; every picture embedded so far is kept.")
                os._exit(0)


def _follow_parent(library: Library, job_id: str, name: str) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        wait([parent.sentinel])
        library.jobs.release(job_id, name)
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
