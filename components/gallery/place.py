"""Owns the place of the gallery, a drawer below the map. assets/modules/gallery draws it."""

from __future__ import annotations

from dash import html

from components.ids import Ids


def layout() -> html.Section:
    """The place, closed until there is something to look through; the browser fills it."""
    return html.Section(
        id=Ids.GALLERY,
        className="gallery",
        hidden=True,
        **{"aria-label": "Gallery"},
        children=[
            html.Div(
                id=Ids.GALLERY_EDGE,
                className="gallery-edge",
                role="separator",
                tabIndex=0,
                **{
                    "aria-orientation": "horizontal",
                    "aria-label": "Height of the gallery",
                    "aria-valuemin": "16",
                    "aria-valuemax": "100",
                    "aria-valuenow": "42",
                },
            ),
            html.Div(id=Ids.GALLERY_HEAD),
            html.Div(
                id=Ids.GALLERY_BOX,
                className="gallery-box",
                role="listbox",
                tabIndex=0,
                **{"aria-label": "Pictures", "aria-multiselectable": "true"},
            ),
        ],
    )
