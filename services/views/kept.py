"""Owns keeping what was computed of finished maps: each thing is computed once and cached.

Keys of the cache are strings. flask-caching can memoise on arguments, but it keys on ``repr``, and long arrays print
alike (flask-caching #530).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from flask_caching import Cache

T = TypeVar("T")


class Kept:
    """What is kept in ``cache``. Of several threads that ask for the same thing one computes it."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._computing = threading.RLock()

    def get(self, key: str, compute: Callable[[], T]) -> T:
        """What is kept under ``key``; if nothing is, what ``compute`` answers, which is never None."""
        kept = self._read(key)
        if kept is None:
            # The page asks for the legend, the figure and the codes at once, and a million rows take a while.
            with self._computing:
                kept = self._read(key)
                if kept is None:
                    kept = compute()
                    with contextlib.suppress(Exception):
                        self._cache.set(key, kept)
        return cast(T, kept)

    def _read(self, key: str) -> object:
        # A cache that cannot be reached counts as empty. So does an entry that cannot be read: an older version may
        # have pickled it under a module that is no longer there.
        with contextlib.suppress(Exception):
            return cast(object, self._cache.get(key))
        return None
