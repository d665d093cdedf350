"""Owns the list of maps: open, rename, delete, and make another one by the same recipe."""

from __future__ import annotations

from pathlib import Path

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from components.header import map_card
from components.ids import Ids
from components.notices import Notice, notice
from components.source import recipe
from components.types import Children, Clicks, MapState, Unchanged, Value
from services import Services
from services.library import MapInfo
from services.schema import Recipe


def drawer() -> dmc.Drawer:
    """The drawer, empty until it opens."""
    return dmc.Drawer(
        id=Ids.MAPS, title="Maps", position="right", size="md", padding="lg", children=html.Div(id=Ids.MAPS_LIST)
    )


def register(app: Dash, services: Services) -> None:
    """The list is read again whenever it opens and whenever a map in it changed."""
    _register_list(app, services)
    _register_change(app, services)
    _register_reuse(app, services)


def _register_list(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAPS, "opened"),
        Output(Ids.MAPS_LIST, "children"),
        Input(Ids.LIBRARY, "n_clicks"),
        Input(Ids.LISTED, "data"),
        Input(Ids.URL, "pathname"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def list_maps(
        _clicks: Clicks, _changes: int | None, _path: str, state: MapState | None
    ) -> tuple[bool | Unchanged, Children | Unchanged]:
        if ctx.triggered_id == Ids.URL:
            return False, no_update
        open_id = state["id"] if state else None
        cards = [
            map_card.layout(info, is_open=info.id == open_id)
            for info in services.library.maps.all()
            if info.state == "ready"
        ]
        # A name typed just before the drawer closed changes the list; the drawer must stay closed then.
        opened = True if ctx.triggered_id == Ids.LIBRARY else no_update
        return opened, cards or html.P("No maps yet.", className="quiet")


def _register_change(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.LISTED, "data"),
        Output(Ids.URL, "pathname", allow_duplicate=True),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input({"kind": "rename", "map": ALL}, "n_submit"),
        Input({"kind": "rename", "map": ALL}, "n_blur"),
        Input({"kind": "delete", "map": ALL}, "n_clicks"),
        State({"kind": "rename", "map": ALL}, "value"),
        State({"kind": "rename", "map": ALL}, "id"),
        State(Ids.LISTED, "data"),
        State(Ids.URL, "pathname"),
        prevent_initial_call=True,
    )
    def rename_or_delete(
        _submits: list[Clicks],
        _blurs: list[Clicks],
        _deletes: list[Clicks],
        names: list[str | None],
        ids: list[dict[str, str]],
        changes: int | None,
        path: str,
    ) -> tuple[int | Unchanged, str | Unchanged, list[Notice] | Unchanged]:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not any(trigger["value"] for trigger in ctx.triggered):
            return no_update, no_update, no_update
        info = services.library.maps.get(pressed["map"])
        if pressed["kind"] == "delete":
            services.library.cleanup.delete(info.id)
            front = "/" if path == f"/map/{info.id}" else no_update
            return (changes or 0) + 1, front, [_deleted(info)]
        name = next(name for name, id in zip(names, ids, strict=True) if id["map"] == info.id)
        if not name or name.strip() == info.name:
            return no_update, no_update, no_update
        services.library.maps.rename(info.id, name)
        return (changes or 0) + 1, no_update, no_update


def _deleted(info: MapInfo) -> Notice:
    return notice(f"{info.name} was deleted. Its pictures are where they were.", kind="done")


def _register_reuse(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAPS, "opened", allow_duplicate=True),
        Output(Ids.FOLDER, "value", allow_duplicate=True),
        *[Output(control, "value", allow_duplicate=True) for control in recipe.CONTROLS],
        Input({"kind": "again", "map": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def fill_in(clicks: list[Clicks]) -> list[Value | Unchanged]:
        """Fill in a map's folder and recipe, to start from. A stopped map has the recipe that was asked for."""
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return [no_update] * (2 + len(recipe.CONTROLS))
        info = services.library.maps.get(ctx.triggered_id["map"])
        # Uploaded pictures lie in the library, not in a folder of the user's.
        uploaded = Path(info.source).is_relative_to(services.library.folder)
        wanted = Recipe.from_json(info.goal) if info.goal else info.recipe
        return [False, no_update if uploaded else info.source, *recipe.values(wanted)]
