"""Owns the place of the facets. assets/modules/explore draws them."""

from __future__ import annotations

from dash import html

from components.ids import Ids


def layout() -> html.Aside:
    """The place, which the browser fills."""
    return html.Aside(
        html.Div(id=Ids.FACETS, className="fill"),
        id=Ids.EXPLORE,
        className="explore",
        **{"aria-label": "Folders and filters"},
    )
