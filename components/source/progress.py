"""Owns the card of the running job, which a refresh finds again: its layout, its address, *Stop* and *Close*."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html

from components.ids import Ids
from components.source import status
from components.types import Clicks, JobState
from services import Services


def layout() -> html.Div:
    """The card. It shows while a job runs, and stays with the reason when a job ends badly."""
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
            _bar(),
            html.P(id=Ids.PROGRESS_DETAIL, className="progress-detail"),
            html.P(id=Ids.PROGRESS_NOTE, className="progress-note"),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """Register the address that the card's content comes from, and the card's buttons.

    assets/75-progress.js asks the address twice a second, and sets ``job-store`` when the job changes; all else follows
    that store. Through Dash's own callbacks a page that only waits would take a sixth of a core.
    """

    @app.server.get("/progress/<started>/<watched>")
    def get_card(started: str, watched: str) -> tuple[status.Card, dict[str, str]]:
        return status.card(services, started=started, watched=watched), {"Cache-Control": "no-store"}

    app.clientside_callback(
        ClientsideFunction("imagescape", "watch"), Input(Ids.STARTED, "data"), Input(Ids.JOB, "data")
    )
    _register_buttons(app, services)


def _register_buttons(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.CANCEL, "loading"), Input(Ids.CANCEL, "n_clicks"), State(Ids.JOB, "data"), prevent_initial_call=True
    )
    def stop(_clicks: Clicks, job: JobState | None) -> bool:
        if job:
            services.jobs.stop(job["id"])
        return False

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.DISMISS, "n_clicks"),
        State(Ids.JOB, "data"),
        prevent_initial_call=True,
    )
    def close(_clicks: Clicks, job: JobState | None) -> None:
        if job:
            services.library.jobs.dismiss(job["id"])


def _bar() -> html.Div:
    # The bar is not animated, not even between two widths: without a GPU that takes a third of a core from the job.
    return html.Div(
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
    )
