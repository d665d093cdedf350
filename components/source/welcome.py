"""Owns the first-run screen: the welcome, the demo that it shows or offers, and when the screen ends."""

from __future__ import annotations

from dash import Dash, Input, Output, html

from components.icons import icon
from components.ids import Ids
from components.types import Clicks, JobState, MapState, StartedState
from services import Services
from services.jobs import demo as demo_job
from services.library import UNFINISHED
from services.sources import demo


def layout(services: Services) -> html.Div:
    """The welcome, which only the first-run screen shows."""
    on_map = _has_demo(services)
    return html.Div(
        className="welcome",
        children=[
            html.H1("See all your pictures at once"),
            html.P(
                "Point at a folder nobody has labelled: Imagescape lays every picture on one map, "
                "alike beside alike, each a hover away."
            ),
            html.P([icon("shield", size=16), "Everything stays on this machine."], className="welcome-safe"),
            html.P(
                f"On the right: {demo.COUNT:,} handwritten digits that come with Imagescape, "
                "mapped by the same steps as yours.",
                id=Ids.DEMO_MAPPED,
                className="welcome-demo",
                hidden=not on_map,
            ),
            _offer(hidden=on_map),
        ],
    )


def screen(services: Services, job: JobState | None = None) -> str:
    """``first`` until there is a finished map of the user's own, or a job that makes one; then ``map``."""
    own = any(
        info.state == "ready" and not demo.is_demo(services.library, info.source)
        for info in services.library.maps.all()
    )
    return "map" if own or (job and _makes_own(services, job)) else "first"


def register(app: Dash, services: Services) -> None:
    """The screen follows maps and jobs; a button starts the demo."""

    @app.callback(
        Output(Ids.SCREEN, "data-screen"),
        Output(Ids.DEMO_MAPPED, "hidden"),
        Output(Ids.DEMO_OFFERED, "hidden"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.JOB, "data"),
        Input(Ids.LISTED, "data"),
    )
    def choose_screen(_state: MapState | None, job: JobState | None, _changes: int | None) -> tuple[str, bool, bool]:
        on_map = _has_demo(services)
        return screen(services, job), not on_map, on_map

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True), Input(Ids.DEMO, "n_clicks"), prevent_initial_call=True
    )
    def start_demo(_clicks: Clicks) -> StartedState:
        return {"id": demo_job.start(services.library, services.jobs)}


def _offer(*, hidden: bool) -> html.P:
    button = html.Button(f"Map {demo.COUNT:,} handwritten digits", id=Ids.DEMO, className="text-button")
    return html.P(["No pictures at hand? ", button], id=Ids.DEMO_OFFERED, className="welcome-demo", hidden=hidden)


def _has_demo(services: Services) -> bool:
    """Whether the demo is mapped, or a job is mapping it."""
    library = services.library
    sources = [*(info.source for info in library.maps.all()), *(job.source for job in library.jobs.unfinished())]
    return any(demo.is_demo(library, source) for source in sources)


def _makes_own(services: Services, job: JobState) -> bool:
    """Whether a job is running or queued, and is not the demo's."""
    if job["state"] not in UNFINISHED:
        return False
    return not demo.is_demo(services.library, services.library.jobs.get(job["id"]).source)
