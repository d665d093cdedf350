"""Owns letting a map follow its pictures into another folder: what must hold first, and what becomes of the map there.

Only a person asks for it. The map keeps its id, name, date, selections and names of regions; its folder and the times
of its files become those of the new folder. A map of the same layout that was made of the new folder becomes part of
it.
"""

from __future__ import annotations

from typing import NamedTuple

from services import storage
from services.errors import BadRequest
from services.groups import own, stored
from services.library import Library, MapInfo
from services.library.layouts import same_source
from services.schema import Tick, visible
from services.sources import moved


class Followed(NamedTuple):
    """A map that has followed its pictures, and the map that became part of it, if there was one."""

    info: MapInfo
    joined: MapInfo | None


def follow(library: Library, map_id: str, source: str, *, tick: Tick | None = None) -> Followed:
    """Let a map follow its pictures to ``source``, an absolute folder or a URL.

    Raises
    ------
    BadRequest
        The pictures are still in the map's folder, ``source`` does not hold all of them, or a job is under way there.
    NotFound, NoSuchFolder, LibraryUnusable
    """
    info = library.maps.get(map_id)
    made = library.layouts.made(info.layout, source)
    twin = library.maps.get(made) if made else None
    _check(library, info, source, twin)
    there = moved.holds(library, info, source, tick=tick)
    if there.missing:
        raise moved.refuse(info, source, there.missing)
    followed = library.following.follow(map_id, source, mtime_ns=there.mtime_ns, twin=twin.id if twin else None)
    regions = stored.read(library.beside.found(map_id, stored.KIND)) if twin else None
    if regions is not None:
        # The names that regions had on the other map are given to those of this one.
        own.put(library, map_id, regions)
    return Followed(followed, twin)


def _check(library: Library, info: MapInfo, source: str, twin: MapInfo | None) -> None:
    """Refuse what must not follow, or cannot just now."""
    here, there = visible(info.source), visible(source)
    if info.state != "ready":
        raise BadRequest(f"Map {info.name} is still being made. It can follow its pictures when it is done.")
    if same_source(info.source, source):
        raise BadRequest(f"{info.name} is the map of {here} already. Give the folder to which its pictures have moved.")
    if storage.is_url(info.source):
        raise BadRequest(
            f"{info.name} is the map of an address, {here}, and stays so. Build {there} to give it a map of its own."
        )
    if not moved.is_gone(library, info):
        raise BadRequest(f"The pictures of {info.name} are still in {here}. Build {there} to give it a map of its own.")
    ids = {info.id, *([twin.id] if twin else [])}
    for job in library.jobs.unfinished():
        if same_source(job.source, source) or ids & {job.recipe.base, job.recipe.align}:
            raise BadRequest(f"A map of {visible(job.source)} is being made. Wait until it is done, or stop it.")
