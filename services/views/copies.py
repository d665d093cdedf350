"""Owns what the page is told of the copies on a map."""

from __future__ import annotations

import struct

import numpy as np

from services.groups.copies import KIND, read
from services.library import Library

_HEAD = struct.Struct("<ii")


class CopiesOf:
    """Copies on the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def groups(self, map_id: str) -> bytes:
        """The groups of copies, as ``i4`` little-endian; no bytes while they are not known.

        First how many groups there are, and how many of them, the first, have files in several folders; then where each
        group ends among the rows, and the rows, group by group.

        Raises
        ------
        NotFound
            No such map.
        """
        found = read(self._library.beside.found(self._library.maps.get(map_id).id, KIND))
        if found is None:
            return b""
        ends = np.cumsum(found.sizes)
        return _HEAD.pack(len(ends), found.across) + ends.astype("<i4").tobytes() + found.rows.astype("<i4").tobytes()

    def counted(self, map_id: str) -> dict[str, int] | None:
        """How many groups there are, how many pictures are in them, and how many groups lie in several folders.

        None while that is not known.

        Raises
        ------
        NotFound
        """
        found = read(self._library.beside.found(self._library.maps.get(map_id).id, KIND))
        return found and {"groups": len(found.sizes), "rows": len(found.rows), "across": found.across}
