"""Owns the jobs as they are stored: state, progress, and the lease that lets one worker at a time work on a job."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Any

from services.errors import NotFound
from services.library.db import Database, raw, text
from services.schema import Recipe

#: States of a job that is not over.
UNFINISHED = ("queued", "running")


class Lease(Enum):
    """What a heartbeat is answered: go on, stop, or another worker has the job now."""

    KEEP = "keep"
    STOP = "stop"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Job:
    """One build, queued, running or over. Times are Unix seconds; ``rate`` is units a second, ``left`` seconds or
    None.
    """

    id: str
    source: str
    recipe: Recipe
    name: str
    state: str
    stage: str
    done: int
    total: int
    rate: float
    left: float | None
    note: str
    found: int
    mapped: int
    skipped: int
    embedded: int
    cached: int
    created: float
    started: float
    beat: float
    worker: str
    attempts: int
    stop: bool
    map_id: str | None
    error: str
    reopened: bool


_REPORTED = (
    "stage",
    "done",
    "total",
    "rate",
    "left",
    "note",
    "found",
    "mapped",
    "skipped",
    "embedded",
    "cached",
    "map_id",
)


class StoredJobs:
    """The jobs in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, source: str, *, recipe: Recipe, name: str) -> Job:
        """Queue a build; an unfinished one of the same source and recipe is given back instead."""
        with self._db.write() as db:
            row = db.execute(
                "SELECT * FROM jobs WHERE source = ? AND recipe = ? AND state IN ('queued', 'running') AND stop = 0",
                (raw(source), recipe.as_json()),
            ).fetchone()
            if row is None:
                values = (uuid.uuid4().hex, raw(source), recipe.as_json(), name, time.time())
                db.execute(
                    "INSERT INTO jobs (id, source, recipe, name, state, created) VALUES (?, ?, ?, ?, 'queued', ?)",
                    values,
                )
                row = db.execute("SELECT * FROM jobs WHERE id = ?", (values[0],)).fetchone()
            return _job(row)

    def claim(self, job_id: str, worker: str, *, stale: float = 3.0) -> Job | None:
        """Take the lease of a queued job, or of one whose worker has been silent for ``stale`` seconds; None if it is
        held.
        """
        now = time.time()
        with self._db.write() as db:
            taken = db.execute(
                "UPDATE jobs SET state = 'running', worker = ?, beat = ?, attempts = attempts + 1, "
                "started = CASE started WHEN 0 THEN ? ELSE started END "
                "WHERE id = ? AND (state = 'queued' OR (state = 'running' AND beat < ?))",
                (worker, now, now, job_id, now - stale),
            ).rowcount
            row = db.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return _job(row) if taken else None

    def beat(self, job_id: str, worker: str, **reported: Any) -> Lease:
        """Write progress and the heartbeat; fields besides the progress fields are passed over."""
        fields = {k: v for k, v in reported.items() if k in _REPORTED}
        sets = "".join(f", {k} = ?" for k in fields)
        with self._db.write() as db:
            kept = db.execute(
                f"UPDATE jobs SET beat = ?{sets} WHERE id = ? AND worker = ? AND state = 'running'",  # noqa: S608 - names of ours
                (time.time(), *fields.values(), job_id, worker),
            ).rowcount
            row = db.execute("SELECT stop FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if not kept:
            return Lease.LOST
        return Lease.STOP if row["stop"] else Lease.KEEP

    def end(
        self,
        job_id: str,
        worker: str,
        *,
        state: str,
        error: str = "",
        map_id: str | None = None,
        reopened: bool = False,
    ) -> None:
        """The job is over: ``done``, ``stopped`` or ``failed``. Only the worker that holds the lease may say so.

        ``reopened``: the job made no map, as the library had it already.
        """
        statement = (
            "UPDATE jobs SET state = ?, error = ?, map_id = coalesce(?, map_id), reopened = ?, beat = ?, note = '' "
            "WHERE id = ? AND worker = ? AND state = 'running'"
        )
        with self._db.write() as db:
            db.execute(statement, (state, error, map_id, reopened, time.time(), job_id, worker))

    def end_unclaimed(self, job_id: str, *, state: str, error: str) -> None:
        """End a job nobody works on: stopped before it began, or given up."""
        with self._db.write() as db:
            db.execute(
                "UPDATE jobs SET state = ?, error = ? WHERE id = ? AND state IN ('queued', 'running')",
                (state, error, job_id),
            )

    def release(self, job_id: str, worker: str) -> None:
        """Give the lease back; the job waits for another worker, and this attempt is not held against it."""
        with self._db.write() as db:
            db.execute(
                "UPDATE jobs SET state = 'queued', worker = '', attempts = attempts - 1 "
                "WHERE id = ? AND worker = ? AND state = 'running'",
                (job_id, worker),
            )

    def unclaim(self, job_id: str) -> None:
        """The worker is known to be dead: queue the job at once instead of waiting for its heartbeat to go stale."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET state = 'queued', worker = '' WHERE id = ? AND state = 'running'", (job_id,))

    def request_stop(self, job_id: str) -> None:
        """Ask for a stop; the worker sees it at its next heartbeat."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET stop = 1 WHERE id = ? AND state IN ('queued', 'running')", (job_id,))

    def dismiss(self, job_id: str) -> None:
        """Do not show an ended job again."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET dismissed = 1 WHERE id = ?", (job_id,))

    def get(self, job_id: str) -> Job:
        """One job.

        Raises
        ------
        NotFound
        """
        row = self._db.read().execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFound(f"There is no job {job_id[:64]!r}.")
        return _job(row)

    def unfinished(self) -> list[Job]:
        """Queued and running jobs, oldest first."""
        rows = self._db.read().execute("SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY created")
        return [_job(row) for row in rows]

    def latest(self) -> Job | None:
        """The youngest job that was not dismissed."""
        row = self._db.read().execute("SELECT * FROM jobs WHERE dismissed = 0 ORDER BY created DESC LIMIT 1").fetchone()
        return _job(row) if row else None


def _job(row: Any) -> Job:
    values = dict(row)
    del values["dismissed"]
    values.update(source=text(values["source"]), recipe=Recipe.from_json(values["recipe"]))
    values.update(stop=bool(values["stop"]), reopened=bool(values["reopened"]))
    return Job(**values)
