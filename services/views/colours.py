"""Owns the colourings of maps: each is computed once and cached.

Keys of the cache are strings. flask-caching can memoise on arguments, but it keys on ``repr``, and long arrays print
alike (flask-caching #530).
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from services.facts import EDITION, Colouring, colour
from services.library import Library
from services.views.points import limits

if TYPE_CHECKING:
    from flask_caching import Cache


class Colours:
    """Colourings of the maps in ``library``, kept in ``cache``."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._cache = cache
        self._painting = threading.Lock()

    def colouring(self, map_id: str, mode: str) -> Colouring:
        """The colouring ``mode`` of a map. That of a finished map is cached, as it cannot change.

        Raises
        ------
        NotFound
            No such map.
        BadRequest
            No such mode.
        """
        key = f"colour|{EDITION}|{map_id}|{mode}"
        if self._library.maps.get(map_id).state != "ready":
            return colour(self._library.maps.rows(map_id), mode)
        kept = self._kept(key)
        if kept is None:
            # The page asks for the legend, the figure and the codes at once, and a million rows take a while.
            with self._painting:
                kept = self._kept(key)
                if kept is None:
                    kept = colour(self._library.maps.rows(map_id), mode)
                    with contextlib.suppress(Exception):
                        self._cache.set(key, kept)
        return kept

    def part(self, map_id: str, mode: str, number: int) -> bytes:
        """The colour codes of part ``number`` of the points, ``u1``.

        They index the palette, which the page gets with the figure and with every change of colours.

        Raises
        ------
        NotFound
            No such map or part.
        BadRequest
            No such mode.
        """
        codes = self.colouring(map_id, mode).codes
        start, stop = limits(map_id, len(codes), number)
        return bytes(codes[start:stop].tobytes())

    def _kept(self, key: str) -> Colouring | None:
        # A cache that cannot be reached counts as empty. So does an entry that cannot be read: an older version may
        # have pickled it under a module that is no longer there.
        with contextlib.suppress(Exception):
            kept: Colouring | None = self._cache.get(key)
            return kept
        return None
