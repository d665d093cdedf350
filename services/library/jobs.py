"""Owns the stored jobs: their state, their progress, and the lease that only one worker at a time can hold.

A worker renews its lease with every heartbeat. When the heartbeats stop, another worker may take the lease.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from enum import Enum
from sqlite3 import Row
from typing import TypeAlias

from services.errors import NotFound
from services.library.db import Database, raw, text
from services.schema import Recipe

#: States of a job that is not over.
UNFINISHED = ("queued", "running")


class Lease(Enum):
    """The answer to a heartbeat: go on, stop, or another worker holds the lease now."""

    KEEP = "keep"
    STOP = "stop"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Job:
    """One build.

    Attributes
    ----------
    source, recipe, name : str, Recipe, str
        What to map, how, and what to call the map.
    state : str
        ``queued``, ``running``, ``done``, ``stopped`` or ``failed``.
    stage : str
        One of :data:`services.schema.STAGES`, or empty before the first.
    done, total : int
        Units of the stage.
    rate, left : float, float or None
        Units a second, and seconds left of the stage.
    note : str
        A sentence about what takes its time.
    found, mapped, skipped, embedded, cached : int
        Counts of files and features so far.
    created, started, beat : float
        Unix seconds; ``beat`` is the last heartbeat. 0 where there was none yet.
    worker, attempts : str, int
        Who holds the lease, and how often it was taken.
    stop : bool
        Whether the user asked to stop.
    map_id : str or None
        The map that can be shown, finished or not.
    error : str
        A sentence on why it stopped or failed.
    reopened : bool
        Whether the library had the map already, so that none was made.
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


#: What a column of a job's progress holds.
Value: TypeAlias = str | int | float | None
#: Columns that a heartbeat may write.
_PROGRESS = (
    *("stage", "done", "total", "rate", "left", "note"),
    *("found", "mapped", "skipped", "embedded", "cached", "map_id"),
)


class StoredJobs:
    """The jobs in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, source: str, *, recipe: Recipe, name: str) -> Job:
        """Queue a build, or return the unfinished one of the same source and recipe."""
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
        """Take the lease of a job, for the worker of that name.

        Parameters
        ----------
        stale : float
            Seconds without a heartbeat after which a running job may be taken over.

        Returns
        -------
        Job or None
            None if another worker holds the lease, or the job is over or unknown.
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

    def beat(self, job_id: str, worker: str, **reported: Value) -> Lease:
        """Write a heartbeat and progress. Names that are no column of the progress are ignored."""
        fields = {k: v for k, v in reported.items() if k in _PROGRESS}
        sets = "".join(f", {k} = ?" for k in fields)
        with self._db.write() as db:
            renewed = db.execute(
                f"UPDATE jobs SET beat = ?{sets} WHERE id = ? AND worker = ? AND state = 'running'",  # noqa: S608 - names of ours
                (time.time(), *fields.values(), job_id, worker),
            ).rowcount
            row = db.execute("SELECT stop FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if not renewed:
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
        """End a job. Without the lease this does nothing.

        Parameters
        ----------
        state : str
            ``done``, ``stopped`` or ``failed``.
        error : str
            A sentence for the user.
        map_id : str, optional
            The finished map; None leaves what a heartbeat reported.
        reopened : bool
            Whether the library had the map already, so that the job made none.
        """
        statement = (
            "UPDATE jobs SET state = ?, error = ?, map_id = coalesce(?, map_id), reopened = ?, beat = ?, note = '' "
            "WHERE id = ? AND worker = ? AND state = 'running'"
        )
        with self._db.write() as db:
            db.execute(statement, (state, error, map_id, reopened, time.time(), job_id, worker))

    def end_unclaimed(self, job_id: str, *, state: str, error: str) -> None:
        """End an unfinished job without a lease: it was stopped before it began, or is given up."""
        with self._db.write() as db:
            db.execute(
                "UPDATE jobs SET state = ?, error = ? WHERE id = ? AND state IN ('queued', 'running')",
                (state, error, job_id),
            )

    def release(self, job_id: str, worker: str) -> None:
        """Give the lease back. The job is queued again, and this attempt does not count."""
        with self._db.write() as db:
            db.execute(
                "UPDATE jobs SET state = 'queued', worker = '', attempts = attempts - 1 "
                "WHERE id = ? AND worker = ? AND state = 'running'",
                (job_id, worker),
            )

    def unclaim(self, job_id: str) -> None:
        """Queue a job whose worker is known to be dead, before its heartbeat is stale. The attempt counts."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET state = 'queued', worker = '' WHERE id = ? AND state = 'running'", (job_id,))

    def request_stop(self, job_id: str) -> None:
        """Ask a job to stop. Its worker reads this at its next heartbeat."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET stop = 1 WHERE id = ? AND state IN ('queued', 'running')", (job_id,))

    def dismiss(self, job_id: str) -> None:
        """Hide an ended job from :meth:`latest`."""
        with self._db.write() as db:
            db.execute("UPDATE jobs SET dismissed = 1 WHERE id = ?", (job_id,))

    def get(self, job_id: str) -> Job:
        """Return one job.

        Raises
        ------
        NotFound
        """
        row = self._db.read().execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFound(f"There is no job {job_id[:64]!r}.")
        return _job(row)

    def unfinished(self) -> list[Job]:
        """Return queued and running jobs, oldest first."""
        rows = self._db.read().execute("SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY created")
        return [_job(row) for row in rows]

    def latest(self) -> Job | None:
        """Return the newest job that was not dismissed."""
        row = self._db.read().execute("SELECT * FROM jobs WHERE dismissed = 0 ORDER BY created DESC LIMIT 1").fetchone()
        return _job(row) if row else None


def _job(row: Row) -> Job:
    """The job of a row of the table."""
    values = dict(row)
    del values["dismissed"]
    values.update(source=text(values["source"]), recipe=Recipe.from_json(values["recipe"]))
    values.update(stop=bool(values["stop"]), reopened=bool(values["reopened"]))
    return Job(**values)
