"""Owns the place of the side panel: the picture under the pointer. assets/modules/panels/picture.mjs draws it."""

from __future__ import annotations

from dash import html

from components.ids import Ids


def layout() -> html.Aside:
    """The place, which the browser fills."""
    return html.Aside(
        html.Div(id=Ids.PICTURE_PLACE, className="fill"),
        id=Ids.PICTURE,
        className="picture",
        **{"aria-label": "The picture, or what was chosen"},
    )
