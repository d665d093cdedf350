"""Owns the map: the one Graph, its tools, and which map it shows."""

from __future__ import annotations

import json
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.icons import icon, icon_button
from components.ids import Ids
from components.map import colour, extend, figure
from services import Services
from services.errors import ImagescapeError, NotFound
from services.exports import EXPORTS
from services.facts import DARK
from services.library import Extent
from services.web.routes import asked_from

#: Everything Plotly's own buttons did is done by ours; wheel zooms; a double click shows all. Plotly would draw each
#: point on four
#: pixels for one that is seen; assets/15-paint.js gives fine screens what they have.
CONFIG = {
    "displayModeBar": False,
    "scrollZoom": True,
    "displaylogo": False,
    "responsive": True,
    "doubleClick": "reset",
    "showTips": False,
    "plotGlPixelRatio": 1,
}


#: What stands where there is no map, and at the address of one that is no more.
EMPTY = "Your map will appear here."
GONE = "This map is not here any more: it was deleted. Those there are stand under Maps."


def layout(services: Services, map_id: str | None, *, above: list[Any]) -> html.Div:
    """Tools, what stands ``above`` the map, the legend, the map with the selection's bar, how it was made and what is
    new; only that
    bar ever covers a point.

    The map that the page opens with comes with it, and so does what is told of it: a round of callbacks later would be
    half a
    second, and would move the map once it is there.
    """
    first = draw(services, map_id, colour.DEFAULT) if map_id else figure.empty()
    how = _how(services, map_id)
    return html.Div(
        className="map-room",
        children=[
            _tools(services, map_id),
            *above,
            colour.legend(services, map_id),
            html.Div(
                id=Ids.MAP_FRAME,
                className="map-frame",
                tabIndex=0,
                role="application",
                **{
                    "aria-label": "Map of pictures. Arrow keys walk from picture to picture, Enter pins.",
                    "data-dark": json.dumps(DARK),
                },
                children=[
                    dcc.Graph(id=Ids.MAP, figure=first, config=CONFIG, className="map", responsive=True),
                    html.P(EMPTY, id=Ids.EMPTY, className="map-empty"),
                    _selection_bar(),
                ],
            ),
            html.Div(
                [html.P(how, id=Ids.ABOUT, className="map-about", title=how), extend.layout(services, map_id)],
                className="map-foot",
            ),
        ],
    )


def _tools(services: Services, map_id: str | None) -> html.Div:
    return html.Div(
        className="tools",
        children=[
            html.Div(
                icon_button("panel", id=Ids.SIDE, label="Hide or show the pictures and the recipe"),
                className="tool-group side-group",
            ),
            html.Div(
                className="tool-group",
                role="group",
                **{"aria-label": "Tools"},
                children=[
                    icon_button("pan", id=Ids.TOOL_PAN, label="Move (P): drag to move, scroll to zoom"),
                    icon_button(
                        "lasso", id=Ids.TOOL_LASSO, label="Lasso (L): draw around pictures to select them (2-D)"
                    ),
                    icon_button("box", id=Ids.TOOL_BOX, label="Box (B): drag a box to select (2-D)"),
                    icon_button("reset", id=Ids.TOOL_RESET, label="Show everything (R)"),
                ],
            ),
            html.Div(
                className="tool-group",
                role="group",
                **{"aria-label": "Marks"},
                children=[
                    icon_button("dots", id=Ids.MARKS_DOTS, label="Dots"),
                    icon_button(
                        "polaroid",
                        id=Ids.MARKS_POLAROID,
                        label="Polaroids: squares at 75 % opacity, like prints on a table",
                    ),
                ],
            ),
            html.P(id=Ids.HINT, className="map-hint"),
            colour.select(services, map_id),
        ],
    )


def _selection_bar() -> html.Div:
    def out(label: str, kind: str) -> html.Button:
        return html.Button(label, className="bar-button", **{"data-export": kind})

    return html.Div(
        id=Ids.SELECTION_BAR,
        className="selection-bar",
        hidden=True,
        children=[
            html.Span(html.Strong(id=Ids.SELECTION_COUNT), id=Ids.SELECTION),
            *[out(entry.short, entry.name) for entry in EXPORTS.values()],
            html.Button([icon("close", size=14), "Clear"], id=Ids.SELECTION_CLEAR, className="bar-button"),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """The address decides the map; the figure is sent only when the map is another, as sending it loses the view."""

    @app.callback(
        Output(Ids.MAP_STATE, "data"),
        Input(Ids.URL, "pathname"),
        Input(Ids.JOB, "data"),
        Input(Ids.LISTED, "data"),
        State(Ids.MAP_STATE, "data"),
    )
    def choose_map(pathname: str | None, _job: Any, _listed: Any, shown: dict[str, Any] | None) -> Any:
        state = _state(services, asked(services, pathname))
        return no_update if state == shown else state

    @app.callback(Output(Ids.EMPTY, "children"), Input(Ids.MAP_STATE, "data"))
    def tell_why_empty(state: dict[str, Any] | None) -> str:
        return GONE if (state or {}).get("state") == "gone" else EMPTY

    @app.callback(Output(Ids.ABOUT, "children"), Output(Ids.ABOUT, "title"), Input(Ids.MAP_STATE, "data"))
    def tell_how(state: dict[str, Any] | None) -> tuple[str, str]:
        """The recipe that was used, below the map it made; whole when the pointer rests on it, where the line has no
        room.
        """
        how = _how(services, (state or {}).get("id"))
        return how, how

    @app.callback(
        Output(Ids.MAP, "figure"),
        Output(Ids.FIGURED, "data"),
        Output(Ids.ADOPTED, "data"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.REVIVE, "data"),
        State(Ids.COLOR_BY, "value"),
        State(Ids.FIGURED, "data"),
    )
    def show_map(state: dict[str, Any] | None, revive: Any, mode: str, figured: str | None) -> Any:
        map_id = (state or {}).get("id")
        # When the page opens, a revival that nobody asked for is named as the reason too.
        if not (ctx.triggered_id == Ids.REVIVE and revive) and map_id == figured:
            return no_update, no_update, no_update
        if map_id and figured and ctx.triggered_id != Ids.REVIVE and _became(services, figured) == map_id:
            return no_update, map_id, {"from": figured, "to": map_id}
        return (draw(services, map_id, mode) if map_id else figure.empty()), map_id, no_update

    app.clientside_callback(
        ClientsideFunction("imagescape", "adopt"), Input(Ids.ADOPTED, "data"), prevent_initial_call=True
    )


def draw(services: Services, map_id: str, mode: str) -> Any:
    """The figure of a map, finished or still being laid out."""
    info = services.library.maps.get(map_id)
    if info.state == "ready":
        services.library.maps.opened(map_id)
    # Of a forming map the browser sees to the view itself, as its points move.
    extent = (
        services.library.points.extent(map_id)
        if info.state == "ready"
        else Extent(info.n, info.dimensions, ((-1.0, 1.0),) * info.dimensions)
    )
    return figure.scatter(
        extent,
        services.views.colouring(map_id, mode),
        map_id=map_id,
        live=info.state != "ready",
        mode=mode,
        base=info.recipe.base or info.recipe.align,
    )


def asked(services: Services, path: str | None) -> str | None:
    """The map that the page at ``path`` shows."""
    path = path or "/"
    return path.removeprefix("/map/").strip("/") if path.startswith("/map/") else services.library.maps.last()


def opened(services: Services) -> dict[str, Any] | None:
    """The state of the map that the page being opened shows; None where it shows none, or the browser does not tell
    where it is.

    A map that cannot be read is none here: the page must open all the same, and the callbacks then say what is wrong.
    """
    path = asked_from()
    try:
        state = _state(services, asked(services, path)) if path else None
        if not state or not state["id"]:
            return None
        draw(services, state["id"], colour.DEFAULT)
    except ImagescapeError:
        return None
    return state


def _became(services: Services, map_id: str) -> str | None:
    """The map that an unfinished one has become, of the same rows in the same order; None where it is gone."""
    try:
        info = services.library.maps.get(map_id)
    except NotFound:
        return None
    return _became(services, info.became) if info.became else info.id


def _how(services: Services, map_id: str | None) -> str:
    info = services.library.maps.get(map_id) if map_id else None
    return info.how if info and info.state == "ready" else ""


def _state(services: Services, map_id: str | None) -> dict[str, Any]:
    if not map_id:
        return {"id": None, "state": "none"}
    try:
        info = services.library.maps.get(map_id)
    except NotFound:
        return {"id": None, "state": "gone"}
    if info.became:
        return _state(services, info.became)
    state = {"id": info.id, "state": info.state, "name": info.name}
    # While it grows everything that tells of it is told anew.
    return state if info.state == "ready" else {**state, "n": info.n}
