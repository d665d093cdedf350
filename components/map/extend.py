"""Owns what the page says of new pictures in a map's folder, and the buttons: add them, or lay out everything anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from components.ids import Ids
from components.source import sheet
from services import Services, access
from services.errors import NotFound
from services.library import UNFINISHED, MapInfo
from services.pipeline import extend
from services.schema import Recipe
from services.sources.changes import News

#: Milliseconds between questions for news; the folder itself is looked at far more seldom.
BEAT = 2000


def layout(services: Services, map_id: str | None) -> html.Div:
    """The right half of the line below the map, which is there with and without news: the map never moves for it."""
    told, hidden, add, anew, on = _told(services, map_id, opened=True)
    return html.Div(
        id=Ids.ADD_BAR,
        className="add-bar",
        hidden=hidden,
        children=[
            dcc.Interval(id=Ids.ADD_BEAT, interval=BEAT),
            html.Span(told, id=Ids.ADD_NOTE, className="add-note", role="status"),
            dmc.Button("Add to the map", id=Ids.ADD, size="compact-sm", style=add),
            html.Button("Lay out everything anew", id=Ids.RELAYOUT, className="text-button", style=anew),
            dmc.Button("Go on", id=Ids.RESUME, size="compact-sm", style=on),
        ],
    )


def said(info: MapInfo, news: News) -> str:
    """News first; with none, what the map's own adding did."""
    if news.changed and not news.new and not news.vanished:
        is_, was = ("picture has", "it was") if news.changed == 1 else ("pictures have", "they were")
        return f"{news.changed:,} {is_} changed in this folder; the map shows what {was}"
    parts = []
    if news.new:
        parts.append(f"{_pictures(news.new, 'new picture')} in this folder")
    if news.changed:
        parts.append(f"{news.changed:,} changed")
    if news.vanished:
        parts.append(f"{news.vanished:,} vanished")
    if parts and (news.new or news.changed or not info.added):
        return ", ".join(parts)
    if not info.added:
        return ""
    return happened(info.added, info.n - info.added, info.vanished, info.changed)


def happened(added: int, before: int, vanished: int, changed: int) -> str:
    """ "37 pictures added; the 1,900 that were there have not moved. 2 files have vanished, 1 changed." """
    stayed = "the one that was there has not moved" if before == 1 else f"the {before:,} that were there have not moved"
    text = f"{_pictures(added, 'picture')} added; {stayed}."
    gone = [f"{vanished:,} {'file has' if vanished == 1 else 'files have'} vanished"] if vanished else []
    other = [f"{changed:,} {'' if vanished else 'file ' if changed == 1 else 'files '}changed"] if changed else []
    return f"{text} {', '.join([*gone, *other])}." if gone or other else text


def _pictures(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _on_the_way(info: MapInfo) -> str:
    """What of its folder a map has that was stopped."""
    if info.mapped + info.skipped < info.sampled_from:
        return f"Stopped: {info.mapped:,} of {info.sampled_from:,} pictures are on this map."
    return "Stopped before it had settled."


def _told(
    services: Services, map_id: str | None, *, opened: bool = False
) -> tuple[str, bool, dict[str, str], dict[str, str], dict[str, str]]:
    gone = {"display": "none"}
    try:
        info = services.library.maps.get(map_id) if map_id else None
    except NotFound:
        info = None
    if info is None or info.state != "ready" or services.library.jobs.unfinished():
        return "", True, gone, gone, gone
    if info.goal:
        return _on_the_way(info), False, gone, gone, {}
    news = services.watch.news(info.id, opened=opened) or News()
    text = said(info, news)
    add = {} if news.new or news.changed else gone
    return text, not text, add, {} if info.added and not info.outside and add == gone else gone, gone


def register(app: Dash, services: Services) -> None:
    """News comes with a beat of its own; a button starts a job, which the page follows as it follows a build."""

    @app.callback(
        Output(Ids.ADD_NOTE, "children"),
        Output(Ids.ADD_BAR, "hidden"),
        Output(Ids.ADD, "style"),
        Output(Ids.RELAYOUT, "style"),
        Output(Ids.RESUME, "style"),
        Input(Ids.ADD_BEAT, "n_intervals"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.JOB, "data"),
        State(Ids.ADD_NOTE, "children"),
        State(Ids.ADD_BAR, "hidden"),
    )
    def tell(_beat: int | None, state: dict[str, Any] | None, _job: Any, shown: str | None, hidden: bool) -> Any:
        told = _told(services, (state or {}).get("id"))
        return [no_update] * 5 if told[:2] == (shown or "", hidden) else told

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
        running=[(Output(Ids.ADD, "loading"), True, False)],
    )
    def add(_clicks: int, state: dict[str, Any] | None) -> Any:
        return _begin(services, state, extend.extend_recipe)

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.RELAYOUT, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def lay_out_anew(_clicks: int, state: dict[str, Any] | None) -> Any:
        return _begin(services, state, extend.relayout_recipe)

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Input(Ids.RESUME, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def go_on(_clicks: int, state: dict[str, Any] | None) -> Any:
        """On the way to the map that was asked for first; what is embedded is known."""
        return _begin(services, state, lambda info: Recipe.from_json(info.goal) if info.goal else None)

    @app.callback(
        Output(Ids.COLOR_BY, "value", allow_duplicate=True),
        Input(Ids.JOB, "data"),
        State(Ids.STARTED, "data"),
        prevent_initial_call=True,
    )
    def show_the_new(job: dict[str, Any] | None, started: dict[str, Any] | None) -> Any:
        """What this tab added is seen at once."""
        if not job or not started or job["id"] != started["id"] or job["state"] != "done" or not job["map"]:
            return no_update
        asked, info = services.library.jobs.get(job["id"]), services.library.maps.get(job["map"])
        return "new" if asked.recipe.base and info.recipe.base == asked.recipe.base else no_update


def _begin(services: Services, state: dict[str, Any] | None, wanted: Callable[[MapInfo], Recipe | None]) -> Any:
    """Start a job for the recipe that is ``wanted`` of the map that is shown; nothing where there is none."""
    if (
        not state
        or not state.get("id")
        or any(job.state in UNFINISHED and job.recipe.base == state["id"] for job in services.library.jobs.unfinished())
    ):
        return no_update
    info = services.library.maps.get(state["id"])
    access.check(services.settings, info.source, also=services.library.uploads)
    services.watch.forget(info.id)
    recipe = wanted(info)
    return no_update if recipe is None else sheet.begin(services, info.source, recipe, info.name)
