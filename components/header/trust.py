"""Owns the badge that says how far to trust the map as a whole."""

from __future__ import annotations

from typing import NamedTuple

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from components.icons import icon
from components.ids import Ids
from components.types import Children, MapState
from services import Services

#: From which trustworthiness on a map is called good, and fair. t-SNE of real photographs lies between .85 and .98.
GOOD, FAIR = 0.9, 0.8
EXPLANATION = (
    "Trustworthiness (Venna and Kaski 2001): 1 means that every neighbour on the map is one in truth. "
    f"From {GOOD} good, from {FAIR} fair; below, check neighbours by eye before you conclude. "
    "On maps of more than 5,000 pictures it is an estimate, within .03 for nearly every picture. Colour by trust shows "
    "where."
)


class Badge(NamedTuple):
    """What the badge says, whether it is hidden, and its class."""

    text: Children
    hidden: bool
    class_name: str


def badge(services: Services, map_id: str | None) -> dmc.Tooltip:
    """The badge, with an explanation as its tooltip."""
    text, hidden, class_name = _badge(services, map_id)
    return dmc.Tooltip(
        html.Span(text, id=Ids.TRUST, className=class_name, tabIndex=0, hidden=hidden, role="note"),
        label=EXPLANATION,
        multiline=True,
        w=280,
        withArrow=True,
    )


def verdict(trust: float) -> str:
    """What a map's trustworthiness means to someone who must conclude from it."""
    return "good" if trust >= GOOD else "fair" if trust >= FAIR else "look twice"


def register(app: Dash, services: Services) -> None:
    """The badge follows the map."""

    @app.callback(
        Output(Ids.TRUST, "children"),
        Output(Ids.TRUST, "hidden"),
        Output(Ids.TRUST, "className"),
        Input(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def show_trust(state: MapState | None) -> Badge:
        return _badge(services, state["id"] if state else None)


def _badge(services: Services, map_id: str | None) -> Badge:
    trust = services.library.maps.get(map_id).trust if map_id else None
    if trust is None:
        return Badge("", True, "trust")
    low = trust < FAIR
    word = html.Span("Trust ", className="word")
    warning = [html.Span(f": {verdict(trust)}", className="word")] if low else []
    return Badge(
        [icon("shield", size=15), html.Span([word, f"{trust:.2f}", *warning])], False, "trust low" if low else "trust"
    )
