"""Owns maps/<id>.live: the layout of an unfinished map. Its worker writes the file, the web process reads it.

File format, little-endian: serial number, n, dimensions as ``i4``; then positions ``f4 (n, dimensions)``. Each layout
has a higher serial number than the one before, so that a reader knows whether it has seen it.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.library.files import MapFiles
from services.library.maps import Maps

_HEAD = struct.Struct("<iii")
#: Serial number of a finished map's layout, which is the last.
LAST = 2**31 - 1


class Live:
    """Layouts of unfinished maps."""

    def __init__(self, maps: Maps, files: MapFiles) -> None:
        self._maps = maps
        self._files = files

    def save(self, map_id: str, positions: NDArray[np.floating]) -> None:
        """Store the layout so far, ``(n, 2 or 3)``, of all rows or of the first n. It is stored as float32."""
        save(self._files.live(map_id), positions)

    def load(self, map_id: str) -> tuple[int, NDArray[np.float32]] | None:
        """Read the layout so far.

        Returns
        -------
        (int, f4 (n, 2 or 3)) or None
            Serial number and positions; of a finished map :data:`LAST` and its positions. None while there is no
            layout.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        if self._maps.get(map_id).state == "ready":
            return LAST, self._maps.rows(map_id).positions
        return load(self._files.live(map_id))


def save(path: Path, positions: NDArray[np.floating]) -> None:
    """Write positions, ``(n, 2 or 3)``, under the next serial number. The file is replaced in one step."""
    n, dimensions = positions.shape
    temporary = path.with_suffix(f".{os.getpid()}")
    body = np.ascontiguousarray(positions, dtype="<f4").tobytes()
    temporary.write_bytes(_HEAD.pack(_stored_serial(path) + 1, n, dimensions) + body)
    os.replace(temporary, path)


def load(path: Path) -> tuple[int, NDArray[np.float32]] | None:
    """Read (serial number, positions ``f4 (n, 2 or 3)``); None where there is no file."""
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return None
    serial, n, dimensions = _HEAD.unpack_from(stored)
    return serial, np.frombuffer(stored, "<f4", offset=_HEAD.size).reshape(n, dimensions)


def _stored_serial(path: Path) -> int:
    """The serial number in the file, which another worker may have begun; 0 where there is none."""
    try:
        with path.open("rb") as file:
            return int(_HEAD.unpack(file.read(_HEAD.size))[0])
    except (OSError, struct.error):
        return 0
