"""Owns the user's own names for regions: giving one, and finding the region that it is of when regions have changed."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence

import numpy as np

from services.errors import BadRequest, NotFound
from services.groups import stored
from services.groups.stored import KIND, Stored, Told
from services.library import Library, RegionName

#: Characters of a name at most.
LONGEST = 80
#: A name goes to a region that holds at least this share of the rows that it was given to.
SHARE = 0.5

_lock = threading.Lock()


def rename(library: Library, map_id: str, region: int, name: str) -> Told:
    """Give a region a name, or its automatic one again where ``name`` is empty; return the region.

    Raises
    ------
    NotFound
        No such map or region, or the map has not been looked for regions yet.
    BadRequest
        The name is too long.
    """
    name = " ".join(name.split())
    if len(name) > LONGEST:
        raise BadRequest(f"A region's name has at most {LONGEST} characters; this one has {len(name)}.")
    # Two names that are given at once would each be written without the other.
    with _lock:
        info, here = library.maps.get(map_id), stored.read(library.beside.found(map_id, KIND))
        if here is None or not 0 <= region < len(here.regions):
            raise NotFound(f"Map {info.name} has no region {region}. The page shows those there are when it is opened.")
        before = owners(here, library.region_names.of(map_id))
        own = [given.id for given, at in before if at == region]
        library.region_names.give(map_id, name, here.members(here.regions[region]), instead=own)
        put(library, map_id, here)
        return called(here, library.region_names.of(map_id))[_level_of(here, region)][_place_of(here, region)]


def put(library: Library, map_id: str, here: Stored) -> None:
    """Store regions beside a map, with the names that the user has given to them."""
    levels = called(here, library.region_names.of(map_id))
    said = stored.about(levels, words=here.words, reason=here.reason, stamp=uuid.uuid4().hex[:12])
    library.beside.put(map_id, KIND, {"rows": np.array(here.rows)}, said)


def called(here: Stored, names: Sequence[RegionName]) -> list[list[Told]]:
    """The levels with the user's names, each at the region that it is of; the others have their automatic ones."""
    own = {at: given.name for given, at in owners(here, names)}
    return [[region.called(own.get(region.id, "")) for region in level] for level in here.levels]


def owners(here: Stored, names: Sequence[RegionName]) -> list[tuple[RegionName, int]]:
    """The names that a region has, with its id. Of two names of one region the later counts, and comes later.

    It is the region that has most in common with the rows the name was given to (Jaccard), of those that hold at least
    half of them. A name of which no region does is kept, and has none.
    """
    found = []
    for given in names:
        rows = given.rows[given.rows < len(here.rows)]
        counts = np.bincount(here.rows[rows], minlength=here.finest + 1)
        best = (0.0, -1)
        for region in here.regions:
            both = int(counts[list(region.parts)].sum())
            alike = both / (region.n + len(given.rows) - both)
            # A region that is the same on two levels is named on the first; `called` gives it to both.
            if both >= SHARE * len(given.rows) and alike > best[0]:
                best = (alike, region.id)
        if best[1] >= 0:
            parts = here.regions[best[1]].parts
            found += [(given, region.id) for region in here.regions if region.parts == parts]
    return found


def _level_of(here: Stored, region: int) -> int:
    return next(number for number, level in enumerate(here.levels) if any(one.id == region for one in level))


def _place_of(here: Stored, region: int) -> int:
    return next(place for level in here.levels for place, one in enumerate(level) if one.id == region)
