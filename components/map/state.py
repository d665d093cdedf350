"""Owns which map the page shows: by its address, and by what became of that map."""

from __future__ import annotations

from components.types import MapState
from services import Services
from services.errors import NotFound


def of_address(services: Services, path: str | None) -> MapState:
    """The state of the map that the page at ``path`` shows: the one it names, or at the front page the last one."""
    path = path or "/"
    named = path.startswith("/map/")
    return of_map(services, path.removeprefix("/map/").strip("/") if named else services.library.maps.last())


def of_map(services: Services, map_id: str | None) -> MapState:
    """The state of a map, or of the map that replaced it."""
    if not map_id:
        return {"id": None, "state": "none"}
    try:
        info = services.library.maps.get(map_id)
    except NotFound:
        if joined := services.library.following.led_to(map_id):
            return of_map(services, joined)
        return {"id": None, "state": "gone", "name": services.library.maps.deleted(map_id) or ""}
    if info.became:
        return of_map(services, info.became)
    state: MapState = {"id": info.id, "state": info.state, "name": info.name}
    if info.state != "ready":
        # What the page says of a preview changes with the number of its rows.
        state["n"] = info.n
    return state


def replacement(services: Services, map_id: str) -> str | None:
    """The map that an unfinished one became, with the same rows in the same order; None where it was deleted."""
    return of_map(services, map_id)["id"]
