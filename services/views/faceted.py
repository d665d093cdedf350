"""Owns the facets of maps, as JSON and bytes for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from services.errors import NotFound
from services.facts import FACETS, Facet, facets
from services.library import Library
from services.views.colours import Colours
from services.views.kept import Kept

if TYPE_CHECKING:
    from flask_caching import Cache


class Listed(TypedDict):
    """A facet that says something of a map.

    ``count`` is the number of its values, ``edition`` part of its addresses; ``span`` says where numbers begin and end.
    """

    facet: str
    title: str
    kind: str
    count: int
    edition: str
    span: str


class Told(NamedTuple):
    """A facet of a map: its values as JSON, the value of each row as bytes, and how many values there are."""

    values: str
    rows: bytes
    size: int
    says_something: bool
    span: str


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
        told = [(facet, self._told(map_id, facet)) for facet in facets(self._library.maps.get(map_id).added)]
        return [
            {
                "facet": facet.name,
                "title": facet.title,
                "kind": facet.kind,
                "count": of.size,
                "edition": self._colours.edition(map_id, facet.mode),
                "span": of.span,
            }
            for facet, of in told
            if of.says_something
        ]

    def values(self, map_id: str, name: str) -> str:
        """The values of a facet, as JSON; see :meth:`services.facts.facet.Facet.answer`.

        Raises
        ------
        NotFound
            No such map or facet, or the facet is not of this map.
        """
        return self._told(map_id, self._facet(map_id, name)).values

    def edition(self, map_id: str, name: str) -> str:
        """Part of the addresses of a facet; see :meth:`services.views.colours.Colours.edition`.

        Raises
        ------
        NotFound
            As above.
        """
        return self._colours.edition(map_id, self._facet(map_id, name).mode)

    def within(self, map_id: str, name: str, value: int) -> str:
        """The same in the colours that what lies below a value has when it alone is looked at.

        Raises
        ------
        NotFound
            As above, or there is no such value, or the facet's colours do not follow what is looked at.
        """
        facet = self._facet(map_id, name)
        columns = self._library.maps.columns(map_id)
        if facet.within is None or not 0 <= value < self._told(map_id, facet).size:
            raise NotFound(f"{facet.title} of this map has no value {value} to look into.")
        return facet.answer(facet.within(columns, value))

    def rows(self, map_id: str, name: str) -> bytes:
        """The value of each row, in 1, 2 or 4 bytes, as the JSON says.

        Raises
        ------
        NotFound
            As above.
        """
        return self._told(map_id, self._facet(map_id, name)).rows

    def _facet(self, map_id: str, name: str) -> Facet:
        known = [facet.name for facet in facets(self._library.maps.get(map_id).added)]
        if name not in known:
            raise NotFound(f"{name[:40]!r} is no facet of this map. Choose one of {', '.join(known)}.")
        return FACETS[name]

    def _told(self, map_id: str, facet: Facet) -> Told:
        if self._library.maps.get(map_id).state != "ready":
            return self._compute(map_id, facet)
        edition = self._colours.edition(map_id, facet.mode)
        return self._kept.get(f"facet|{edition}|{map_id}|{facet.name}", lambda: self._compute(map_id, facet))

    def _compute(self, map_id: str, facet: Facet) -> Told:
        columns = self._library.maps.columns(map_id)
        values = facet.values(columns, lambda mode: self._colours.colouring(map_id, mode))
        return Told(facet.answer(values), values.packed(), len(values.name), values.says_something, values.span)
