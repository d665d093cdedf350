"""Owns the layout of a map that is being made, with its colours, as bytes for the browser."""

from __future__ import annotations

import struct

from services.library import Library
from services.views.colours import Colours
from services.views.points import axes

_HEAD = struct.Struct("<iiii")


class Live:
    """Layouts of the maps in ``library`` that are being made, in colours of ``colours``."""

    def __init__(self, library: Library, colours: Colours) -> None:
        self._library = library
        self._colours = colours

    def layout(self, map_id: str, *, after: int, have: int, mode: str) -> tuple[bytes, tuple[str, ...]] | None:
        """The layout as it stands, little-endian, and the palette of its colours.

        First the serial number, whether there are colours, n and dimensions, as ``i4``; then all x, all y (all z) as
        ``f4``; then the colour codes as ``u1``, unless ``have`` is n. A map that grows is coloured anew when it has
        grown.

        Parameters
        ----------
        after : int
            The serial number of the layout that the browser has; -1 where it has none.
        have : int
            How many colour codes the browser has.
        mode : str
            A name in :data:`services.facts.COLOURS`.

        Returns
        -------
        tuple of (bytes, palette), or None
            None where there is no layout after ``after``. The palette is empty where there are no colours.
        """
        latest = self._library.live.load(map_id)
        if latest is None or latest[0] <= after:
            return None
        serial, positions = latest
        n, dimensions = positions.shape
        codes, palette = b"", tuple[str, ...]()
        if n != have:
            colouring = self._colours.colouring(map_id, mode)
            codes, palette = colouring.codes[:n].tobytes(), tuple(colouring.palette)
        return _HEAD.pack(serial, len(codes) > 0, n, dimensions) + axes(positions) + codes, palette
