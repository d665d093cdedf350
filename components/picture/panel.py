"""Owns the side panel: the picture under the pointer, and what is known of it. assets/30-preview.js fills it."""

from __future__ import annotations

from dash import html

from components.icons import icon
from components.ids import Ids
from services.facts import panel_lines

#: The label and the id of each fact, from top to bottom.
FIELDS = tuple((fact.label, f"preview-{fact.name}") for fact in panel_lines())


def layout() -> html.Div:
    """The panel, empty until the pointer meets a point. The scripts own its children."""
    return html.Div(
        id=Ids.PREVIEW,
        className="preview",
        **{"data-state": "empty"},
        children=[
            html.Div(html.Img(id=Ids.PREVIEW_IMAGE, alt="", className="preview-image"), className="preview-frame"),
            html.P(
                "Move the pointer over the map to see each picture here. A click pins it, Esc lets go.",
                className="preview-empty",
            ),
            html.P(id=Ids.PREVIEW_NOTE, className="preview-note", role="status"),
            html.H2(id=Ids.PREVIEW_NAME, className="preview-name"),
            html.Dl(
                [item for label, id in FIELDS for item in (html.Dt(label), html.Dd(id=id))],
                className="preview-facts",
            ),
            html.Div([_copy(), _open()], className="preview-actions"),
        ],
    )


def _copy() -> html.Button:
    return html.Button([icon("copy", size=14), html.Span("Copy path")], id=Ids.PREVIEW_COPY, className="link-button")


def _open() -> html.A:
    return html.A(
        [icon("open", size=14), "Open picture"],
        id=Ids.PREVIEW_OPEN,
        className="link-button",
        target="_blank",
        rel="noopener",
    )
