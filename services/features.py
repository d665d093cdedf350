"""Owns features that are too many for memory: read in blocks of rows, or a few rows at a time, whether they lie in a
file or an array.

Above :data:`IN_MEMORY` pictures no step holds n x d numbers: a million of 1,280 would be 5 GB.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

#: Up to so many pictures features are one array. Lower it on machines of little memory; layouts above it are another
#: method's.
IN_MEMORY = 100_000
#: Rows of a block: 40 MB of 1,280 numbers; larger ones are no quicker.
BLOCK = 8192


class Features:
    """``f4 (n, width)`` that is read as it is needed; a slice of it is another, over the same file.

    Parameters
    ----------
    source : ndarray f4 (m, width), or an unbuffered file open for reading
        A file holds the numbers row after row, little-endian, and nothing else.
    width : int
    rows : (int, int)
        First row and the one after the last.
    """

    def __init__(self, source: Any, *, width: int, rows: tuple[int, int], parent: Features | None = None) -> None:
        self._source = source
        self._first, stop = rows
        self.n, self.width = stop - self._first, width
        # A file has one place to read at, and is closed with the first of those that read it.
        self._parent = parent
        self._lock: threading.Lock = parent._lock if parent else threading.Lock()

    @classmethod
    def of(cls, features: Any) -> Features:
        """What is given, if it is of this type, else a view of the array ``f4 (n, d)``."""
        if isinstance(features, cls):
            return features
        array = np.ascontiguousarray(features, dtype=np.float32)
        return cls(array, width=array.shape[1], rows=(0, len(array)))

    @classmethod
    def in_file(cls, file: BinaryIO, *, n: int, width: int) -> Features:
        """Of a file opened with ``buffering=0``; it is closed when nobody reads it any more."""
        features = cls(file, width=width, rows=(0, n))
        weakref.finalize(features, file.close)
        return features

    def __len__(self) -> int:
        return self.n

    @property
    def shape(self) -> tuple[int, int]:
        """(n, width), as of an array."""
        return self.n, self.width

    def __getitem__(self, part: Any) -> Any:
        """``[a:b]`` is again a :class:`Features`, ``[rows]`` an array ``f4 (m, width)``."""
        if isinstance(part, slice):
            start, stop, step = part.indices(self.n)
            if step != 1:
                return self.rows(np.arange(start, stop, step))
            return Features(
                self._source, width=self.width, rows=(self._first + start, self._first + max(start, stop)), parent=self
            )
        return self.rows(np.asarray(part))

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[int, Any]]:
        """All rows in order: (first row, ``f4 (b, width)`` that is good until the next is asked for)."""
        if not isinstance(self._source, np.ndarray):
            held = np.empty((min(size, self.n), self.width), dtype="<f4")
        for at in range(0, self.n, size):
            count = min(size, self.n - at)
            if isinstance(self._source, np.ndarray):
                yield at, self._source[self._first + at : self._first + at + count]
            else:
                self._read(self._first + at, held[:count])
                yield at, held[:count]

    def rows(self, numbers: Any) -> Any:
        """The rows of these numbers, in their order: ``f4 (m, width)``."""
        if isinstance(self._source, np.ndarray):
            return self._source[self._first + numbers]
        out = np.empty((len(numbers), self.width), dtype="<f4")
        # In the file's order, which a disk likes.
        for place in np.argsort(numbers, kind="stable").tolist():
            self._read(self._first + int(numbers[place]), out[place : place + 1])
        return out

    def all(self) -> Any:
        """Every row in one array, for whoever knows that they are few: ``f4 (n, width)``."""
        return self.rows(np.arange(self.n)) if self.n else np.empty((0, self.width), dtype=np.float32)

    def _read(self, row: int, into: Any) -> None:
        with self._lock:
            self._source.seek(row * self.width * 4)
            view, done = memoryview(into).cast("B"), 0
            while done < len(view):
                got = self._source.readinto(view[done:])
                if not got:
                    raise OSError(f"the features end before row {row + len(into):,}")
                done += got
