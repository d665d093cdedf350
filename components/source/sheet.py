"""Owns where pictures come from and how they are mapped: folder box, folder browser, upload zone, demo, recipe,
start.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from components.icons import icon
from components.ids import Ids
from components.source import recipe
from services import Services, access
from services.errors import BadRequest
from services.jobs import demo as demo_job
from services.library import UNFINISHED
from services.schema import name_of, visible
from services.sources import demo
from services.sources.scan import ENDINGS

#: Where the uploaded files' first folder, or a date, becomes the name of the map.
UPLOAD_NAME = "Uploaded pictures"


def layout(services: Services) -> html.Div:
    """Welcome (only on the first-run screen), folder, upload, recipe, start."""
    return html.Div(
        [
            _welcome(services),
            html.Section([html.H2("Pictures"), _folder(), _zone()], className="source-part"),
            html.Section(recipe.layout(), className="source-part"),
            html.Div(
                dmc.Button("Make the map", id=Ids.BUILD, fullWidth=True, size="md", leftSection=icon("map")),
                className="source-go",
            ),
            _browser(),
        ],
        className="source-inner",
    )


def _welcome(services: Services) -> html.Div:
    there = _demonstrated(services)
    digits = (
        f"On the right: {demo.COUNT:,} handwritten digits that come with Imagescape, mapped by the same steps as yours."
    )
    return html.Div(
        className="welcome",
        children=[
            html.H1("See all your pictures at once"),
            html.P(
                "Point at a folder nobody has labelled: Imagescape lays every picture on one map, alike beside alike, each a hover away."
            ),
            html.P([icon("shield", size=16), "Everything stays on this machine."], className="welcome-safe"),
            html.P(digits, id=Ids.DEMO_TOLD, className="welcome-demo", hidden=not there),
            _demo_button(hidden=there),
        ],
    )


def _demo_button(*, hidden: bool) -> html.P:
    button = html.Button(f"Map {demo.COUNT:,} handwritten digits", id=Ids.DEMO, className="text-button")
    return html.P(["No pictures at hand? ", button], id=Ids.DEMO_OFFERED, className="welcome-demo", hidden=hidden)


def _demonstrated(services: Services) -> bool:
    """Whether the demo is mapped, or is on its way."""
    library = services.library
    sources = [*(m.source for m in library.maps.all()), *(job.source for job in library.jobs.unfinished())]
    return any(demo.is_demo(library, source) for source in sources)


def _folder() -> dmc.TextInput:
    return dmc.TextInput(
        id=Ids.FOLDER,
        placeholder="Folder path",
        # Else Enter comes before the last letters typed.
        debounce=True,
        rightSection=dmc.Button("Browse", id=Ids.BROWSE, variant="light", size="compact-xs"),
        rightSectionWidth=76,
        spellCheck=False,
        autoComplete="off",
        **{"aria-label": "Folder of pictures"},
    )


def _zone() -> html.Div:
    return html.Div(
        id=Ids.UPLOAD_ZONE,
        className="upload-zone",
        **{"data-endings": ",".join(ENDINGS)},
        children=[
            html.P(
                [icon("upload", size=22), html.Span("or drop pictures or a whole folder here")], className="upload-lead"
            ),
            html.Div(
                className="upload-buttons",
                children=[
                    dmc.Button("Choose pictures", id=Ids.UPLOAD_FILES, variant="subtle", size="compact-sm"),
                    dmc.Button("Choose a folder", id=Ids.UPLOAD_FOLDER, variant="subtle", size="compact-sm"),
                ],
            ),
            html.Div(html.Div(id=Ids.UPLOAD_BAR, className="upload-bar"), className="upload-track"),
            html.P(id=Ids.UPLOAD_PROGRESS, className="upload-progress", role="status"),
            html.Button("Cancel", id=Ids.UPLOAD_CANCEL, className="text-button", hidden=True),
        ],
    )


def _browser() -> dmc.Modal:
    return dmc.Modal(
        id=Ids.BROWSER,
        title="Choose a folder",
        size="lg",
        children=[
            html.Div(
                className="browser-head",
                children=[
                    dmc.Button("Up", id=Ids.BROWSER_UP, variant="default", size="xs", leftSection=icon("up", size=14)),
                    html.Span(id=Ids.BROWSER_PATH, className="path browser-path"),
                ],
            ),
            html.Div(id=Ids.BROWSER_LIST, className="browser-list"),
            html.Div(dmc.Button("Use this folder", id=Ids.BROWSER_USE), className="browser-foot"),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """Start a job from the folder box, from a finished upload, or from the demo button; walk the folder browser."""
    _register_start(app, services)
    _register_demo(app, services)
    _register_browser(app, services)
    recipe.register(app)

    @app.callback(
        Output(Ids.SCREEN, "data-screen"),
        Output(Ids.DEMO_TOLD, "hidden"),
        Output(Ids.DEMO_OFFERED, "hidden"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.JOB, "data"),
        Input(Ids.LISTED, "data"),
    )
    def choose_screen(
        _state: dict[str, Any] | None, job: dict[str, Any] | None, _listed: Any
    ) -> tuple[str, bool, bool]:
        there = _demonstrated(services)
        return screen(services, job), not there, there


def screen(services: Services, job: dict[str, Any] | None = None) -> str:
    """The first-run screen stays until there is a map of the user's own, or one on its way."""
    own = [
        m for m in services.library.maps.all() if m.state == "ready" and not demo.is_demo(services.library, m.source)
    ]
    working = job and job["state"] in UNFINISHED and not demo.is_demo(services.library, _source(services, job["id"]))
    return "map" if own or working else "first"


def _source(services: Services, job_id: str) -> str:
    return services.library.jobs.get(job_id).source


def _register_start(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.STARTED, "data"),
        Output(Ids.FOLDER, "error"),
        Input(Ids.BUILD, "n_clicks"),
        Input(Ids.FOLDER, "n_submit"),
        Input(Ids.UPLOADED, "data"),
        State(Ids.FOLDER, "value"),
        *recipe.states(),
        prevent_initial_call=True,
        running=[(Output(Ids.BUILD, "loading"), True, False)],
    )
    def start(_clicks: Any, _submits: Any, uploaded: dict[str, str] | None, text: str | None, *chosen: Any) -> Any:
        try:
            wanted = recipe.read(chosen)
            if ctx.triggered_id == Ids.UPLOADED:
                if not uploaded:
                    return no_update, no_update
                source, name = uploaded["source"], uploaded.get("name") or UPLOAD_NAME
                access.check(services.settings, source, also=services.library.uploads)
            else:
                source = access.check(services.settings, text or "")
                name = name_of(source)
        except BadRequest as error:
            _put_aside(services)
            return no_update, str(error)
        return begin(services, source, wanted, name), None


def _register_demo(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True), Input(Ids.DEMO, "n_clicks"), prevent_initial_call=True
    )
    def demonstrate(_clicks: int) -> dict[str, str]:
        return {"id": demo_job.start(services.library, services.jobs)}


def begin(services: Services, source: str, wanted: Any, name: str) -> dict[str, str]:
    """Start a job; a running demo steps aside for the user's own pictures."""
    _put_aside(services)
    for job in services.library.jobs.unfinished():
        if demo.is_demo(services.library, job.source) and job.source != source:
            services.jobs.stop(job.id)
    return {"id": services.jobs.start(source, recipe=wanted, name=name).id}


def _put_aside(services: Services) -> None:
    """How the last job ended is no longer news."""
    last = services.library.jobs.latest()
    if last and last.state not in UNFINISHED:
        services.library.jobs.dismiss(last.id)


def _register_browser(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.BROWSER, "opened"),
        Output(Ids.BROWSER_PATH, "children"),
        Output(Ids.BROWSER_LIST, "children"),
        Output(Ids.BROWSER_UP, "disabled"),
        Output(Ids.FOLDER, "value"),
        Input(Ids.BROWSE, "n_clicks"),
        Input(Ids.BROWSER_UP, "n_clicks"),
        Input(Ids.BROWSER_USE, "n_clicks"),
        Input({"kind": "into", "folder": ALL}, "n_clicks"),
        State(Ids.BROWSER_PATH, "children"),
        State(Ids.FOLDER, "value"),
        prevent_initial_call=True,
    )
    def walk(_open: Any, _up: Any, _use: Any, into: list[Any], here: str | None, typed: str | None) -> Any:
        asked = ctx.triggered_id
        if asked == Ids.BROWSER_USE:
            return False, no_update, no_update, no_update, here
        if isinstance(asked, dict) and not any(into):
            return [no_update] * 5
        at = _target(services, asked, here, typed)
        found = access.listing(services.settings, at)
        rows = [
            html.Button([icon("folder"), visible(name)], id={"kind": "into", "folder": name}, className="browser-row")
            for name in found.folders
        ]
        rest = [html.P(f"and {found.more:,} more; type the path instead", className="quiet")] if found.more else []
        return (
            True,
            found.path,
            [*rows, *rest] or html.P("No folders in here.", className="quiet"),
            found.up is None,
            no_update,
        )


def _target(services: Services, asked: Any, here: str | None, typed: str | None) -> str:
    if isinstance(asked, dict):
        return f"{(here or '').rstrip('/')}/{asked['folder']}"
    if asked == Ids.BROWSER_UP and here:
        return access.listing(services.settings, here).up or here
    if typed:
        try:
            return access.check(services.settings, typed)
        except BadRequest:
            pass
    return access.start(services.settings)
