"""Owns what the points are coloured by: the choice, and the palette that the browser paints with."""

from __future__ import annotations

from typing import TypedDict

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props

from components.ids import Ids
from components.map import figure
from components.types import MapState, Unchanged
from services import Services
from services.facts import COLOURS, GROUPS, Mode, modes
from services.views.points import ends


class Choice(TypedDict):
    """One choice of a select."""

    value: str
    label: str


class Group(TypedDict):
    """Choices of a select under a heading."""

    group: str
    items: list[Choice]


class Recolouring(TypedDict):
    """The content of ``colours-store``: assets/modules/map/paint.mjs fetches the codes in these parts, and paints."""

    map: str
    mode: str
    colours: figure.Palette
    parts: list[int]


def select(services: Services, map_id: str | None) -> dmc.Select:
    """The choice among the colour modes that say something of the map."""
    return dmc.Select(
        id=Ids.COLOR_BY,
        data=_choices(_offered(services, map_id)),
        value=figure.DEFAULT,
        allowDeselect=False,
        size="sm",
        className="colour-select",
        leftSection=html.Span("Colour"),
        leftSectionWidth="4rem",
        comboboxProps={"withinPortal": True},
        **{"aria-label": "Colour by"},
    )


def register(app: Dash, services: Services) -> None:
    """A new colour reaches the browser as a palette, not as a figure: the view and the selection stay."""
    _register_recolour(app, services)

    @app.callback(
        Output(Ids.COLOR_BY, "data"),
        Output(Ids.COLOR_BY, "value"),
        Input(Ids.MAP_STATE, "data"),
        State(Ids.COLOR_BY, "value"),
        prevent_initial_call=True,
    )
    def offer_modes(state: MapState | None, mode: str) -> tuple[list[Group], str | Unchanged]:
        """A mode that says nothing of the map gives way to the default."""
        offered = _offered(services, state["id"] if state else None)
        return _choices(offered), no_update if any(one.name == mode for one in offered) else figure.DEFAULT


def _register_recolour(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.COLOURS, "data"),
        Input(Ids.COLOR_BY, "value"),
        Input(Ids.SETTLED, "data"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def recolour(mode: str, settled: str | None, state: MapState | None) -> Recolouring | Unchanged:
        """Send the palette of another mode, or of a map that has just settled: its trust is known only then."""
        if not state or not (map_id := state["id"]):
            return no_update
        if mode not in COLOURS:
            # A link can name any mode. The line below refuses it; the choice goes back to what the map has.
            set_props(Ids.COLOR_BY, {"value": figure.DEFAULT})
        # A page whose address names a mode sets the choice while it opens, and Dash then names the other input as the
        # trigger. The figure has the default's colours, so that only another mode needs a palette.
        if ctx.triggered_id == Ids.SETTLED and settled != map_id and (settled or mode == figure.DEFAULT):
            return no_update
        colouring = services.views.colouring(map_id, mode)
        return {
            "map": map_id,
            "mode": mode,
            "colours": figure.palette(colouring),
            "parts": ends(len(colouring.codes)),
        }

    app.clientside_callback(
        ClientsideFunction("imagescape", "recolour"), Input(Ids.COLOURS, "data"), prevent_initial_call=True
    )


def _offered(services: Services, map_id: str | None) -> list[Mode]:
    """The modes that say something of a map, and the default, which a map is opened with."""
    if not map_id:
        return modes(added=0)
    offered = services.views.colours.offered(map_id)
    return [mode for mode in COLOURS.values() if mode in offered or mode.name == figure.DEFAULT]


def _choices(offered: list[Mode]) -> list[Group]:
    groups = {group: [mode for mode in offered if mode.group == group] for group in GROUPS}
    return [
        {"group": group, "items": [{"value": mode.name, "label": mode.title} for mode in some]}
        for group, some in groups.items()
        if some
    ]
