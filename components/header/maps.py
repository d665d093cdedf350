"""Owns the list of maps: when it opens, closes, and is read again."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html, no_update

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
    """The list is read again whenever it opens and whenever a map in it changed."""

    @app.callback(
        Output(Ids.MAPS, "opened"),
        Output(Ids.MAPS_LIST, "children"),
        Input(Ids.LIBRARY, "n_clicks"),
        Input(Ids.LISTED, "data"),
        Input(Ids.URL, "pathname"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def list_maps(
        _clicks: Clicks, _changes: int | None, _path: str, state: MapState | None
    ) -> tuple[bool | Unchanged, Children | Unchanged]:
        # When the page opens, the address is one of several that call this.
        if any(trigger["prop_id"].startswith(f"{Ids.URL}.") for trigger in ctx.triggered):
            return False, no_update
        open_id = state["id"] if state else None
        maps = [info for info in services.library.maps.all() if info.state == "ready"]
        cards = [map_card.layout(info, maps, is_open=info.id == open_id) for info in maps]
        # A name typed just before the drawer closed changes the list; the drawer must stay closed then.
        opened = True if ctx.triggered_id == Ids.LIBRARY else no_update
        return opened, cards or html.P("No maps yet.", className="quiet")
