"""Owns the places on the sheet that starts a map: pictures, what was found, how alike is judged, and the button."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.icons import icon
from components.ids import Ids
from components.source import controls, folder, upload, welcome
from services import Services


def layout(services: Services) -> html.Dialog:
    """The sheet, from top to bottom. On the first-run screen it stands on the page; later it opens over it."""
    return html.Dialog(
        id=Ids.NEW_MAP,
        className="sheet",
        **{"aria-label": "New map"},
        children=html.Div(
            className="sheet-inner",
            children=[
                welcome.layout(services),
                html.Div([html.H2("New map"), _close()], className="sheet-head"),
                html.Section([*folder.layout(), upload.layout()], className="sheet-part"),
                html.Div(
                    [
                        html.Section(id=Ids.FOUND, className="found", **{"aria-label": "What was found"}),
                        html.Section([html.Div(id=Ids.ESTIMATE), *controls.layout()], className="judged"),
                    ],
                    className="sheet-body",
                ),
                html.Div([_safe(), _cancel(), _make()], className="sheet-foot"),
            ],
        ),
    )


def _close() -> html.Button:
    return html.Button(
        icon("close"), id=Ids.NEW_MAP_CLOSE, className="tool", **{"aria-label": "Close"}, title="Close (Esc)"
    )


def _safe() -> html.P:
    return html.P([icon("shield", size=15), "Everything stays on this machine"], className="sheet-safe")


def _cancel() -> html.Button:
    return html.Button("Cancel", id=Ids.NEW_MAP_CANCEL, className="button rimmed tall")


def _make() -> dmc.Button:
    return dmc.Button("Make the map", id=Ids.BUILD, className="make")
