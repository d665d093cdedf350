"""Owns the box for the path of a folder of pictures, and the places of what helps to fill it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.icons import icon
from components.ids import Ids
from components.types import Element


def layout() -> list[Element]:
    """The box, the button that unfolds the folder browser, and the places that assets/modules/source fills."""
    box = dmc.TextInput(
        id=Ids.FOLDER,
        placeholder="Path of a folder of pictures",
        # Without it Enter arrives before the last letters that were typed.
        debounce=True,
        leftSection=icon("folder", size=16),
        size="md",
        className="folder-box",
        spellCheck=False,
        autoComplete="off",
        **{"aria-label": "Folder of pictures"},
    )
    browse = html.Button(
        "Browse",
        id=Ids.BROWSE,
        className="button rimmed tall",
        **{"aria-expanded": "false", "aria-controls": Ids.BROWSER},
    )
    return [
        html.Div([box, browse], className="folder-row"),
        html.Div(id=Ids.SOURCES, className="sources"),
        html.Div(id=Ids.BROWSER),
    ]
