"""Owns the card of the running job, which a refresh finds again: its place, its address, what its buttons do.

assets/modules/panels/progress.mjs draws it.
"""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, html, no_update

from components.ids import Ids
from components.source import status
from components.types import Asked, Unchanged
from services import Services


def layout() -> html.Div:
    """The place of the card. It shows while a job runs, and stays with the reason when a job ends badly."""
    return html.Div(id=Ids.PROGRESS_PLACE, className="progress-place")


def register(app: Dash, services: Services) -> None:
    """Register the address that the card's content comes from, and what its buttons ask for.

    The browser asks the address twice a second, and sets ``job-store`` when the job changes; all else follows that
    store. Through Dash's own callbacks a page that only waits would take a sixth of a core.
    """

    @app.server.get("/progress/<started>/<watched>")
    def get_card(started: str, watched: str) -> tuple[status.Card, dict[str, str]]:
        return status.card(services, started=started, watched=watched), {"Cache-Control": "no-store"}

    app.clientside_callback(
        ClientsideFunction("imagescape", "watch"), Input(Ids.STARTED, "data"), Input(Ids.JOB, "data")
    )

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True), Input(Ids.ASKED, "data"), prevent_initial_call=True
    )
    def answer_button(asked: Asked | None) -> Unchanged | None:
        """Stop the job, or close its card: this tab then follows no job of its own any more."""
        if not asked:
            return no_update
        if asked["what"] == "stop":
            services.jobs.stop(asked["job"])
            return no_update
        services.library.jobs.dismiss(asked["job"])
        return None
