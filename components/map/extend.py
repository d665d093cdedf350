"""Owns adding pictures: the line below the map that says what its folder has, and its buttons.

The buttons add the new pictures, lay out everything anew, or go on with a map that was stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from components.ids import Ids
from components.map import changes, colour, moved
from components.source import start
from components.types import HIDDEN, Clicks, JobState, MapState, StartedState, Style, Unchanged
from services import Services, access
from services.errors import NotFound
from services.facts import NEW
from services.library import MapInfo
from services.pipeline import extend
from services.schema import Recipe
from services.sources.changes import Changes

#: Milliseconds between two requests of the page. The server lists the folder itself far less often.
BEAT = 2000


class Line(NamedTuple):
    """What the line says, whether it is hidden, the styles of its five buttons, and its tooltip: it may be cut off."""

    text: str | Unchanged = ""
    hidden: bool | Unchanged = True
    add: Style | Unchanged = HIDDEN
    relayout: Style | Unchanged = HIDDEN
    resume: Style | Unchanged = HIDDEN
    show: Style | Unchanged = HIDDEN
    follow: Style | Unchanged = HIDDEN
    title: str | Unchanged = ""


def layout(services: Services, map_id: str | None) -> html.Div:
    """The right half of the line. It keeps its room while it says nothing, so that the map never moves for it."""
    line = _line(services, map_id, opened=True)
    return html.Div(
        id=Ids.ADD_BAR,
        className="add-bar",
        hidden=line.hidden,
        children=[
            dcc.Interval(id=Ids.ADD_BEAT, interval=BEAT),
            html.Span(line.text, id=Ids.ADD_NOTE, className="add-note", role="status", title=line.title),
            dmc.Button("Add to the map", id=Ids.ADD, size="compact-sm", style=line.add),
            html.Button("Lay out everything anew", id=Ids.RELAYOUT, className="text-button", style=line.relayout),
            html.Button("Show them", id=Ids.SHOW_ADDED, className="text-button", style=line.show),
            dmc.Button("Go on", id=Ids.RESUME, size="compact-sm", style=line.resume),
            moved.button(line.follow),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """The line is asked for at a beat of its own; a button starts a job, which the page follows like any other."""
    _register_line(app, services)
    _register_buttons(app, services)
    _register_colour(app, services)


def _register_line(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.ADD_NOTE, "children"),
        Output(Ids.ADD_BAR, "hidden"),
        Output(Ids.ADD, "style"),
        Output(Ids.RELAYOUT, "style"),
        Output(Ids.RESUME, "style"),
        Output(Ids.SHOW_ADDED, "style"),
        Output(Ids.FOLLOW, "style"),
        Output(Ids.ADD_NOTE, "title"),
        Input(Ids.ADD_BEAT, "n_intervals"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.JOB, "data"),
        State(Ids.ADD_NOTE, "children"),
        State(Ids.ADD_BAR, "hidden"),
    )
    def show_changes(
        _beats: int | None, state: MapState | None, _job: JobState | None, text: str | None, hidden: bool
    ) -> Line:
        line = _line(services, state["id"] if state else None)
        return Line(*[no_update] * 8) if (line.text, line.hidden) == (text or "", hidden) else line


def _register_buttons(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
        running=[(Output(Ids.ADD, "loading"), True, False)],
    )
    def add(_clicks: Clicks, state: MapState | None) -> StartedState | Unchanged:
        return _begin(services, state, extend.extend_recipe)

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.RELAYOUT, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def relayout(_clicks: Clicks, state: MapState | None) -> StartedState | Unchanged:
        return _begin(services, state, extend.relayout_recipe)

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.RESUME, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def resume(_clicks: Clicks, state: MapState | None) -> StartedState | Unchanged:
        """Make the map that was asked for at first. What was embedded is known."""
        return _begin(services, state, lambda info: Recipe.from_json(info.goal) if info.goal else None)


def _register_colour(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.COLOR_BY, "value", allow_duplicate=True),
        Input(Ids.JOB, "data"),
        State(Ids.STARTED, "data"),
        prevent_initial_call=True,
    )
    def colour_new(job: JobState | None, started: StartedState | None) -> str | Unchanged:
        """Colour the pictures that a job of this tab has just added."""
        if not job or not started or job["id"] != started["id"] or job["state"] != "done":
            return no_update
        return NEW.name if colour.has_added(services, started, job["map"]) else no_update


def _line(services: Services, map_id: str | None, *, opened: bool = False) -> Line:
    """The line of a finished map. ``opened`` asks for a recent listing of its folder, as when a page opens."""
    try:
        info = services.library.maps.get(map_id) if map_id else None
    except NotFound:
        info = None
    if info is None or info.state != "ready" or services.library.jobs.unfinished():
        return Line()
    if info.goal:
        return Line(changes.unfinished(info), hidden=False, resume={})
    found = services.watch.changes(info.id, opened=opened) or Changes()
    behind = moved.behind(services, found)
    text = changes.summary(info, found, behind)
    can_add = bool(found.new or found.changed)
    can_relayout = bool(info.added and not info.outside and not can_add)
    return Line(
        text,
        not text,
        add={} if can_add else HIDDEN,
        relayout={} if can_relayout else HIDDEN,
        show={} if info.added and not can_add else HIDDEN,
        follow={} if behind else HIDDEN,
        title=text,
    )


def _begin(
    services: Services, state: MapState | None, recipe_of: Callable[[MapInfo], Recipe | None]
) -> StartedState | Unchanged:
    """Start a job with the recipe that ``recipe_of`` gives for the map; no job where one runs already."""
    if not state or not (map_id := state["id"]):
        return no_update
    if any(job.recipe.base == map_id for job in services.library.jobs.unfinished()):
        return no_update
    info = services.library.maps.get(map_id)
    access.check(services.settings, info.source, also=services.library.uploads)
    services.watch.forget(info.id)
    recipe = recipe_of(info)
    return no_update if recipe is None else start.begin(services, info.source, wanted=recipe, name=info.name)
