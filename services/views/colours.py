"""Owns the colourings of maps, and their codes in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.facts import COLOURS, EDITION, Colouring, colour
from services.library import Library
from services.views.kept import Kept, stamped
from services.views.points import limits

if TYPE_CHECKING:
    from flask_caching import Cache


class Colours:
    """Colourings of the maps in ``library``, kept in ``cache``."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._kept = Kept(cache)

    def colouring(self, map_id: str, mode: str) -> Colouring:
        """The colouring ``mode`` of a map. That of a finished map is cached, as it cannot change.

        Raises
        ------
        NotFound
            No such map.
        BadRequest
            No such mode.
        """
        columns = self._library.maps.columns(map_id)
        stamp = stamped(columns, COLOURS[mode].beside) if mode in COLOURS else ""
        if self._library.maps.get(map_id).state != "ready" or stamp is None:
            return colour(columns, mode)
        return self._kept.get(f"colour|{EDITION}|{map_id}|{mode}{stamp}", lambda: colour(columns, mode))

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
