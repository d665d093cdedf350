"""Owns where things stand on the page: header, source on the left, map in the middle, preview on the right."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from components.header import export, maps, skipped
from components.icons import icon
from components.ids import Ids
from components.map import colour, plot
from components.picture import panel
from components.source import progress, sheet
from services import Services

#: Mantine's greys of its dark look, from ink to ground, with the blue of ours (assets/app.css).
GREYS = ["#e8eaed", "#c3c9d0", "#9aa3ad", "#6b747e", "#4a5159", "#33373d", "#282c31", "#1d2024", "#191b1f", "#15171a"]
#: Blues of which white can be read on the sixth and later, and the sixth on white: 6 to 1.
BLUES = ["#e8f2fa", "#d0e4f4", "#a3cbea", "#6db6f2", "#3f8fcc", "#1a74b8", "#0b63a8", "#095591", "#07477a", "#053963"]
THEME = {
    "primaryColor": "ours",
    "primaryShade": {"light": 6, "dark": 6},
    "colors": {"ours": BLUES, "dark": GREYS},
    "fontFamily": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "headings": {"fontFamily": "inherit", "fontWeight": "650"},
    "defaultRadius": "md",
    "cursorType": "pointer",
}

#: What callbacks tell one another; forgotten with the tab.
STORES = (
    Ids.STARTED,
    Ids.UPLOADED,
    Ids.JOB,
    Ids.MAP_STATE,
    Ids.FIGURED,
    Ids.ADOPTED,
    Ids.REVIVE,
    Ids.SETTLED,
    Ids.COLOURS,
    Ids.LISTED,
)


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
                **{"data-screen": sheet.screen(services) if shown else "first"},
                children=[
                    _header(services, shown),
                    html.Aside(sheet.layout(services), className="source", **{"aria-label": "Source and recipe"}),
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
            dcc.Link(
                [html.Img(src="/assets/logo.svg", alt="", className="logo"), html.Span("Imagescape")],
                href="/",
                className="brand",
            ),
            html.Div(
                className="headline",
                children=[
                    *skipped.headline(services, map_id),
                    colour.trust_badge(services, map_id),
                ],
            ),
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
