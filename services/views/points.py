"""Owns what one look at a map needs: positions, colours and row facts, each in parts; colourings are computed once and
cached.

Memoised on strings only: flask-caching keys on ``repr``, and long arrays print alike (flask-caching #530).
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from services.errors import NotFound
from services.facts import EDITION, Colouring, colour
from services.library import Library
from services.schema import shown, visible

if TYPE_CHECKING:
    from flask_caching import Cache

#: Rows in one part of the facts; the browser asks for the part its pointer is in. Rows are shuffled, so on a large map
#: nearly
#: every picture lies in another part: small ones keep the panel quick.
PART = 500
#: Points in the first part of a map: drawn within a second without a GPU. Rows are shuffled: it shows the whole map's
#: shape.
FIRST = 65_536
#: How many times as many points there are after each further part, so that drawing again and again costs little in all.
GROWTH = 16
#: Maps of up to so many points come in one part.
WHOLE = 131_072

_HEAD = struct.Struct("<iiii")


def ends(n: int) -> list[int]:
    """Where each part of ``n`` points ends; a part starts where the one before it ends."""
    found = [n] if n <= WHOLE else [FIRST]
    while found[-1] < n:
        found.append(min(found[-1] * GROWTH, n))
    return found


class Views:
    """Reads maps for the page. ``cache`` is handed in by :func:`app.create_app`."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._cache = cache
        self._painting = threading.Lock()

    def colouring(self, map_id: str, mode: str) -> Colouring:
        """The colouring ``mode`` of a map; a finished map's is kept, as it cannot change."""
        key = f"colour|{EDITION}|{map_id}|{mode}"
        if self._library.maps.get(map_id).state != "ready":
            return colour(self._library.maps.rows(map_id), mode)
        kept = self._kept(key)
        if kept is None:
            # The page asks for the legend, the figure and the codes at once, and a million rows take a while.
            with self._painting:
                kept = self._kept(key)
                if kept is None:
                    kept = colour(self._library.maps.rows(map_id), mode)
                    with contextlib.suppress(Exception):
                        self._cache.set(key, kept)
        return kept

    def points(self, map_id: str, number: int) -> bytes:
        """A part of a map's positions, little-endian: n, dimensions, first row, rows as ``i4``; then all x, all y (all
        z) as ``f4``.

        Of a map in the making: where its layout is by now; nothing before it has begun.

        Raises
        ------
        NotFound
            No such map or part.
        """
        if self._library.maps.get(map_id).state == "ready":
            extent = self._library.points.extent(map_id)
            start, stop = self._stretch(map_id, extent.n, number)
            return _HEAD.pack(extent.n, extent.dimensions, start, stop - start) + self._library.points.positions(
                map_id, start, stop
            )
        latest = self._library.live.load(map_id)
        if latest is None:
            return b""
        positions = latest[1]
        start, stop = self._stretch(map_id, len(positions), number)
        body = np.ascontiguousarray(positions[start:stop].T, dtype="<f4").tobytes()
        return _HEAD.pack(len(positions), positions.shape[1], start, stop - start) + body

    def live(self, map_id: str, *, after: int, have: int, mode: str) -> tuple[bytes, tuple[str, ...]] | None:
        """The layout of a map in the making, as it stands, and the palette of its colours; None where there is none
        after serial number ``after``.

        Little-endian: serial number, whether there are colours, n, dimensions as ``i4``; then all x, all y (all z) as
        ``f4``; then, unless
        whoever asks has ``have`` = n of them, the colour codes as ``u1``: a map that grows is coloured anew when it has
        grown.
        """
        latest = self._library.live.load(map_id)
        if latest is None or latest[0] <= after:
            return None
        serial, positions = latest
        n, dimensions = positions.shape
        codes, palette = b"", tuple[str, ...]()
        if n != have:
            colouring = self.colouring(map_id, mode)
            codes, palette = colouring.codes[:n].tobytes(), tuple(colouring.palette)
        head = _HEAD.pack(serial, len(codes) > 0, n, dimensions)
        return head + np.ascontiguousarray(positions.T, dtype="<f4").tobytes() + codes, palette

    def codes(self, map_id: str, mode: str, number: int) -> bytes:
        """The colour codes of the same part, ``u1``: they index the palette that the figure and a recolouring tell.

        Raises
        ------
        NotFound
            No such map or part.
        BadRequest
            No such mode.
        """
        codes = self.colouring(map_id, mode).codes
        start, stop = self._stretch(map_id, len(codes), number)
        return bytes(codes[start:stop].tobytes())

    def _stretch(self, map_id: str, n: int, number: int) -> tuple[int, int]:
        parts = [0, *ends(n)]
        if not 0 <= number < len(parts) - 1:
            raise NotFound(f"Map {map_id} has {n:,} points; there is no part {number} of them.")
        return parts[number], parts[number + 1]

    def _kept(self, key: str) -> Colouring | None:
        # A cache that cannot be reached, or holds what cannot be read, is an empty one.
        with contextlib.suppress(Exception):
            kept: Colouring | None = self._cache.get(key)
            return kept
        return None

    def part(self, map_id: str, number: int) -> str:
        """Facts of rows ``PART * number`` and on, as JSON columns.

        Raises
        ------
        NotFound
            No such map or part.
        """
        n, start = self._library.maps.get(map_id).n, number * PART
        if not 0 <= start < n:
            raise NotFound(f"Map {map_id} has {n:,} rows; there is no part {number}.")
        rows = self._library.maps.some_rows(map_id, slice(start, min(start + PART, n)))
        names = [shown(path) for path in rows.path]
        home = shown(self._library.maps.get(map_id).source).rstrip("/")
        trust = [round(float(t), 5) if np.isfinite(t) else None for t in rows.trust]
        columns: dict[str, Any] = {
            "start": start,
            "name": [visible(name.rpartition("/")[2]) for name in names],
            "folder": [visible(name.rpartition("/")[0]) for name in names],
            "path": [
                os.path.normpath(f"{home}/{name}") if name.startswith("../") else f"{home}/{name}" for name in names
            ],
            "width": [int(v) for v in rows.width],
            "height": [int(v) for v in rows.height],
            "bytes": [int(v) for v in rows.bytes],
            "format": rows.format,
            "date": [_date(t, m) for t, m in zip(rows.taken, rows.mtime_ns, strict=True)],
            "trust": trust,
        }
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def _date(taken: str, mtime_ns: int) -> str:
    """When the picture was taken, as its EXIF says, else when its file was last changed."""
    if taken:
        return f"{taken.replace('T', ' ')[:16]} (taken)"
    return f"{datetime.fromtimestamp(int(mtime_ns) / 1e9).strftime('%Y-%m-%d %H:%M')} (file)"
