"""Owns what a job is: its fields, the states of one that is not over, and the answers to a heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from sqlite3 import Row
from typing import TypeAlias

from services.library.db import text
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
    """One build, or the finding of what a finished map lacks beside it.

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
    found, mapped, skipped, others, embedded, cached : int
        Counts of files and features so far; others are beside those that are found.
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
    completes : str
        Of a job that makes no map: id of the map for which it finds what is missing beside it. Else empty.
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
    completes: str = ""
    others: int = 0


#: What a column of a job's progress holds.
Value: TypeAlias = str | int | float | None


def job_of(row: Row) -> Job:
    """The job of a row of the table."""
    values = dict(row)
    del values["dismissed"]
    values.update(source=text(values["source"]), recipe=Recipe.from_json(values["recipe"]))
    values.update(stop=bool(values["stop"]), reopened=bool(values["reopened"]))
    return Job(**values)
