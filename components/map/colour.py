"""Owns how points are coloured: the choice, the legend that explains it, and the map's own trust beside them."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props

from components.ids import Ids
from components.map import figure
from services import Services
from services.facts import COLOURS, DARK, Colouring, offered
from services.views.points import ends

DEFAULT = "folder"
#: Where a map's trustworthiness is called good, and fair: t-SNE of real photographs lies between .85 and .98.
GOOD, FAIR = 0.9, 0.8


def select(services: Services, map_id: str | None) -> dmc.Select:
    """The choice of colour mode: those that say something of the map."""
    return dmc.Select(
        id=Ids.COLOR_BY,
        data=_choices(services, map_id),
        value=DEFAULT,
        allowDeselect=False,
        size="xs",
        w=170,
        comboboxProps={"withinPortal": True},
        **{"aria-label": "Colour by"},
    )


def _choices(services: Services, map_id: str | None) -> list[dict[str, str]]:
    added = services.library.maps.get(map_id).added if map_id else 0
    return [{"value": mode.name, "label": f"Colour: {mode.title.lower()}"} for mode in offered(added)]


def legend(services: Services, map_id: str | None) -> html.Div:
    """The legend, empty for one colour."""
    told, hidden = _explained(services, map_id, DEFAULT)
    return html.Div(told, id=Ids.LEGEND, className="legend", hidden=hidden)


def _explained(services: Services, map_id: str | None, mode: str) -> tuple[list[Any], bool]:
    if not map_id:
        return [], True
    colouring = services.views.colouring(map_id, mode)
    return lines(colouring), not colouring.legend


def trust_badge(services: Services, map_id: str | None) -> dmc.Tooltip:
    """How far the map as a whole is to be trusted."""
    told, hidden, look = _trusted(services, map_id)
    return dmc.Tooltip(
        html.Span(told, id=Ids.TRUST, className=look, tabIndex=0, hidden=hidden),
        label="Trustworthiness (Venna and Kaski 2001): 1 means that every neighbour on the map is one in truth. "
        f"From {GOOD} good, from {FAIR} fair; below, check neighbours by eye before you conclude. Colour by trust shows where.",
        multiline=True,
        w=280,
        withArrow=True,
    )


def _trusted(services: Services, map_id: str | None) -> tuple[str, bool, str]:
    """What the badge says, whether there is none, and its class."""
    trust = services.library.maps.get(map_id).trust if map_id else None
    if trust is None:
        return "", True, "trust"
    return f"Trust {trust:.3f} · {verdict(trust)}", False, "trust" if trust >= FAIR else "trust low"


def verdict(trust: float) -> str:
    """What a map's trustworthiness means to someone who must conclude from it."""
    return "good" if trust >= GOOD else "fair" if trust >= FAIR else "low: look twice"


def lines(colouring: Colouring) -> list[Any]:
    """The legend's lines: a swatch, the label, how many."""
    head = [html.P(colouring.caption, className="legend-caption")] if colouring.caption else []
    rows = [
        html.Li(
            [
                html.Span(
                    className="swatch", style={"background": f"light-dark({colour}, {DARK.get(colour, colour)})"}
                ),
                html.Span(label, className="legend-label", title=label),
                html.Span(f"{count:,}", className="legend-count"),
            ]
        )
        for label, colour, count in colouring.legend
    ]
    return [*head, html.Ul(rows)]


def register(app: Dash, services: Services) -> None:
    """A new colour travels as a palette; assets/55-colour.js fetches the codes and paints: the view, and what is
    selected, stay.
    """

    @app.callback(
        Output(Ids.COLOURS, "data"),
        Input(Ids.COLOR_BY, "value"),
        Input(Ids.SETTLED, "data"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def recolour(mode: str, settled: str | None, state: dict[str, Any] | None) -> Any:
        """Also once a map has settled, as its trust is known only then. A page whose address names a mode tells of it
        while it is being
        opened, and the reason it then comes with is another's."""
        if not state or not state.get("id"):
            return no_update
        if mode not in COLOURS:
            # As a link may ask for; told once, and the choice shows what the map has.
            set_props(Ids.COLOR_BY, {"value": DEFAULT})
        if ctx.triggered_id == Ids.SETTLED and settled != state["id"] and (settled or mode == DEFAULT):
            return no_update
        colouring = services.views.colouring(state["id"], mode)
        return {
            "map": state["id"],
            "mode": mode,
            "colours": figure.recolouring(colouring),
            "parts": ends(len(colouring.codes)),
        }

    app.clientside_callback(
        ClientsideFunction("imagescape", "recolour"), Input(Ids.COLOURS, "data"), prevent_initial_call=True
    )

    @app.callback(
        Output(Ids.LEGEND, "children"),
        Output(Ids.LEGEND, "hidden"),
        Input(Ids.COLOR_BY, "value"),
        Input(Ids.MAP_STATE, "data"),
    )
    def explain(mode: str, state: dict[str, Any] | None) -> Any:
        return _explained(services, (state or {}).get("id"), mode if mode in COLOURS else DEFAULT)

    @app.callback(
        Output(Ids.COLOR_BY, "data"),
        Output(Ids.COLOR_BY, "value"),
        Input(Ids.MAP_STATE, "data"),
        State(Ids.COLOR_BY, "value"),
        prevent_initial_call=True,
    )
    def offer(state: dict[str, Any] | None, mode: str) -> Any:
        """A mode that says nothing of the map now shown gives way to the default."""
        choices = _choices(services, (state or {}).get("id"))
        return choices, no_update if any(choice["value"] == mode for choice in choices) else DEFAULT

    @app.callback(
        Output(Ids.TRUST, "children"),
        Output(Ids.TRUST, "hidden"),
        Output(Ids.TRUST, "className"),
        Input(Ids.MAP_STATE, "data"),
    )
    def tell_trust(state: dict[str, Any] | None) -> Any:
        return _trusted(services, (state or {}).get("id"))
