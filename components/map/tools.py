"""Owns the row of tools above the map, and the bar that shows while pictures are selected."""

from __future__ import annotations

from dash import html

from components.icons import icon, icon_button
from components.ids import Ids
from components.map import colour
from services import Services
from services.exports import EXPORTS


def layout(services: Services, map_id: str | None) -> html.Div:
    """The tools, the marks, a hint while one is needed, and the choice of colour."""
    return html.Div(
        className="tools",
        children=[
            html.Div(
                icon_button("panel", id=Ids.SIDE, label="Hide or show the pictures and the recipe"),
                className="tool-group side-group",
            ),
            _tools(),
            _marks(),
            html.P(id=Ids.HINT, className="map-hint"),
            colour.select(services, map_id),
        ],
    )


def selection_bar() -> html.Div:
    """How many pictures are selected, a download of them in each form, and a button that clears the selection."""
    return html.Div(
        id=Ids.SELECTION_BAR,
        className="selection-bar",
        hidden=True,
        children=[
            html.Span(html.Strong(id=Ids.SELECTION_COUNT), id=Ids.SELECTION),
            *[
                html.Button(export.short, className="bar-button", **{"data-export": export.name})
                for export in EXPORTS.values()
            ],
            html.Button([icon("close", size=14), "Clear"], id=Ids.SELECTION_CLEAR, className="bar-button"),
        ],
    )


def _tools() -> html.Div:
    lasso = "Lasso (L): draw around pictures to select them (2-D)"
    return html.Div(
        className="tool-group",
        role="group",
        **{"aria-label": "Tools"},
        children=[
            icon_button("pan", id=Ids.TOOL_PAN, label="Move (P): drag to move, scroll to zoom"),
            icon_button("lasso", id=Ids.TOOL_LASSO, label=lasso),
            icon_button("box", id=Ids.TOOL_BOX, label="Box (B): drag a box to select (2-D)"),
            icon_button("reset", id=Ids.TOOL_RESET, label="Show everything (R)"),
        ],
    )


def _marks() -> html.Div:
    polaroids = "Polaroids: squares at 75 % opacity, like prints on a table"
    return html.Div(
        className="tool-group",
        role="group",
        **{"aria-label": "Marks"},
        children=[
            icon_button("dots", id=Ids.MARKS_DOTS, label="Dots"),
            icon_button("polaroid", id=Ids.MARKS_POLAROID, label=polaroids),
        ],
    )
