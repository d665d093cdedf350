"""Owns maps/<id>.live: the layout of a map in the making, as it stands; written by its worker, read by whoever watches.

Layout, little-endian: serial number, n, dimensions as ``i4``; then positions ``f4 (n, dimensions)``.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import numpy as np

from services.library.files import MapFiles
from services.library.maps import Maps

_HEAD = struct.Struct("<iii")
#: Serial number of the layout of a finished map: none comes after it.
LAST = 2**31 - 1


class Live:
    """Layouts of maps that are being made."""

    def __init__(self, maps: Maps, files: MapFiles) -> None:
        self._maps = maps
        self._files = files

    def save(self, map_id: str, positions: Any) -> None:
        """Store the layout so far, ``f4 (n, 2 or 3)``, of all rows or of the first ``n``."""
        save(self._files.live(map_id), positions)

    def load(self, map_id: str) -> tuple[int, Any] | None:
        """(Serial number, positions) of the layout so far; None while there is none.

        For a finished map: :data:`LAST` and its positions.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        if self._maps.get(map_id).state == "ready":
            return LAST, self._maps.rows(map_id).positions
        return load(self._files.live(map_id))


def save(place: Path, positions: Any) -> None:
    """Positions ``f4 (n, 2 or 3)`` as the next after those that are stored; aside and renamed."""
    n, dimensions = positions.shape
    aside = place.with_suffix(f".{os.getpid()}")
    body = np.ascontiguousarray(positions, dtype="<f4").tobytes()
    aside.write_bytes(_HEAD.pack(_serial(place) + 1, n, dimensions) + body)
    os.replace(aside, place)


def load(place: Path) -> tuple[int, Any] | None:
    """(Serial number, positions); None where there are none yet."""
    try:
        held = place.read_bytes()
    except FileNotFoundError:
        return None
    serial, n, dimensions = _HEAD.unpack_from(held)
    return serial, np.frombuffer(held, "<f4", offset=_HEAD.size).reshape(n, dimensions)


def _serial(place: Path) -> int:
    """Serial number of what is stored, 0 where there is nothing. Another worker may have begun it."""
    try:
        with place.open("rb") as file:
            return int(_HEAD.unpack(file.read(_HEAD.size))[0])
    except (OSError, struct.error):
        return 0
