"""Owns the card of one map in the list of maps: its picture, its facts, and what can be done with it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from components.icons import icon
from services.library import MapInfo
from services.schema import visible


def layout(info: MapInfo, *, is_open: bool) -> html.Div:
    """The card of a map. The card of the map that the page shows says so."""
    return html.Div(
        className="map-card open" if is_open else "map-card",
        children=[
            dcc.Link(
                html.Img(src=f"/thumb/{info.id}/0", alt=f"Open {info.name}", className="map-card-image"),
                href=f"/map/{info.id}",
            ),
            html.Div(
                className="map-card-text",
                children=[
                    _name(info),
                    html.P(_facts(info), className="quiet"),
                    html.P([info.how, " ", _reuse(info)], className="quiet"),
                    html.P(visible(info.source), className="quiet path", title=visible(info.source)),
                    html.Div([_open(info, is_open=is_open), _rename(info), _delete(info)], className="map-card-tools"),
                ],
            ),
        ],
    )


def _name(info: MapInfo) -> dmc.TextInput:
    return dmc.TextInput(
        id={"kind": "rename", "map": info.id},
        value=info.name,
        # Without it Enter arrives before the last letters that were typed.
        debounce=True,
        variant="unstyled",
        size="sm",
        className="map-card-name",
        **{"aria-label": "Name of the map; press Enter to rename"},
    )


def _facts(info: MapInfo) -> str:
    trust = [f"trust {info.trust:.3f}"] if info.trust is not None else []
    return " · ".join([f"{info.mapped:,} pictures", *trust, info.created[:16].replace("T", " ")])


def _open(info: MapInfo, *, is_open: bool) -> html.Span | dcc.Link:
    if is_open:
        return html.Span("Shown now", className="quiet shown-now")
    return dcc.Link("Open", href=f"/map/{info.id}", className="link-button")


def _rename(info: MapInfo) -> html.Button:
    return html.Button([icon("edit", size=14), "Rename"], className="link-button", **{"data-rename": info.id})


def _reuse(info: MapInfo) -> html.Button:
    title = "Fill in this map's folder and recipe on the left"
    return html.Button("Use again", id={"kind": "again", "map": info.id}, className="text-button", title=title)


def _delete(info: MapInfo) -> dmc.Menu:
    """The first click opens the question in its place, the second deletes the map."""
    question = [
        html.Span(f"Delete {info.name}", className="delete-name"),
        html.Span("The pictures stay where they are.", className="delete-why"),
    ]
    return dmc.Menu(
        children=[
            dmc.MenuTarget(html.Button([icon("trash", size=14), "Delete"], className="link-button")),
            dmc.MenuDropdown(
                dmc.MenuItem(
                    question,
                    id={"kind": "delete", "map": info.id},
                    color="red",
                    leftSection=icon("trash", size=14),
                )
            ),
        ],
        withArrow=True,
        # Above the button, as the next card lies below it.
        position="top-start",
    )
