"""Owns the places in the header: what map is shown and how far to trust it, the find box, and the page's buttons."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from components.header import counts, export, name, trust
from components.icons import icon, icon_button
from components.ids import Ids
from services import Services


def layout(services: Services, map_id: str | None) -> html.Header:
    """The header of the page that shows a map, or none."""
    return html.Header(
        className="header",
        children=[
            html.Div(
                [
                    _brand(),
                    name.layout(services, map_id),
                    *counts.layout(services, map_id),
                    trust.badge(services, map_id),
                ],
                className="headline",
            ),
            html.Div(id=Ids.FIND_PLACE, className="find-place", role="search", **{"aria-label": "Find"}),
            html.Div(
                className="header-tools",
                children=[
                    html.Button(
                        icon("search"), id=Ids.FIND_OPEN, className="tool phone-only", **{"aria-label": "Find"}
                    ),
                    _button("plus", "New map", id=Ids.NEW_MAP_OPEN),
                    html.Button(icon("more"), id=Ids.MORE, className="tool phone-only", **{"aria-label": "More"}),
                    html.Div(
                        [
                            _button("maps", "Maps", id=Ids.LIBRARY),
                            _button("link", "Share", id=Ids.SHARE),
                            export.layout(services, map_id),
                            _scheme(),
                            icon_button("keys", id=Ids.KEYS, label="Keys (?)"),
                        ],
                        className="header-rest",
                    ),
                ],
            ),
        ],
    )


def _brand() -> dcc.Link:
    return dcc.Link(
        [html.Img(src="/assets/logo.svg", alt="", className="logo"), html.Span("Imagescape")],
        href="/",
        className="brand",
        title="The map that was looked at last",
    )


def _button(name: str, word: str, *, id: Ids) -> html.Button:
    return html.Button([icon(name), html.Span(word, className="word")], id=id, className="button", title=word)


def _scheme() -> dmc.Tooltip:
    """The switch between light and dark."""
    toggle = dmc.ColorSchemeToggle(
        id=Ids.THEME,
        lightIcon=icon("sun"),
        darkIcon=icon("moon"),
        variant="subtle",
        size="lg",
        color="gray",
        **{"aria-label": "Light or dark"},
    )
    return dmc.Tooltip(toggle, label="Light or dark", openDelay=500, withArrow=True)
