"""Owns the middle of the page: the one Graph with what stands around it, and when the Graph gets another figure."""

from __future__ import annotations

import json
from typing import NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from components.gallery import place as gallery
from components.ids import Ids
from components.map import colour, extend, figure, state, tools
from components.types import Adopted, Children, Element, JobState, MapState, Unchanged
from services import Services
from services.errors import ImagescapeError
from services.facts import DARK
from services.library import Extent
from services.schema import visible
from services.web.routes import asked_from

#: Our own tools replace Plotly's buttons; the wheel zooms, and a double click shows the whole map. On fine screens
#: Plotly would draw four pixels for each that it needs; assets/modules/map/plotly.mjs uses the screen's own resolution.
CONFIG = {
    "displayModeBar": False,
    "scrollZoom": True,
    "displaylogo": False,
    "responsive": True,
    "doubleClick": "reset",
    "showTips": False,
    "plotGlPixelRatio": 1,
}
#: What the page says where the library has no map, and at the address of a map that was deleted.
EMPTY = "Your map will appear here."
GONE = "{name} is not here any more: it was deleted. Those there are stand under "


class Drawn(NamedTuple):
    """The figure, the map that it shows, what a finished map takes over, the revival that was done; or what stays."""

    figure: figure.Figure | Unchanged = no_update
    drawn: str | Unchanged | None = no_update
    adopted: Adopted | Unchanged = no_update
    revived: int | Unchanged | None = no_update


def layout(services: Services, present: MapState | None, *, above: list[Element]) -> html.Div:
    """Tools, a line for what the map says of itself, what stands ``above`` the map, the map.

    Nothing ever covers a point. The first map and all that is said of it are part of this layout: a round of callbacks
    later would take half a second more, and would move the map once it is there.
    """
    map_id = present["id"] if present else None
    return html.Div(
        className="map-room",
        children=[
            tools.layout(services, map_id),
            html.Div(
                id=Ids.LINE,
                className="map-line",
                children=[
                    html.Div(id=Ids.CHIPS, className="chips"),
                    html.P(id=Ids.HINT, className="map-hint", role="status"),
                    extend.layout(services, map_id),
                ],
            ),
            *above,
            _frame(services, present),
            gallery.layout(),
            html.P(_how(services, map_id), id=Ids.ABOUT, className="map-about"),
        ],
    )


def initial_state(services: Services) -> MapState | None:
    """The state of the map that the page which is being opened shows.

    None where there is no map yet, where the browser does not say which page it opens, and where the map cannot be
    read: the page must open in that case too, and its callbacks then say what is wrong.
    """
    path = asked_from()
    try:
        found = state.of_address(services, path) if path else None
        if found and found["id"]:
            draw(services, found["id"], colour.usual(services, found["id"]))
    except ImagescapeError:
        return None
    return None if found and found["state"] == "none" else found


def draw(services: Services, map_id: str, mode: str) -> figure.Figure:
    """The figure of a map, finished or still being laid out."""
    library = services.library
    info = library.maps.get(map_id)
    ready = info.state == "ready"
    if ready:
        library.maps.opened(map_id)
        extent = library.points.extent(map_id)
    else:
        # The points of an unfinished map still move, so that the browser chooses the view.
        extent = Extent(info.n, info.dimensions, ((-1.0, 1.0),) * info.dimensions)
    colouring = services.views.colouring(map_id, mode)
    base = info.recipe.base or info.recipe.align
    usual = colour.usual(services, map_id)
    return figure.scatter(extent, colouring, map_id=map_id, live=not ready, mode=mode, base=base, usual=usual)


def register(app: Dash, services: Services) -> None:
    """The address decides the map. A figure is sent for another map only, as a new figure loses the view."""
    _register_state(app, services)
    _register_figure(app, services)


def _register_state(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAP_STATE, "data"),
        Input(Ids.URL, "pathname"),
        Input(Ids.JOB, "data"),
        Input(Ids.LISTED, "data"),
        State(Ids.MAP_STATE, "data"),
    )
    def choose_map(
        path: str | None, _job: JobState | None, _changes: int | None, present: MapState | None
    ) -> MapState | Unchanged:
        found = state.of_address(services, path)
        return no_update if found == present else found

    @app.callback(Output(Ids.EMPTY, "children"), Input(Ids.MAP_STATE, "data"), prevent_initial_call=True)
    def explain_empty(present: MapState | None) -> Children:
        return _empty(present)

    @app.callback(Output(Ids.ABOUT, "children"), Input(Ids.MAP_STATE, "data"), prevent_initial_call=True)
    def explain_map(present: MapState | None) -> str:
        """How the map was made, for whoever prints it."""
        return _how(services, present["id"] if present else None)


def _register_figure(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAP, "figure"),
        Output(Ids.FIGURED, "data"),
        Output(Ids.ADOPTED, "data"),
        Output(Ids.REVIVED, "data"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.REVIVE, "data"),
        State(Ids.COLOR_BY, "value"),
        State(Ids.FIGURED, "data"),
        State(Ids.REVIVED, "data"),
    )
    def show_map(
        present: MapState | None, revive: int | None, mode: str, drawn: str | None, revived: int | None
    ) -> Drawn:
        map_id = present["id"] if present else None
        # Dash drops the answer to a revival when it is told of the map before that came: then it is still to be done.
        is_revival = revive != revived
        if map_id == drawn and not is_revival:
            return Drawn()
        if map_id and drawn and not is_revival and state.replacement(services, drawn) == map_id:
            return Drawn(drawn=map_id, adopted={"from": drawn, "to": map_id})
        if not map_id:
            return Drawn(figure.empty(), map_id, revived=revive)
        shown = mode if map_id == drawn else colour.carried(services, mode, before=drawn, after=map_id)
        return Drawn(draw(services, map_id, shown), map_id, revived=revive)

    app.clientside_callback(
        ClientsideFunction("imagescape", "adopt"), Input(Ids.ADOPTED, "data"), prevent_initial_call=True
    )


def _frame(services: Services, present: MapState | None) -> html.Div:
    map_id = present["id"] if present else None
    first = draw(services, map_id, colour.usual(services, map_id)) if map_id else figure.empty()
    return html.Div(
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
            html.P(_empty(present), id=Ids.EMPTY, className="map-empty"),
        ],
    )


def _empty(present: MapState | None) -> Children:
    if present and present["state"] == "gone":
        maps = html.Button("Maps", className="text-button", **{"data-press": Ids.LIBRARY})
        return html.Span([GONE.format(name=present.get("name") or "This map"), maps, "."])
    return EMPTY


def _how(services: Services, map_id: str | None) -> str:
    info = services.library.maps.get(map_id) if map_id else None
    if info is None or info.state != "ready":
        return ""
    trust = "trust not measured" if info.trust is None else f"trust {info.trust:.2f}"
    made = f"made {info.created[:10]}"
    return " · ".join([info.name, info.counts, info.how, trust, made, visible(info.source)])
