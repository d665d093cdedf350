"""Owns the places on the sheet that starts a map: welcome, pictures, recipe, and the button."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.icons import icon
from components.ids import Ids
from components.source import browser, controls, folder, upload, welcome
from services import Services


def layout(services: Services) -> html.Div:
    """The sheet, from top to bottom."""
    return html.Div(
        [
            welcome.layout(services),
            html.Section([html.H2("Pictures"), folder.layout(), upload.layout()], className="source-part"),
            html.Section(controls.layout(), className="source-part"),
            html.Div(
                dmc.Button("Make the map", id=Ids.BUILD, fullWidth=True, size="md", leftSection=icon("map")),
                className="source-go",
            ),
            browser.layout(),
        ],
        className="source-inner",
    )
