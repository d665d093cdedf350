"""Owns the places in the header: brand, what map is shown and how far to trust it, and the tools on the right."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from components.header import counts, export, trust
from components.icons import icon
from components.ids import Ids
from services import Services


def layout(services: Services, map_id: str | None) -> html.Header:
    """The header of the page that shows a map, or none."""
    return html.Header(
        className="header",
        children=[
            dcc.Link(
                [html.Img(src="/assets/logo.svg", alt="", className="logo"), html.Span("Imagescape")],
                href="/",
                className="brand",
            ),
            html.Div([*counts.layout(services, map_id), trust.badge(services, map_id)], className="headline"),
            html.Div(
                className="header-tools",
                children=[
                    export.layout(),
                    dmc.Button("Maps", id=Ids.LIBRARY, variant="default", leftSection=icon("maps"), size="sm"),
                    _scheme(),
                ],
            ),
        ],
    )


def _scheme() -> dmc.Tooltip:
    """The switch between light and dark."""
    toggle = dmc.ColorSchemeToggle(
        id=Ids.THEME,
        lightIcon=icon("sun"),
        darkIcon=icon("moon"),
        variant="default",
        size="lg",
        color="gray",
        **{"aria-label": "Light or dark"},
    )
    return dmc.Tooltip(toggle, label="Light or dark", openDelay=400, withArrow=True)
