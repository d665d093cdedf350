"""Owns where things stand on the page: header, source on the left, map in the middle, preview on the right."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from components import colour_by, export, maps, panel, plot, progress, skipped, source
from components.icons import icon
from components.ids import Ids
from services import Services

THEME = {
    "primaryColor": "blue",
    "fontFamily": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "headings": {"fontFamily": "inherit", "fontWeight": "650"},
    "defaultRadius": "md",
    "cursorType": "pointer",
}

#: What callbacks tell one another; forgotten with the tab.
STORES = (Ids.STARTED, Ids.UPLOADED, Ids.JOB, Ids.MAP_STATE, Ids.FIGURED, Ids.ADOPTED, Ids.REVIVE, Ids.SETTLED, Ids.COLOURS, Ids.LISTED)


def layout(services: Services) -> Any:
    """The whole page, as it stands when it is opened."""
    state = plot.opened(services)
    shown = state["id"] if state else None
    known = {Ids.MAP_STATE: state, Ids.FIGURED: shown}
    return dmc.MantineProvider(
        id=Ids.PROVIDER,
        theme=THEME,
        defaultColorScheme="auto",
        children=[
            dmc.NotificationContainer(id=Ids.NOTICES, position="bottom-right", limit=4),
            dcc.Location(id=Ids.URL, refresh=False),
            *[dcc.Store(id=store, data=known.get(store)) for store in STORES],
            html.Div(
                id=Ids.SCREEN,
                className="screen",
                **{"data-screen": source.screen(services) if shown else "first"},
                children=[
                    _header(services, shown),
                    html.Aside(source.layout(services), className="source", **{"aria-label": "Source and recipe"}),
                    html.Main(plot.layout(services, shown, above=[progress.layout()]), className="centre"),
                    html.Aside(panel.layout(), className="preview-side", **{"aria-label": "Picture under the pointer"}),
                ],
            ),
            maps.drawer(),
            skipped.drawer(),
        ],
    )


def _header(services: Services, map_id: str | None) -> html.Header:
    return html.Header(
        className="header",
        children=[
            dcc.Link([html.Img(src="/assets/logo.svg", alt="", className="logo"), html.Span("Imagescape")], href="/", className="brand"),
            html.Div(
                className="headline",
                children=[
                    *skipped.headline(services, map_id),
                    colour_by.trust_badge(services, map_id),
                ],
            ),
            html.Div(
                className="header-tools",
                children=[
                    export.layout(),
                    dmc.Button("Maps", id=Ids.LIBRARY, variant="default", leftSection=icon("maps"), size="sm"),
                    dmc.ColorSchemeToggle(
                        id=Ids.THEME,
                        lightIcon=icon("sun"),
                        darkIcon=icon("moon"),
                        variant="default",
                        size="lg",
                        color="gray",
                        **{"aria-label": "Light or dark"},
                    ),
                ],
            ),
        ],
    )
