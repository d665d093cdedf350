"""Owns the colourings of maps, and their codes in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.facts import COLOURS, EDITION, Colouring, Mode, colour, modes
from services.library import Columns, Library
from services.views.kept import Kept
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
        edition = _edition(columns, COLOURS[mode]) if mode in COLOURS else ""
        if self._library.maps.get(map_id).state != "ready" or not edition:
            painted = colour(columns, mode)
        else:
            painted = self._kept.get(f"colour|{edition}|{map_id}|{mode}", lambda: colour(columns, mode))
        return replace(painted, edition=edition)

    def edition(self, map_id: str, mode: str) -> str:
        """Part of the addresses of the codes and of the facet: another when a finished map would be coloured otherwise.

        That is when the code is another, when what the mode reads was found anew beside the map, or when the pictures
        were found again in another folder.

        Raises
        ------
        NotFound
        """
        return _edition(self._library.maps.columns(map_id), COLOURS[mode])

    def offered(self, map_id: str) -> list[Mode]:
        """The modes that say something of a map: there are rows of different colours, or the mode shows no fact.

        Of a large map the first and the last rows are asked (:meth:`services.library.columns.Columns.sample`).

        Raises
        ------
        NotFound
        """
        columns, info = self._library.maps.columns(map_id), self._library.maps.get(map_id)
        some, kept = columns.sample(), info.state == "ready"
        return [mode for mode in modes(info.added) if self._says(map_id, mode, columns, some, kept=kept)]

    def _says(self, map_id: str, mode: Mode, columns: Columns, some: Columns, *, kept: bool) -> bool:
        def asked() -> tuple[bool]:
            legend = colour(some, mode.name).legend
            return (not legend or sum(count > 0 for *_, count in legend) > 1,)

        if not kept:
            return asked()[0]
        return self._kept.get(f"says|{_edition(columns, mode)}|{map_id}|{mode.name}", asked)[0]

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


def _edition(columns: Columns, mode: Mode) -> str:
    beside = (columns.beside(kind) for kind in mode.needs)
    parts = [EDITION, *(f"{found.edition}.{found.stamp}" if found else 0 for found in beside)]
    return "-".join(map(str, [*parts, columns.stamp] if mode.of_files else parts))
