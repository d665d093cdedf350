"""Owns the folder browser: it walks through the folders that may be read, and fills in the folder box."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from components.icons import icon
from components.ids import Ids
from components.types import Children, Clicks, Unchanged
from services import Services, access
from services.access import Listing
from services.errors import BadRequest
from services.schema import visible


class RowId(TypedDict):
    """The id of a subfolder's row."""

    kind: str
    folder: str


class Update(NamedTuple):
    """What changes in the browser and in the folder box."""

    opened: bool | Unchanged = no_update
    path: str | Unchanged = no_update
    rows: Children | Unchanged = no_update
    at_root: bool | Unchanged = no_update
    folder: str | Unchanged | None = no_update


def layout() -> dmc.Modal:
    """The browser, closed."""
    return dmc.Modal(
        id=Ids.BROWSER,
        title="Choose a folder",
        size="lg",
        children=[
            html.Div(
                className="browser-head",
                children=[
                    dmc.Button("Up", id=Ids.BROWSER_UP, variant="default", size="xs", leftSection=icon("up", size=14)),
                    html.Span(id=Ids.BROWSER_PATH, className="path browser-path"),
                ],
            ),
            html.Div(id=Ids.BROWSER_LIST, className="browser-list"),
            html.Div(dmc.Button("Use this folder", id=Ids.BROWSER_USE), className="browser-foot"),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """A row leads into its folder, *Up* out of it, and *Use this folder* takes it."""

    @app.callback(
        Output(Ids.BROWSER, "opened"),
        Output(Ids.BROWSER_PATH, "children"),
        Output(Ids.BROWSER_LIST, "children"),
        Output(Ids.BROWSER_UP, "disabled"),
        Output(Ids.FOLDER, "value"),
        Input(Ids.BROWSE, "n_clicks"),
        Input(Ids.BROWSER_UP, "n_clicks"),
        Input(Ids.BROWSER_USE, "n_clicks"),
        Input({"kind": "into", "folder": ALL}, "n_clicks"),
        State(Ids.BROWSER_PATH, "children"),
        State(Ids.FOLDER, "value"),
        prevent_initial_call=True,
    )
    def walk(
        _browse: Clicks, _up: Clicks, _use: Clicks, rows: list[Clicks], path: str | None, typed: str | None
    ) -> Update:
        pressed = ctx.triggered_id
        if pressed == Ids.BROWSER_USE:
            return Update(opened=False, folder=path)
        # Rows that were only just drawn report a click that nobody made.
        if isinstance(pressed, dict) and not any(rows):
            return Update()
        target = _target(services, pressed, path=path, typed=typed)
        listing = access.listing(services.settings, target)
        return Update(opened=True, path=listing.path, rows=_rows(listing), at_root=listing.up is None)


def _rows(listing: Listing) -> Children:
    rows = [
        html.Button([icon("folder"), visible(name)], id={"kind": "into", "folder": name}, className="browser-row")
        for name in listing.folders
    ]
    if listing.more:
        rows.append(html.P(f"and {listing.more:,} more; type the path instead", className="quiet"))
    return rows or html.P("No folders in here.", className="quiet")


def _target(services: Services, pressed: RowId | str, *, path: str | None, typed: str | None) -> str:
    """The folder to list: that of the row that was pressed, the parent, the one that was typed, or the first."""
    if isinstance(pressed, dict):
        return f"{(path or '').rstrip('/')}/{pressed['folder']}"
    if pressed == Ids.BROWSER_UP and path:
        return access.listing(services.settings, path).up or path
    if typed:
        try:
            return access.check(services.settings, typed)
        except BadRequest:
            pass
    return access.start(services.settings)
