"""Owns maps/<id>.points: what every look and every hover asks of a map, where a seek finds it.

A map file is compressed in columns: a row's hash, or the first positions, would cost reading all of them, seconds for a
million
rows. This one is made of it when first asked for, and again whenever the map file is another.

Layout, little-endian: magic, the map file's time, n, dimensions, least and greatest of each axis (three, as f4); then
x, y (and z)
as ``f4 (n,)`` each; then the content hashes, 32 bytes each.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from services.errors import LibraryUnusable, NotFound
from services.library import tables
from services.library.files import MapFiles
from services.library.maps import Maps

_HEAD = struct.Struct("<8sqii6f")
_MAGIC = b"imgpts01"
_HASH = 32


@dataclass(frozen=True, slots=True)
class Extent:
    """How many points, in how many dimensions, and where they lie: ``bounds`` has (least, greatest) an axis."""

    n: int
    dimensions: int
    bounds: tuple[tuple[float, float], ...]


class Points:
    """Positions and hashes of finished maps; each file is made when it is first asked for."""

    def __init__(self, maps: Maps, files: MapFiles) -> None:
        self._maps = maps
        self._files = files
        self._making = threading.Lock()

    def extent(self, map_id: str) -> Extent:
        """How many points a map has and where they lie.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        with self._points(map_id) as (_, extent):
            return extent

    def content(self, map_id: str, row: int) -> str:
        """The content hash of a row.

        Raises
        ------
        NotFound
            No such map or row.
        LibraryUnusable
        """
        with self._points(map_id) as (file, extent):
            if not 0 <= row < extent.n:
                raise NotFound(f"Map {map_id} has rows 0 to {extent.n - 1:,}; there is no row {row}.")
            file.seek(_HEAD.size + 4 * extent.n * extent.dimensions + _HASH * row)
            return file.read(_HASH).hex()

    def positions(self, map_id: str, start: int, stop: int) -> bytes:
        """Rows ``start`` to ``stop`` as ``f4``: all x, then all y, then all z."""
        with self._points(map_id) as (file, extent):
            parts = []
            for axis in range(extent.dimensions):
                file.seek(_HEAD.size + 4 * (extent.n * axis + start))
                parts.append(file.read(4 * (stop - start)))
            return b"".join(parts)

    @contextlib.contextmanager
    def _points(self, map_id: str) -> Iterator[tuple[BinaryIO, Extent]]:
        info = self._maps.get(map_id)
        source, path = self._files.table(map_id), self._files.points(map_id)
        try:
            stamp = source.stat().st_mtime_ns
            with contextlib.ExitStack() as opened:
                file, extent = _open(opened, path, stamp)
                if extent is None:
                    with self._making:
                        file, extent = _open(opened, path, stamp)
                        if extent is None:
                            _write(path, *tables.positions_and_hashes(source), stamp=stamp)
                            file, extent = _open(opened, path, stamp)
                if file is None or extent is None:
                    raise OSError("another was written meanwhile")
                yield file, extent
        except OSError as error:
            raise LibraryUnusable(
                f"The file of map {info.name} ({source.name}) is missing or damaged. Build the map again."
            ) from error


def _open(opened: contextlib.ExitStack, path: Path, stamp: int) -> tuple[BinaryIO | None, Extent | None]:
    """The file and what its head says; None where there is none, or one of another map file."""
    try:
        file = opened.enter_context(path.open("rb"))
    except FileNotFoundError:
        return None, None
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None, None
    magic, made_of, n, dimensions, *ends = _HEAD.unpack(head)
    if magic != _MAGIC or made_of != stamp:
        return None, None
    return file, Extent(n, dimensions, tuple((ends[2 * axis], ends[2 * axis + 1]) for axis in range(dimensions)))


def _write(path: Path, positions: Any, hashes: bytes, *, stamp: int) -> None:
    """Write aside and rename."""
    n, dimensions = positions.shape
    bounds = np.zeros(6, np.float32)
    if n and np.isfinite(positions).all():
        bounds[0 : 2 * dimensions : 2], bounds[1 : 2 * dimensions : 2] = positions.min(0), positions.max(0)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as out:
            out.write(_HEAD.pack(_MAGIC, stamp, n, dimensions, *map(float, bounds)))
            out.write(np.ascontiguousarray(positions.T, dtype="<f4").tobytes())
            out.write(hashes)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
