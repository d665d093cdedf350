"""Owns where the page goes when a job has a map to show, and the notice when a job of this tab is done."""

from __future__ import annotations

from typing import NamedTuple

from dash import Dash, Input, Output, State, no_update

from components.ids import Ids
from components.notices import Notice, notice
from components.source import sentences
from components.types import JobState, StartedState, Unchanged
from services import Services
from services.library import UNFINISHED


class Move(NamedTuple):
    """Where the page goes and what it says; by default it stays and says nothing."""

    path: str | Unchanged = no_update
    search: str | Unchanged = no_update
    notices: list[Notice] | Unchanged = no_update


def register(app: Dash, services: Services) -> None:
    """The address follows the job."""

    @app.callback(
        Output(Ids.URL, "pathname"),
        Output(Ids.URL, "search"),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input(Ids.JOB, "data"),
        State(Ids.STARTED, "data"),
        State(Ids.URL, "pathname"),
        prevent_initial_call=True,
    )
    def follow_job(job: JobState | None, started: StartedState | None, path: str) -> Move:
        if not job or not (map_id := job["map"]):
            return Move()
        is_own = bool(started and started["id"] == job["id"])
        return _move(services, job, map_id=map_id, is_own=is_own, path=path)


def _move(services: Services, job: JobState, *, map_id: str, is_own: bool, path: str) -> Move:
    """Go to the map of a job that this tab started, or of one that runs while this tab shows no map.

    The search of the address describes the view of the map that was left, so that it goes too.
    """
    goal = f"/map/{map_id}"
    own_is_done = is_own and job["state"] == "done"
    if path == goal:
        is_same = own_is_done and _reopened(services, job)
        return Move(notices=[notice(_no_change(services, job), kind="info")]) if is_same else Move()
    if not is_own and not (path == "/" and job["state"] in UNFINISHED):
        return Move()
    return Move(goal, "", [notice(_result(services, map_id), kind="done")] if own_is_done else no_update)


def _reopened(services: Services, job: JobState) -> bool:
    """Whether the library had the map already, so that the job made none."""
    return services.library.jobs.get(job["id"]).reopened


def _no_change(services: Services, job: JobState) -> str:
    return sentences.NOTHING_NEW if services.library.jobs.get(job["id"]).recipe.base else sentences.MAPPED_ALREADY


def _result(services: Services, map_id: str) -> str:
    info = services.library.maps.get(map_id)
    return sentences.extended(info) if info.recipe.base else sentences.mapped(info)
