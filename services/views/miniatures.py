"""Owns the miniatures of maps: each a map's own points in the colours of its folders, small, for the list of maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.decoding import draw_miniature
from services.facts import DARK, EDITION
from services.library import Library
from services.views.colours import Colours
from services.views.kept import Kept

if TYPE_CHECKING:
    from flask_caching import Cache

#: Pixels of the page, and pixels of the picture for each of them, as fine screens have.
SIZE, ZOOM = (240, 150), 2
#: Points drawn at most: the first rows, which are a fair sample of all.
POINTS = 20_000
MODE = "folder"


class Miniatures:
    """Miniatures of the maps in ``library`` in colours of ``colours``; those of finished maps are kept in ``cache``."""

    def __init__(self, library: Library, colours: Colours, cache: Cache) -> None:
        self._library = library
        self._colours = colours
        self._kept = Kept(cache)

    def of(self, map_id: str, *, dark: bool) -> bytes:
        """The miniature of a map as PNG, on no ground, in the colours for the dark sheet or for the light one.

        Of a map in 3-D it shows the first two axes, of a map that is being made the layout so far.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        if self._library.maps.get(map_id).state != "ready":
            layout = self._library.live.load(map_id)
            return self._draw(map_id, np.zeros((0, 2), np.float32) if layout is None else layout[1], dark=dark)
        return self._kept.get(
            f"miniature|{EDITION}|{map_id}|{dark:d}",
            # Not by the file of points: it is made when a map is first looked at, of all its rows.
            lambda: self._draw(map_id, self._library.maps.some_rows(map_id, slice(0, POINTS)).positions, dark=dark),
        )

    def _draw(self, map_id: str, positions: NDArray[np.float32], *, dark: bool) -> bytes:
        colouring = self._colours.colouring(map_id, MODE)
        n = min(len(positions), len(colouring.codes), POINTS)
        palette = [DARK.get(colour, colour) if dark else colour for colour in colouring.palette]
        colours = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in palette], np.uint8).reshape(-1, 3)
        size = (SIZE[0] * ZOOM, SIZE[1] * ZOOM)
        return draw_miniature(positions[:n, :2], colours[colouring.codes[:n]], size=size, zoom=ZOOM)
