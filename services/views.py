"""Owns what one look at a map needs, computed once and cached: its colouring and the parts of its row facts.

Memoised on strings only: flask-caching keys on ``repr``, and long arrays print alike (flask-caching #530).
"""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from services.colours import EDITION, Colouring, colour
from services.errors import NotFound
from services.library import Library
from services.schema import shown

if TYPE_CHECKING:
    from flask_caching import Cache

#: Rows in one part of the facts; the browser asks for the part its pointer is in.
PART = 2000


class Views:
    """Reads maps for the page. ``cache`` is handed in by :func:`app.create_app`."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._cache = cache

    def colouring(self, map_id: str, mode: str) -> Colouring:
        """The colouring ``mode`` of a map; a finished map's is kept, as it cannot change."""
        key = f"colour|{EDITION}|{map_id}|{mode}"
        if self._library.map(map_id).state != "ready":
            return colour(self._library.rows(map_id), mode)
        kept = self._kept(key)
        if kept is None:
            kept = colour(self._library.rows(map_id), mode)
            with contextlib.suppress(Exception):
                self._cache.set(key, kept)
        return kept

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
        rows = self._library.rows(map_id)
        start = number * PART
        if not 0 <= start < rows.n:
            raise NotFound(f"Map {map_id} has {rows.n:,} rows; there is no part {number}.")
        span = slice(start, min(start + PART, rows.n))
        names = [shown(path) for path in rows.path[span]]
        home = shown(self._library.map(map_id).source).rstrip("/")
        trust = [round(float(t), 3) if np.isfinite(t) else None for t in rows.trust[span]]
        columns: dict[str, Any] = {
            "start": start,
            "name": [name.rpartition("/")[2] for name in names],
            "folder": [name.rpartition("/")[0] for name in names],
            "path": [f"{home}/{name}" for name in names],
            "width": [int(v) for v in rows.width[span]],
            "height": [int(v) for v in rows.height[span]],
            "bytes": [int(v) for v in rows.bytes[span]],
            "format": list(rows.format[span]),
            "date": [_date(t, m) for t, m in zip(rows.taken[span], rows.mtime_ns[span], strict=True)],
            "trust": trust,
        }
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def _date(taken: str, mtime_ns: int) -> str:
    """When the picture was taken, as its EXIF says, else when its file was last changed."""
    if taken:
        return f"{taken.replace('T', ' ')[:16]} (taken)"
    return f"{datetime.fromtimestamp(int(mtime_ns) / 1e9).strftime('%Y-%m-%d %H:%M')} (file)"
