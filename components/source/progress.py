"""Owns the running job as the page shows it: stage, counts, speed, time left, stop; found again after a refresh."""

from __future__ import annotations

import math
import time
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from components.ids import Ids
from components.map import extend
from components.notices import notice
from services import Services
from services.errors import NotFound
from services.library import UNFINISHED, Job, MapInfo
from services.schema import visible

#: What each stage is called, and what its units are.
STAGES = {
    "scan": ("Looking for pictures", "files"),
    "embed": ("Reading and embedding pictures", "pictures"),
    "neighbours": ("Finding neighbours", ""),
    "project": ("Laying out the map", "steps"),
    "measure": ("Measuring how far to trust it", ""),
    "store": ("Storing the map", ""),
}
#: A map that grows is told anew when it has so many times the pictures.
STEP = 1.2
MAPPED_ALREADY = "These pictures are mapped this way already, and their map is the one you see."


def layout() -> html.Div:
    """The card that shows while a job runs, and stays with the reason when one ends badly."""
    return html.Div(
        id=Ids.PROGRESS,
        className="progress-card",
        hidden=True,
        role="status",
        children=[
            html.Div(
                className="progress-head",
                children=[
                    html.Strong(id=Ids.PROGRESS_STAGE),
                    html.Span(id=Ids.PROGRESS_STEP, className="quiet"),
                    html.Span(className="tool-space"),
                    dmc.Button("Stop", id=Ids.CANCEL, variant="light", color="red", size="compact-sm"),
                    dmc.Button("Close", id=Ids.DISMISS, variant="default", size="compact-sm"),
                ],
            ),
            # Not animated, not even from width to width: without a GPU that costs a third of a core, which is wanted
            # for the work.
            html.Div(
                html.Div(className="progress-done"),
                id=Ids.PROGRESS_BAR,
                className="progress-track",
                role="progressbar",
                **{
                    "aria-valuemin": "0",
                    "aria-valuemax": "100",
                    "aria-valuenow": "0",
                    "aria-label": "How much of this step is done",
                },
            ),
            html.P(id=Ids.PROGRESS_DETAIL, className="progress-detail"),
            html.P(id=Ids.PROGRESS_NOTE, className="progress-note"),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """What the running job is at travels as a few words twice a second, and assets/75-progress.js puts them into the
    card: through
    Dash's own round a page that only waits would take a sixth of a core. Everything else follows from ``job-store``."""
    library = services.library

    @app.server.get("/progress/<started>/<seen>")
    def look(started: str, seen: str) -> Any:
        """The card, for a tab that started one job and watches another; ``-`` is none."""
        return told(services, started, seen), {"Cache-Control": "no-store"}

    app.clientside_callback(
        ClientsideFunction("imagescape", "watch"), Input(Ids.STARTED, "data"), Input(Ids.JOB, "data")
    )

    @app.callback(
        Output(Ids.CANCEL, "loading"), Input(Ids.CANCEL, "n_clicks"), State(Ids.JOB, "data"), prevent_initial_call=True
    )
    def stop(_clicks: int, seen: dict[str, Any] | None) -> bool:
        if seen:
            services.jobs.stop(seen["id"])
        return False

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.DISMISS, "n_clicks"),
        State(Ids.JOB, "data"),
        prevent_initial_call=True,
    )
    def dismiss(_clicks: int, seen: dict[str, Any] | None) -> Any:
        if seen:
            library.jobs.dismiss(seen["id"])
        return None

    @app.callback(
        Output(Ids.URL, "pathname"),
        Output(Ids.URL, "search"),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input(Ids.JOB, "data"),
        State(Ids.STARTED, "data"),
        State(Ids.URL, "pathname"),
        prevent_initial_call=True,
    )
    def follow(seen: dict[str, Any] | None, started: dict[str, Any] | None, path: str) -> Any:
        """Go to the map of the job this tab started, or of one that runs while this tab shows none; what the address
        said is of another.
        """
        if not seen or not seen["map"]:
            return no_update, no_update, no_update
        ours = bool(started) and started["id"] == seen["id"]  # type: ignore[index]
        goal = f"/map/{seen['map']}"
        watched = path == "/" and seen["state"] in UNFINISHED
        if ours and path == goal and seen["state"] == "done" and (job := library.jobs.get(seen["id"])).stage == "embed":
            told = (
                "There is nothing new in this folder that can be mapped."
                if job.recipe.base
                else _already(library.maps.get(seen["map"]))
            )
            return no_update, no_update, [notice(told, kind="info")]
        if not (ours or watched) or path == goal:
            return no_update, no_update, no_update
        if seen["state"] == "done" and ours:
            info = library.maps.get(seen["map"])
            if info.recipe.base:
                return (
                    goal,
                    "",
                    [
                        notice(
                            extend.happened(info.added, info.n - info.added, info.vanished, info.changed), kind="done"
                        )
                    ],
                )
            told = f"{info.name} is mapped."
            if info.moved_from and library.jobs.get(seen["id"]).stage == "embed":
                told = _already(info)
            elif info.stopped:
                after = f"{info.n:,} pictures" if info.recipe.waves >= 0 else f"{info.iterations:,} steps"
                told = f"{info.name} was stopped after {after}, and is kept as it stands."
            return goal, "", [notice(told, kind="done")]
        return goal, "", no_update


def _already(info: MapInfo) -> str:
    """What is said of pictures that were mapped before; where they lie is no part of what a map is."""
    if not info.moved_from:
        return MAPPED_ALREADY
    return (
        f"These pictures are mapped this way already: {info.name}, of {visible(info.moved_from)}. "
        f"From now on its files are looked for in {visible(info.source)}."
    )


def told(services: Services, started: str, seen: str) -> dict[str, Any]:
    """What the card says: ``job`` is what others follow, None where there is none to show, and then there is nothing
    else.
    """
    job = _find(services, [known for known in (started, seen) if known != "-"], started)
    if job is None:
        return {"job": None, "hidden": True}
    unfinished = job.state in UNFINISHED
    now: dict[str, Any] = {"id": job.id, "state": job.state, "map": job.map_id}
    if unfinished and job.mapped:
        # A map that grows is told anew as it does, not at each showing: what follows takes the page a tenth of a
        # second.
        now["n"] = int(STEP ** int(math.log(job.mapped, STEP)))
    words = dict(
        zip(("stage", "step", "share", "detail", "note"), _running(job) if unfinished else _ended(job), strict=True)
    )
    return {
        "job": now,
        "hidden": job.state == "done",
        **words,
        "stoppable": unfinished and not job.stop,
        "closable": not unfinished,
    }


def _find(services: Services, known: list[str], started: str) -> Job | None:
    """The job to show: the one this tab started, else the one it watched; once that is done, any that runs."""
    done = None
    unfinished = services.library.jobs.unfinished()
    for one in known:
        try:
            job = services.library.jobs.get(one)
        except NotFound:
            continue
        # One that was only watched, and ended, gives way to one that runs: the demo stops for the first folder.
        if job.state in UNFINISHED or (job.state != "done" and (one == started or not unfinished)):
            return job
        done = done or (job if job.state == "done" else None)
    return unfinished[0] if unfinished else done or services.library.jobs.latest()


def _running(job: Job) -> list[Any]:
    title, unit = STAGES.get(job.stage or "scan", (job.stage, ""))
    steps = list(STAGES)
    step = f"step {steps.index(job.stage) + 1 if job.stage in steps else 1} of {len(steps)}"
    if job.state == "queued":
        title, step = f"{job.name} waits for the worker", ""
    if job.stop:
        title = "Stopping; what is done is kept"
    share = 100 * job.done / job.total if job.total else 0
    return [f"{title}", step, share, _detail(job, unit), job.note]


def _detail(job: Job, unit: str) -> str:
    parts = [job.name]
    # A layout ends when it has settled.
    most = "at most " if job.stage == "project" else ""
    if job.total:
        parts.append(f"{job.done:,} of {most}{job.total:,} {unit}".rstrip())
    if job.rate:
        parts.append(f"{job.rate:,.0f} a second" if job.rate >= 10 else f"{job.rate:.1f} a second")
    if job.left is not None and job.rate:
        parts.append(f"{most}{_time(job.left)} left")
    if job.stage == "embed" and job.mapped:
        parts.append(f"{job.mapped:,} on the map")
    if job.stage == "embed" and job.cached:
        parts.append(f"{job.cached:,} known already")
    if job.started:
        # Tenths: a figure that moves at every look tells that the work does.
        so_far = time.time() - job.started
        parts.append(f"{so_far:.1f} s so far" if so_far < 60 else f"{_time(so_far)} so far")
    elif job.state == "queued":
        parts.append(f"{time.time() - job.created:.1f} s by now")
    return " · ".join(parts)


def _ended(job: Job) -> list[Any]:
    if job.state == "failed":
        return ["This did not work", "", 0, job.name, job.error]
    return ["Stopped", "", 0, job.name, job.error or "What was embedded is kept."]


def _time(seconds: float) -> str:
    seconds = max(0, round(seconds))
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
