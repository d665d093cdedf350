"""Owns offering that an older map of the same pictures, which have left its folder, follows them to where they lie now.

The line below the map says it, with a button: nothing follows by itself.
"""

from __future__ import annotations

from typing import NamedTuple

from dash import Dash, Input, Output, State, html, no_update

from components.ids import Ids
from components.notices import Notice, notice
from components.types import Clicks, MapState, Style, Unchanged
from services import Services, access
from services.errors import BadRequest, NotFound
from services.library import MapInfo
from services.pipeline.follow import follow
from services.schema import visible
from services.sources import moved
from services.sources.changes import Changes

TITLE = "The older map keeps its name, selections and names of regions; this one becomes part of it"


class Outcome(NamedTuple):
    """Where the page goes, that the maps have changed, and the notice; by default nothing."""

    path: str | Unchanged = no_update
    listed: int | Unchanged = no_update
    notices: list[Notice] | Unchanged = no_update


def button(style: Style | Unchanged) -> html.Button:
    """The button; pressing it is all that is asked."""
    return html.Button("Let it follow them here", id=Ids.FOLLOW, className="text-button", style=style, title=TITLE)


def behind(services: Services, found: Changes) -> MapInfo | None:
    """The map that was left behind, if there is one and nobody has deleted it since it was found."""
    try:
        return services.library.maps.get(found.left) if found.left else None
    except NotFound:
        return None


def register(app: Dash, services: Services) -> None:
    """The press has a callback of its own; the page goes to the map that followed."""

    @app.callback(
        Output(Ids.URL, "pathname", allow_duplicate=True),
        Output(Ids.LISTED, "data", allow_duplicate=True),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input(Ids.FOLLOW, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        State(Ids.LISTED, "data"),
        prevent_initial_call=True,
        running=[(Output(Ids.FOLLOW, "disabled"), True, False)],
    )
    def let_follow(clicks: Clicks, state: MapState | None, changes: int | None) -> Outcome:
        if not clicks or not state or not (map_id := state["id"]):
            return Outcome()
        info = services.library.maps.get(map_id)
        access.check(services.settings, info.source, also=services.library.uploads)
        older = moved.left_behind(services.library, info)
        if older is None:
            raise BadRequest(f"There is no older map of the pictures of {info.name} any more whose folder is gone.")
        followed = follow(services.library, older.id, info.source).info
        services.watch.forget(info.id)
        services.watch.forget(followed.id)
        told = f"{followed.name} has followed its pictures to {visible(followed.source)}."
        return Outcome(f"/map/{followed.id}", (changes or 0) + 1, [notice(told, kind="done")])
