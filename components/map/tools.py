"""Owns the row of tools above the map, and what it offers while pictures are selected."""

from __future__ import annotations

from dash import html

from components.icons import icon, icon_button
from components.ids import Ids
from components.map import colour
from services import Services


def layout(services: Services, map_id: str | None) -> html.Div:
    """The tools, the zoom, the marks or what can be done with a selection, and the choice of colour."""
    return html.Div(
        className="tools",
        role="toolbar",
        **{"aria-label": "Tools of the map"},
        children=[
            icon_button("left", id=Ids.SIDE, label="Hide or show the folders"),
            _tools(),
            _steps(),
            _zoom(),
            _marks(),
            _layouts(),
            selection_bar(),
            html.Span(className="tool-space"),
            icon_button("gallery", id=Ids.GALLERY_OPEN, label="Gallery (G): look through the pictures", word="Gallery"),
            colour.select(services, map_id),
            icon_button("right", id=Ids.SIDE_RIGHT, label="Hide or show the picture"),
        ],
    )


def selection_bar() -> html.Div:
    """How many pictures are selected, and what can be done with them; the right side has more of that.

    It takes the place of the marks in the row while there is a selection.
    """
    return html.Div(
        id=Ids.SELECTION_BAR,
        className="tool-group selection-bar",
        hidden=True,
        children=[
            html.Span(html.Strong(id=Ids.SELECTION_COUNT), id=Ids.SELECTION, role="status"),
            _button("Name it", Ids.SELECTION_NAME, "Keep this selection with the map, under a name"),
            _button("Grow", Ids.SELECTION_GROW, "Add the five nearest in truth of each"),
            _button("Invert", Ids.SELECTION_INVERT, "Select the others instead (Ctrl+I)"),
            html.Button(
                [icon("close", size=14), html.Span("Clear", className="word")],
                id=Ids.SELECTION_CLEAR,
                className="button plain",
                title="Clear the selection (Esc)",
                **{"aria-label": "Clear the selection"},
            ),
        ],
    )


def _button(word: str, id: str, title: str) -> html.Button:
    return html.Button(word, id=id, className="button", title=title)


def _tools() -> html.Div:
    lasso = "Lasso (L): draw around pictures to select them"
    return html.Div(
        className="tool-group",
        role="group",
        **{"aria-label": "What a drag does"},
        children=[
            icon_button("pan", id=Ids.TOOL_PAN, label="Move (P): drag to move, scroll to zoom"),
            icon_button("lasso", id=Ids.TOOL_LASSO, label=lasso),
            icon_button("box", id=Ids.TOOL_BOX, label="Box (B): drag a box to select"),
        ],
    )


def _steps() -> html.Div:
    return html.Div(
        className="tool-group steps",
        role="group",
        **{"aria-label": "Steps"},
        children=[
            icon_button("undo", id=Ids.UNDO, label="Undo (Ctrl+Z)", tip=Ids.UNDO_TIP),
            icon_button("redo", id=Ids.REDO, label="Do again (Ctrl+Shift+Z)", tip=Ids.REDO_TIP),
        ],
    )


def _zoom() -> html.Div:
    return html.Div(
        className="tool-group zoom",
        role="group",
        **{"aria-label": "Zoom"},
        children=[
            icon_button("fit", id=Ids.TOOL_RESET, label="Show everything (R)"),
            icon_button("minus", id=Ids.ZOOM_OUT, label="Zoom out (-)"),
            icon_button("plus", id=Ids.ZOOM_IN, label="Zoom in (+)"),
        ],
    )


def _layouts() -> html.Div:
    return html.Div(
        className="tool-group marks layouts",
        role="group",
        **{"aria-label": "Layout"},
        children=[
            icon_button("map", id=Ids.LAYOUT_MAP, label="Map: alike beside alike", word="Map"),
            icon_button("grid", id=Ids.LAYOUT_GRID, label="Grid: side by side, alike beside alike", word="Grid"),
        ],
    )


def _marks() -> html.Div:
    polaroids = "Polaroids: squares at 75 % opacity, like prints on a table"
    return html.Div(
        className="tool-group marks",
        role="group",
        **{"aria-label": "Marks"},
        children=[
            icon_button("pictures", id=Ids.MARKS_PICTURES, label="Pictures: as many as have room", word="Pictures"),
            icon_button("dots", id=Ids.MARKS_DOTS, label="Dots", word="Dots"),
            icon_button("polaroid", id=Ids.MARKS_POLAROID, label=polaroids, word="Polaroids"),
        ],
    )
