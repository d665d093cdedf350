"""Owns the bundle of what the page asks of a stored map: positions, colours, facts and facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.facts import Colouring
from services.library import Library
from services.views.colours import Colours
from services.views.copies import CopiesOf
from services.views.faceted import Facets
from services.views.grid import Grid
from services.views.live import Live
from services.views.miniatures import Miniatures
from services.views.orders import Orders
from services.views.overview import Overview
from services.views.points import Points
from services.views.regions import Regions
from services.views.rows import RowFacts
from services.views.sets import Sets
from services.views.sprites import Sprites

if TYPE_CHECKING:
    from flask_caching import Cache

__all__ = ["Views"]


class Views:
    """Reads the maps in ``library`` for the page; :func:`app.create_app` hands in ``cache``.

    Attributes
    ----------
    points : Points
        Positions in parts.
    colours : Colours
        Colourings, computed once and cached, and their codes in parts.
    live : Live
        The layout of a map that is being made.
    rows : RowFacts
        Facts of the pictures, as JSON.
    facets : Facets
        What the pictures can be asked by, and the value of each row.
    overview : Overview
        What the pictures are, taken together.
    copies : CopiesOf
        Which files are the same.
    orders : Orders
        In which orders pictures can be looked through, and their names.
    regions : Regions
        What belongs together on a map, and its names.
    sets : Sets
        What can be said of some rows taken together.
    sprites : Sprites
        The small pictures that the map is drawn from.
    grid : Grid
        The pictures side by side, each in a cell of its own.
    miniatures : Miniatures
        Maps as small pictures.
    """

    def __init__(self, library: Library, cache: Cache) -> None:
        self.points = Points(library)
        self.colours = Colours(library, cache)
        self.live = Live(library, self.colours)
        self.rows = RowFacts(library)
        self.facets = Facets(library, self.colours, cache)
        self.copies = CopiesOf(library)
        self.overview = Overview(library, self.colours, self.copies, cache)
        self.orders = Orders(library, cache)
        self.regions = Regions(library)
        self.sets = Sets(library)
        self.sprites = Sprites(library)
        self.grid = Grid(library)
        self.miniatures = Miniatures(library, self.colours, cache)

    def colouring(self, map_id: str, mode: str) -> Colouring:
        """The colouring ``mode`` of a map; see :meth:`services.views.colours.Colours.colouring`."""
        return self.colours.colouring(map_id, mode)
