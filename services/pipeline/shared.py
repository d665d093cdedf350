"""Owns making the map of a layout that another map has: the same pictures, the same way, in a folder of their own.

Nothing is laid out again. The map takes positions, trust and what lies beside the other one; its source, name, dates,
counts and skipped files are its own. What persons gave to the other map, names and selections, stays there.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace

import numpy as np

from services.errors import ImagescapeError, StoppedByUser
from services.groups import own, stored
from services.library import Library, MapInfo, RowTable
from services.pipeline import beside
from services.pipeline.preview import Preview
from services.progress import Clock, Listener
from services.schema import ALL_WAVES, Skipped
from services.settings import Settings
from services.sources import moved

logger = logging.getLogger(__name__)

#: What a layout says of itself: facts of a map that are those of every map of the layout.
OF_LAYOUT = ("trust", "trust_sampled", "trust_against", "perplexity", "iterations", "centred", "machine")


def find(library: Library, info: MapInfo, rows: RowTable) -> MapInfo | None:
    """Return another finished map that has the layout of ``info`` and ``rows``.

    None where there is none, or none whose file can be read: then the map is laid out.
    """
    for other in library.layouts.maps(info.layout):
        try:
            known = library.maps.rows(other.id)
        except ImagescapeError:
            logger.warning("map %s cannot be read, so that its layout is made anew", other.id)
            continue
        same = known.path == rows.path and known.hash == rows.hash and np.isfinite(known.positions).all()
        if other.id != info.id and same:
            return other
    return None


def store(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    other: MapInfo,
    *,
    skipped: list[Skipped],
    listener: Listener,
    clock: Clock,
    preview: Preview | None = None,
) -> MapInfo:
    """Store the map ``info`` of ``rows`` with the layout of the map ``other``.

    Parameters
    ----------
    other : MapInfo
        From :func:`find`.
    preview : Preview, optional
        Its map becomes this one.
    """
    listener.stage("store")
    known = library.maps.rows(other.id)
    rows = replace(rows, positions=known.positions, trust=known.trust)
    info = replace(info, **{fact: getattr(other, fact) for fact in OF_LAYOUT})
    library.maps.begin(info, rows, skipped)
    library.beside.copy(info.id, of=other.id)
    _leave_names(library, info)
    info = replace(info, state="ready", stopped=info.recipe.waves != ALL_WAVES, seconds=dict(clock.seconds))
    info = replace(info, left=moved.left_when_made(library, info))
    library.maps.finish(info, rows)
    if preview:
        preview.became(info.id)
    listener.showing(info.id)
    # What an older version made lacks what has come since.
    with contextlib.suppress(StoppedByUser):
        beside.take(beside.Work(library, settings, info, rows, listener), beside.missing(library, info))
    return library.maps.get(info.id)


def _leave_names(library: Library, info: MapInfo) -> None:
    """Let regions have the names of this map alone: those of the map it continues, none of those it was copied with."""
    here = stored.read(library.beside.found(info.id, stored.KIND))
    if here is None:
        return
    if info.recipe.base:
        library.region_names.inherit(info.id, info.recipe.base)
    own.put(library, info.id, here)
