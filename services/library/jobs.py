"""Owns the stored jobs: their state, their progress, and the lease that only one worker at a time can hold.

A worker renews its lease with every heartbeat. When the heartbeats stop, another worker may take the lease.
"""

from __future__ import annotations

import time
import uuid

from services.errors import NotFound
from services.library.db import Database, raw
from services.library.info import MapInfo
from services.library.job import UNFINISHED, Job, Lease, Value, job_of
from services.schema import Recipe

#: Columns that a heartbeat may write.
_PROGRESS = (
    *("stage", "done", "total", "rate", "left", "note"),
    *("found", "mapped", "skipped", "others", "embedded", "cached", "map_id"),
)


class StoredJobs:
    """The jobs in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, source: str, *, recipe: Recipe, name: str) -> Job:
        """Queue a build, or return the unfinished one of the same source and recipe."""
        with self._db.write() as db:
            row = db.execute(
                "SELECT * FROM jobs WHERE source = ? AND recipe = ? AND state IN ('queued', 'running') AND stop = 0 "
                "AND completes = ''",
                (raw(source), recipe.as_json()),
            ).fetchone()
            if row is None:
                values = (uuid.uuid4().hex, raw(source), recipe.as_json(), name, time.time())
                db.execute(
                    "INSERT INTO jobs (id, source, recipe, name, state, created) VALUES (?, ?, ?, ?, 'queued', ?)",
                    values,
                )
                row = db.execute("SELECT * FROM jobs WHERE id = ?", (values[0],)).fetchone()
            return job_of(row)

    def add_completion(self, info: MapInfo, what: str) -> bool:
        """Queue the finding of what a map lacks beside it, unless it is under way or has failed before.

        A build of the same folder that is unfinished may be the map's own, and finds it itself.

        Parameters
        ----------
        what : str
            Names what is missing, and the editions of the code that finds it: if finding just this has failed, it is
            not tried again at each look at the map.

        Returns
        -------
        bool
            Whether it is under way.
        """
        with self._db.write() as db:
            states = {
                row["state"]
                for row in db.execute(
                    "SELECT state FROM jobs WHERE completes = ? AND (name = ? OR state IN ('queued', 'running')) "
                    "UNION SELECT state FROM jobs WHERE source = ? AND completes = '' "
                    "AND state IN ('queued', 'running')",
                    (info.id, what, raw(info.source)),
                )
            }
            if "failed" in states:
                return False
            if not states & set(UNFINISHED):
                db.execute(
                    "INSERT INTO jobs (id, source, recipe, name, state, created, dismissed, completes) "
                    "VALUES (?, ?, ?, ?, 'queued', ?, 1, ?)",
                    (uuid.uuid4().hex, raw(info.source), info.recipe.as_json(), what, time.time(), info.id),
                )
        return True

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
        return job_of(row) if taken else None

    def beat(self, job_id: str, worker: str, **reported: Value) -> Lease:
        """Write a heartbeat and progress. Names that are no column of the progress are ignored."""
        fields = {k: v for k, v in reported.items() if k in _PROGRESS}
        # Only names of ours stand in the statement.
        columns = "".join(f", {k} = ?" for k in fields)
        statement = f"UPDATE jobs SET beat = ?{columns} WHERE id = ? AND worker = ? AND state = 'running'"  # noqa: S608
        with self._db.write() as db:
            renewed = db.execute(statement, (time.time(), *fields.values(), job_id, worker)).rowcount
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
        return job_of(row)

    def unfinished(self) -> list[Job]:
        """Return queued and running builds, oldest first."""
        return self._unfinished("completes = ''")

    def completions(self) -> list[Job]:
        """Return queued and running jobs that find what a map lacks beside it, oldest first."""
        return self._unfinished("completes != ''")

    def _unfinished(self, condition: str) -> list[Job]:
        # Only conditions of ours stand in the statement.
        unfinished = f"state IN ('queued', 'running') AND {condition}"
        rows = self._db.read().execute(f"SELECT * FROM jobs WHERE {unfinished} ORDER BY created")  # noqa: S608
        return [job_of(row) for row in rows]

    def latest(self) -> Job | None:
        """Return the newest job that was not dismissed."""
        row = self._db.read().execute("SELECT * FROM jobs WHERE dismissed = 0 ORDER BY created DESC LIMIT 1").fetchone()
        return job_of(row) if row else None
