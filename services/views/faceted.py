"""Owns the facets of maps, as JSON and bytes for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from services.errors import NotFound
from services.facts import EDITION
from services.library import Library
from services.views.colours import Colours
from services.views.facets import FACETS, Facet, offered
from services.views.kept import Kept, stamped

if TYPE_CHECKING:
    from flask_caching import Cache


class Listed(TypedDict):
    """A facet that says something of a map; ``count`` is the number of its values."""

    facet: str
    title: str
    kind: str
    count: int


class Told(NamedTuple):
    """A facet of a map: its values as JSON, the value of each row as bytes, and how many values there are."""

    values: str
    rows: bytes
    size: int
    says_something: bool


class Facets:
    """Facets of the maps in ``library``, in colours of ``colours``; those of finished maps are kept in ``cache``."""

    def __init__(self, library: Library, colours: Colours, cache: Cache) -> None:
        self._library = library
        self._colours = colours
        self._kept = Kept(cache)

    def listed(self, map_id: str) -> list[Listed]:
        """The facets that say something of a map: there are rows with different values.

        Raises
        ------
        NotFound
        """
        told = [(facet, self._told(map_id, facet)) for facet in offered(self._library.maps.get(map_id).added)]
        return [
            {"facet": facet.name, "title": facet.title, "kind": facet.kind, "count": of.size}
            for facet, of in told
            if of.says_something
        ]

    def values(self, map_id: str, name: str) -> str:
        """The values of a facet, as JSON; see :meth:`services.views.facets.facet.Facet.answer`.

        Raises
        ------
        NotFound
            No such map or facet, or the facet is not of this map.
        """
        return self._told(map_id, self._facet(map_id, name)).values

    def rows(self, map_id: str, name: str) -> bytes:
        """The value of each row, in 1, 2 or 4 bytes, as the JSON says.

        Raises
        ------
        NotFound
            As above.
        """
        return self._told(map_id, self._facet(map_id, name)).rows

    def _facet(self, map_id: str, name: str) -> Facet:
        known = [facet.name for facet in offered(self._library.maps.get(map_id).added)]
        if name not in known:
            raise NotFound(f"{name[:40]!r} is no facet of this map. Choose one of {', '.join(known)}.")
        return FACETS[name]

    def _told(self, map_id: str, facet: Facet) -> Told:
        stamp = stamped(self._library.maps.columns(map_id), facet.beside)
        if self._library.maps.get(map_id).state != "ready" or stamp is None:
            return self._compute(map_id, facet)
        return self._kept.get(f"facet|{EDITION}|{map_id}|{facet.name}{stamp}", lambda: self._compute(map_id, facet))

    def _compute(self, map_id: str, facet: Facet) -> Told:
        columns = self._library.maps.columns(map_id)
        values = facet.values(columns, lambda mode: self._colours.colouring(map_id, mode))
        return Told(facet.answer(values), values.packed(), len(values.name), values.says_something)
