"""Owns the list of maps: when it opens, closes, and is read again."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from components.header import map_card
from components.icons import CLOSE
from components.ids import Ids
from components.types import Children, Clicks, MapState, Unchanged
from services import Services


def drawer() -> dmc.Drawer:
    """The drawer, empty until it opens."""
    return dmc.Drawer(
        id=Ids.MAPS,
        title="Maps",
        position="right",
        size="lg",
        padding="lg",
        closeButtonProps=CLOSE,
        children=html.Div(id=Ids.MAPS_LIST),
    )


def register(app: Dash, services: Services) -> None:
    """The list is read again whenever it opens and whenever a map in it changed; another address closes it.

    Dash drops the answer to a press when the same callback is called for something else: so closing is one of its own.
    """
    app.clientside_callback(
        ClientsideFunction("imagescape", "closeMaps"),
        Output(Ids.MAPS, "opened"),
        Input(Ids.URL, "pathname"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.MAPS, "opened", allow_duplicate=True),
        Output(Ids.MAPS_LIST, "children"),
        Input(Ids.LIBRARY, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def open_list(_clicks: Clicks, state: MapState | None) -> tuple[bool, Children]:
        return True, _cards(services, state)

    @app.callback(
        Output(Ids.MAPS_LIST, "children", allow_duplicate=True),
        Input(Ids.LISTED, "data"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def list_anew(changes: int | None, state: MapState | None) -> Children | Unchanged:
        # Dash calls this when the page opens, too: nothing has changed then.
        return _cards(services, state) if changes else no_update


def _cards(services: Services, state: MapState | None) -> Children:
    open_id = state["id"] if state else None
    maps = [info for info in services.library.maps.all() if info.state == "ready"]
    return [map_card.layout(info, maps, is_open=info.id == open_id) for info in maps] or html.P(
        "No maps yet.", className="quiet"
    )
