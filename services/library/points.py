"""Owns maps/<id>.points: positions and content hashes of a map at fixed offsets, so that one seek reads them.

A map file is compressed by columns. Reading one row's hash, or the first positions, would mean reading whole columns:
seconds for a million rows. This second file is made from the map file when it is first asked for, and again when the
map file has changed.

File format, little-endian: magic, the map file's time in nanoseconds, n, dimensions, least and greatest of each of
three axes as ``f4``; then x, y (and z) as ``f4 (n,)`` each; then the content hashes, 32 bytes each.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from services.errors import NotFound
from services.library import tables
from services.library.files import MapFiles
from services.library.maps import Maps

_HEAD = struct.Struct("<8sqii6f")
_MAGIC = b"imgpts01"
_HASH = 32


@dataclass(frozen=True, slots=True)
class Extent:
    """How many points a map has, in how many dimensions, and where: ``bounds`` has (least, greatest) an axis."""

    n: int
    dimensions: int
    bounds: tuple[tuple[float, float], ...]


class Points:
    """Positions and hashes of maps. The file of a map is made when it is first asked for."""

    def __init__(self, maps: Maps, files: MapFiles) -> None:
        self._maps = maps
        self._files = files
        self._write_lock = threading.Lock()

    def extent(self, map_id: str) -> Extent:
        """Return how many points a map has and where they lie.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        with self._points(map_id) as (_, extent):
            return extent

    def content(self, map_id: str, row: int) -> str:
        """Return the content hash of a row, in hex.

        Raises
        ------
        NotFound
            There is no such map, or the map has no such row.
        LibraryUnusable
        """
        return self.contents(map_id, [row])[0]

    def contents(self, map_id: str, rows: Sequence[int]) -> list[str]:
        """Return the content hashes of some rows, in hex, in their order.

        Raises
        ------
        NotFound
            There is no such map, or the map has no such row.
        LibraryUnusable
        """
        with self._points(map_id) as (file, extent):
            found = []
            for row in rows:
                if not 0 <= row < extent.n:
                    raise NotFound(f"Map {map_id} has rows 0 to {extent.n - 1:,}; there is no row {row}.")
                file.seek(_HEAD.size + 4 * extent.n * extent.dimensions + _HASH * row)
                found.append(file.read(_HASH).hex())
            return found

    def positions(self, map_id: str, start: int, stop: int) -> bytes:
        """Return rows ``start`` to ``stop`` as bytes: ``f4``, all x, then all y, then all z.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        with self._points(map_id) as (file, extent):
            parts = []
            for axis in range(extent.dimensions):
                file.seek(_HEAD.size + 4 * (extent.n * axis + start))
                parts.append(file.read(4 * (stop - start)))
            return b"".join(parts)

    @contextlib.contextmanager
    def _points(self, map_id: str) -> Iterator[tuple[BinaryIO, Extent]]:
        """Open the points file of a map, which is written first if it is missing or out of date."""
        info = self._maps.get(map_id)
        source, path = self._files.table(map_id), self._files.points(map_id)
        try:
            with contextlib.ExitStack() as opened:
                found = _open(opened, path, source.stat().st_mtime_ns)
                yield found or self._make(opened, source, path)
        except OSError as error:
            raise self._maps.damaged(info) from error

    def _make(self, opened: contextlib.ExitStack, source: Path, path: Path) -> tuple[BinaryIO, Extent]:
        """Write the points file of the map file ``source``, and open it. Of several threads only one writes."""
        stamp = source.stat().st_mtime_ns
        with self._write_lock:
            found = _open(opened, path, stamp)
            if found is None:
                _write(path, *tables.positions_and_hashes(source), stamp=stamp)
                found = _open(opened, path, stamp)
        if found is None:
            raise OSError("another was written meanwhile")
        return found


def _open(opened: contextlib.ExitStack, path: Path, stamp: int) -> tuple[BinaryIO, Extent] | None:
    """Open a points file and read its head; None if it is missing, damaged, or not of the map file of time ``stamp``.

    ``opened`` closes the file in the end.
    """
    try:
        file = opened.enter_context(path.open("rb"))
    except FileNotFoundError:
        return None
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    magic, made_of, n, dimensions, *ends = _HEAD.unpack(head)
    if magic != _MAGIC or made_of != stamp:
        return None
    return file, Extent(n, dimensions, tuple((ends[2 * axis], ends[2 * axis + 1]) for axis in range(dimensions)))


def _write(path: Path, positions: NDArray[np.float32], hashes: bytes, *, stamp: int) -> None:
    """Write a points file beside its place and rename it, so that no reader sees a part.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        The bounds are 0 unless all are finite.
    hashes : bytes
        32 a row.
    stamp : int
        Time of the map file, nanoseconds since 1970.
    """
    n, dimensions = positions.shape
    bounds = np.zeros(6, np.float32)
    if n and np.isfinite(positions).all():
        bounds[0 : 2 * dimensions : 2], bounds[1 : 2 * dimensions : 2] = positions.min(0), positions.max(0)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as out:
            out.write(_HEAD.pack(_MAGIC, stamp, n, dimensions, *map(float, bounds)))
            out.write(np.ascontiguousarray(positions.T, dtype="<f4").tobytes())
            out.write(hashes)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
