"""Owns the legend: what each colour of the map means, and how many points have it."""

from __future__ import annotations

from dash import Dash, Input, Output, html

from components.ids import Ids
from components.map import figure
from components.types import Element, MapState
from services import Services
from services.facts import COLOURS, DARK, Colouring


def layout(services: Services, map_id: str | None) -> html.Div:
    """The legend, hidden where all points have one colour."""
    content, hidden = _legend(services, map_id, figure.DEFAULT)
    return html.Div(content, id=Ids.LEGEND, className="legend", hidden=hidden)


def lines(colouring: Colouring) -> list[Element]:
    """A line for each colour: a swatch, its label, and how many points have it."""
    caption = [html.P(colouring.caption, className="legend-caption")] if colouring.caption else []
    return [*caption, html.Ul([_line(label, paint, count) for label, paint, count in colouring.legend])]


def register(app: Dash, services: Services) -> None:
    """The legend follows the colour and the map."""

    @app.callback(
        Output(Ids.LEGEND, "children"),
        Output(Ids.LEGEND, "hidden"),
        Input(Ids.COLOR_BY, "value"),
        Input(Ids.MAP_STATE, "data"),
    )
    def show_legend(mode: str, state: MapState | None) -> tuple[list[Element], bool]:
        return _legend(services, state["id"] if state else None, mode if mode in COLOURS else figure.DEFAULT)


def _legend(services: Services, map_id: str | None, mode: str) -> tuple[list[Element], bool]:
    """The content of the legend, and whether it is hidden."""
    if not map_id:
        return [], True
    colouring = services.views.colouring(map_id, mode)
    return lines(colouring), not colouring.legend


def _line(label: str, paint: str, count: int) -> html.Li:
    return html.Li(
        [
            html.Span(className="swatch", style={"background": f"light-dark({paint}, {DARK.get(paint, paint)})"}),
            html.Span(label, className="legend-label", title=label),
            html.Span(f"{count:,}", className="legend-count"),
        ]
    )
