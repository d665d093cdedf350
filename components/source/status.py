"""Owns what the card of the running job says: stage, counts, speed, time left, and how a job ended."""

from __future__ import annotations

import math
import time
from typing import NamedTuple, Required, TypedDict

from components.types import JobState
from services import Services
from services.errors import NotFound
from services.library import UNFINISHED, Job

#: The title of each stage, and its unit.
STAGES = {
    "scan": ("Looking for pictures", "files"),
    "embed": ("Reading and embedding pictures", "pictures"),
    "neighbours": ("Finding neighbours", ""),
    "project": ("Laying out the map", "steps"),
    "measure": ("Measuring how far to trust it", ""),
    "store": ("Storing the map", ""),
}
#: ``job-store`` changes when a preview has this many times as many pictures as at the last change.
PREVIEW_FACTOR = 1.2


class Card(TypedDict, total=False):
    """What assets/75-progress.js puts into the card. Without a job there is only ``job`` and ``hidden``."""

    job: Required[JobState | None]
    hidden: Required[bool]
    stage: str
    step: str
    share: float
    detail: str
    note: str
    stoppable: bool
    closable: bool


class Lines(NamedTuple):
    """The lines of the card, and the percentage that its bar shows."""

    stage: str
    step: str
    share: float
    detail: str
    note: str


def card(services: Services, *, started: str, watched: str) -> Card:
    """The card of a tab that started one job and watches another; ``-`` stands for none."""
    job = _find(services, [job_id for job_id in (started, watched) if job_id != "-"], started)
    if job is None:
        return {"job": None, "hidden": True}
    unfinished = job.state in UNFINISHED
    lines = _running(job) if unfinished else _ended(job)
    return {
        "job": _state(job),
        "hidden": job.state == "done",
        "stage": lines.stage,
        "step": lines.step,
        "share": lines.share,
        "detail": lines.detail,
        "note": lines.note,
        "stoppable": unfinished and not job.stop,
        "closable": not unfinished,
    }


def duration(seconds: float) -> str:
    """Seconds below 90, then minutes, and hours from 90 minutes on."""
    seconds = max(0, round(seconds))
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _state(job: Job) -> JobState:
    """What ``job-store`` holds of a job."""
    state: JobState = {"id": job.id, "state": job.state, "map": job.map_id}
    if job.state in UNFINISHED and job.mapped:
        # Rounded down to a power of PREVIEW_FACTOR: each change of the store costs the page a tenth of a second.
        state["n"] = int(PREVIEW_FACTOR ** int(math.log(job.mapped, PREVIEW_FACTOR)))
    return state


def _find(services: Services, job_ids: list[str], started: str) -> Job | None:
    """The job to show: the one that this tab started, else the one that it watched; once that is done, any that
    runs.
    """
    done = None
    unfinished = services.library.jobs.unfinished()
    for job_id in job_ids:
        try:
            job = services.library.jobs.get(job_id)
        except NotFound:
            continue
        if job.state in UNFINISHED:
            return job
        # A job that was only watched and ended badly gives way to one that runs: the demo stops for the first folder.
        if job.state != "done" and (job_id == started or not unfinished):
            return job
        if job.state == "done" and done is None:
            done = job
    return unfinished[0] if unfinished else done or services.library.jobs.latest()


def _running(job: Job) -> Lines:
    title, unit = STAGES.get(job.stage or "scan", (job.stage, ""))
    stages = list(STAGES)
    step = f"step {stages.index(job.stage) + 1 if job.stage in stages else 1} of {len(stages)}"
    if job.state == "queued":
        title, step = f"{job.name} waits for the worker", ""
    if job.stop:
        title = "Stopping; what is done is kept"
    share = 100 * job.done / job.total if job.total else 0
    return Lines(title, step, share, _detail(job, unit), job.note)


def _ended(job: Job) -> Lines:
    if job.state == "failed":
        return Lines("This did not work", "", 0, job.name, job.error)
    return Lines("Stopped", "", 0, job.name, job.error or "What was embedded is kept.")


def _detail(job: Job, unit: str) -> str:
    parts = [job.name]
    # A layout ends earlier when it has settled.
    most = "at most " if job.stage == "project" else ""
    if job.total:
        parts.append(f"{job.done:,} of {most}{job.total:,} {unit}".rstrip())
    if job.rate:
        parts.append(f"{job.rate:,.0f} a second" if job.rate >= 10 else f"{job.rate:.1f} a second")
    if job.left is not None and job.rate:
        parts.append(f"{most}{duration(job.left)} left")
    if job.stage == "embed" and job.mapped:
        parts.append(f"{job.mapped:,} on the map")
    if job.stage == "embed" and job.cached:
        parts.append(f"{job.cached:,} known already")
    return " · ".join([*parts, *_elapsed(job)])


def _elapsed(job: Job) -> list[str]:
    if job.started:
        # Tenths of a second: a figure that changes at each request shows that the page is alive.
        elapsed = time.time() - job.started
        return [f"{elapsed:.1f} s so far" if elapsed < 60 else f"{duration(elapsed)} so far"]
    return [f"{time.time() - job.created:.1f} s by now"] if job.state == "queued" else []
