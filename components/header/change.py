"""Owns the dialogs that a map's menu opens (rename, delete, how it was made), and using its recipe again."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from components.header import differs, how
from components.icons import CLOSE
from components.ids import Ids
from components.notices import Notice, notice
from components.source import recipe
from components.types import Changing, Children, Clicks, Unchanged, Value
from services import Services
from services.library import MapInfo
from services.schema import Recipe


class Opened(NamedTuple):
    """What becomes of the dialogs; by default nothing."""

    rename: bool | Unchanged = no_update
    name: str | Unchanged = no_update
    delete: bool | Unchanged = no_update
    what: str | Unchanged = no_update
    how: bool | Unchanged = no_update
    text: Children | Unchanged = no_update


def layout() -> list[dmc.Modal]:
    """The three dialogs, closed."""
    name = dmc.TextInput(
        id=Ids.RENAME_TEXT,
        # Without it Enter arrives before the last letters that were typed.
        debounce=True,
        **{"aria-label": "Name of the map", "data-autofocus": True},
    )
    save = dmc.Button("Rename", id=Ids.RENAME_SAVE)
    question = [
        html.P(id=Ids.DELETE_WHAT, className="dialog-text"),
        html.Div(
            [
                dmc.Button("Cancel", id=Ids.DELETE_CANCEL, variant="default", **{"data-autofocus": True}),
                dmc.Button("Delete", id=Ids.DELETE_DO, color="red"),
            ],
            className="dialog-foot",
        ),
    ]
    return [
        dmc.Modal(
            id=Ids.RENAME,
            title="Rename the map",
            closeButtonProps=CLOSE,
            children=[name, html.Div(save, className="dialog-foot")],
        ),
        dmc.Modal(id=Ids.DELETE, title="Delete the map?", closeButtonProps=CLOSE, children=question),
        dmc.Modal(
            id=Ids.HOW, title="How it was made", size="lg", closeButtonProps=CLOSE, children=html.Div(id=Ids.HOW_TEXT)
        ),
    ]


def register(app: Dash, services: Services) -> None:
    """Items of menus open the dialogs; the dialogs change the library."""
    _register_open(app, services)
    _register_rename(app, services)
    _register_delete(app, services)
    _register_reuse(app, services)


def _register_open(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.RENAME, "opened"),
        Output(Ids.RENAME_TEXT, "value"),
        Output(Ids.DELETE, "opened"),
        Output(Ids.DELETE_WHAT, "children"),
        Output(Ids.HOW, "opened"),
        Output(Ids.HOW_TEXT, "children"),
        Input(Ids.CHANGING, "data"),
        prevent_initial_call=True,
    )
    def open_dialog(changing: Changing | None) -> Opened:
        if not changing or changing["what"] == "again":
            return Opened()
        info = services.library.maps.get(changing["map"])
        if changing["what"] == "rename":
            return Opened(rename=True, name=info.name)
        if changing["what"] == "delete":
            return Opened(delete=True, what=_what(services, info))
        return Opened(how=True, text=how.layout(info))


def _what(services: Services, info: MapInfo) -> str:
    """Which map it is, so that nobody deletes its sister."""
    maps = services.library.maps.all()
    told = [differs.place(info, maps), differs.apart(info, maps)]
    about = ", ".join(filter(None, [*told, f"{info.mapped:,} pictures", f"made {differs.made(info)}"]))
    return f"{info.name}: {about}. The map goes, and cannot be brought back. Its pictures stay where they are."


def _register_rename(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.LISTED, "data"),
        Output(Ids.RENAME, "opened", allow_duplicate=True),
        Output(Ids.RENAME_TEXT, "error"),
        Input(Ids.RENAME_SAVE, "n_clicks"),
        Input(Ids.RENAME_TEXT, "n_submit"),
        State(Ids.RENAME_TEXT, "value"),
        State(Ids.CHANGING, "data"),
        State(Ids.LISTED, "data"),
        prevent_initial_call=True,
    )
    def rename(
        clicks: Clicks, submits: Clicks, name: str | None, changing: Changing | None, changes: int | None
    ) -> tuple[int | Unchanged, bool | Unchanged, str | None]:
        if not changing or not (clicks or submits):
            return no_update, no_update, None
        if not (name or "").strip():
            return no_update, no_update, "A map needs a name."
        services.library.maps.rename(changing["map"], name or "")
        return (changes or 0) + 1, False, None


def _register_delete(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.LISTED, "data", allow_duplicate=True),
        Output(Ids.DELETE, "opened", allow_duplicate=True),
        Output(Ids.URL, "pathname", allow_duplicate=True),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input(Ids.DELETE_DO, "n_clicks"),
        State(Ids.CHANGING, "data"),
        State(Ids.LISTED, "data"),
        State(Ids.URL, "pathname"),
        prevent_initial_call=True,
        running=[(Output(Ids.DELETE_DO, "loading"), True, False)],
    )
    def delete(
        clicks: Clicks, changing: Changing | None, changes: int | None, path: str
    ) -> tuple[int | Unchanged, bool | Unchanged, str | Unchanged, list[Notice] | Unchanged]:
        if not clicks or not changing:
            return no_update, no_update, no_update, no_update
        info = services.library.maps.get(changing["map"])
        services.library.cleanup.delete(info.id)
        front = "/" if path == f"/map/{info.id}" else no_update
        told = notice(f"{info.name} was deleted. Its pictures are where they were.", kind="done")
        return (changes or 0) + 1, False, front, [told]


def _register_reuse(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAPS, "opened", allow_duplicate=True),
        Output(Ids.FOLDER, "value", allow_duplicate=True),
        *[Output(control, "value", allow_duplicate=True) for control in recipe.CONTROLS],
        Input(Ids.CHANGING, "data"),
        prevent_initial_call=True,
    )
    def fill_in(changing: Changing | None) -> list[Value | Unchanged]:
        """Fill in a map's folder and recipe, to start from. A stopped map has the recipe that was asked for."""
        if not changing or changing["what"] != "again":
            return [no_update] * (2 + len(recipe.CONTROLS))
        info = services.library.maps.get(changing["map"])
        # Uploaded pictures lie in the library, not in a folder of the user's.
        uploaded = Path(info.source).is_relative_to(services.library.folder)
        wanted = Recipe.from_json(info.goal) if info.goal else info.recipe
        return [False, no_update if uploaded else info.source, *recipe.values(wanted)]
