"""Owns features that may be too many for memory.

A :class:`Features` gives access to an ``f4 (n, width)`` matrix that lies in an array or in a file. It reads blocks of
consecutive rows, or a few rows by their numbers. Above :data:`IN_MEMORY` pictures no step of a build holds the whole
matrix: a million pictures with 1,280 numbers each would take 5 GB.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from io import FileIO
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Largest number of pictures whose features are held as one array. Lower it on a machine with little memory. Maps above
#: it are laid out by another method (:mod:`services.projections.landmarks`), so changing it changes those maps.
IN_MEMORY = 100_000
#: Rows in a block. With 1,280 numbers a row a block takes 40 MB; larger blocks are not read faster.
BLOCK = 8192


class Features:
    """An ``f4 (n, width)`` matrix that is read as it is needed. A slice of it is a view of the same file or array.

    Parameters
    ----------
    source : ndarray f4 (m, width), or an unbuffered file open for reading
        A file holds the numbers row after row, little-endian, and nothing else.
    width : int
        Numbers in a row.
    rows : (int, int)
        First row of the view, and the row after its last.
    parent : Features, optional
        The view that this one is a slice of. The two share one lock, and the file stays open while either is in use.
    change : Change, optional
        What is done to the rows as they are read.
    """

    def __init__(
        self,
        source: NDArray[np.float32] | FileIO,
        *,
        width: int,
        rows: tuple[int, int],
        parent: Features | None = None,
        change: Change | None = None,
    ) -> None:
        self._source = source
        self._change = change
        self._first, stop = rows
        self.n, self.width = stop - self._first, width
        # The first view of a file closes it when it is collected; a slice keeps its parent alive.
        self._parent = parent
        # All views of a file move the same file position.
        self._lock: threading.Lock = parent._lock if parent else threading.Lock()

    @classmethod
    def of(cls, features: Features | ArrayLike) -> Features:
        """Return ``features`` if it is a ``Features`` already, else a view of the array, ``f4 (n, d)``."""
        if isinstance(features, cls):
            return features
        array: NDArray[np.float32] = np.ascontiguousarray(features, dtype=np.float32)
        return cls(array, width=array.shape[1], rows=(0, len(array)))

    @classmethod
    def in_file(cls, file: FileIO, *, n: int, width: int) -> Features:
        """Return all ``n`` rows of a file that was opened with ``buffering=0``.

        The file is closed when the returned object and all slices of it are gone.
        """
        features = cls(file, width=width, rows=(0, n))
        weakref.finalize(features, file.close)
        return features

    def __len__(self) -> int:
        return self.n

    @property
    def shape(self) -> tuple[int, int]:
        """(n, width), as of an array."""
        return self.n, self.width

    @overload
    def __getitem__(self, part: slice) -> FeatureMatrix: ...

    @overload
    def __getitem__(self, part: RowNumbers) -> NDArray[np.float32]: ...

    def __getitem__(self, part: slice | RowNumbers) -> FeatureMatrix:
        """``[a:b]`` is a view; ``[a:b:step]`` and ``[row numbers]`` are arrays, ``f4 (m, width)``."""
        if isinstance(part, slice):
            start, stop, step = part.indices(self.n)
            if step != 1:
                return self.rows(np.arange(start, stop, step, dtype=np.int64))
            rows = (self._first + start, self._first + max(start, stop))
            return Features(self._source, width=self.width, rows=rows, parent=self, change=self._change)
        return self.rows(part)

    def changed(self, change: Change) -> Features:
        """Return a view of the same rows, each of which is what ``change`` makes of it when it is read."""
        before, rows = self._change, (self._first, self._first + self.n)
        both = change if before is None else lambda some: change(before(some))
        return Features(self._source, width=self.width, rows=rows, parent=self, change=both)

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Give all rows in order, ``size`` at a time.

        Yields
        ------
        (int, f4 (b, width))
            Number of the block's first row, and the block. The next step of the iteration overwrites a block that was
            read from a file.
        """
        for at, block in self._blocks(size):
            yield at, block if self._change is None else self._change(block)

    def rows(self, numbers: RowNumbers) -> NDArray[np.float32]:
        """Return the rows with these numbers, in the order of ``numbers``: ``f4 (m, width)``."""
        read = self._rows(numbers)
        return read if self._change is None else self._change(read)

    def all(self) -> NDArray[np.float32]:
        """Return every row in one array, ``f4 (n, width)``. Call it only where n is known to be small."""
        every = np.empty((self.n, self.width), dtype=np.float32)
        for at, block in self.blocks():
            every[at : at + len(block)] = block
        return every

    def _blocks(self, size: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Give the rows as the source has them, as :meth:`blocks` does."""
        source = self._source
        if isinstance(source, np.ndarray):
            for at in range(0, self.n, size):
                yield at, source[self._first + at : self._first + min(at + size, self.n)]
            return
        buffer = np.empty((min(size, self.n), self.width), dtype="<f4")
        for at in range(0, self.n, size):
            count = min(size, self.n - at)
            with self._lock:
                _fill(source, self._first + at, buffer[:count])
            yield at, buffer[:count]

    def _rows(self, numbers: RowNumbers) -> NDArray[np.float32]:
        """Return some rows as the source has them."""
        source = self._source
        if isinstance(source, np.ndarray):
            return source[self._first + numbers]
        out: NDArray[np.float32] = np.empty((len(numbers), self.width), dtype="<f4")
        # A disk reads faster in the order of the file.
        places = np.argsort(numbers, kind="stable")
        with self._lock:
            for place, row in zip(places.tolist(), (self._first + numbers[places]).tolist(), strict=True):
                _fill(source, row, out[place : place + 1])
        return out


#: Numbers of rows, ``(m,)``.
RowNumbers: TypeAlias = NDArray[np.int32] | NDArray[np.int64]
#: Called with rows, ``f4 (m, width)``; returns as many others of the same width. What it makes of a row must not depend
#: on the rows beside it, and it must leave the rows it is given as they are.
Change: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.float32]]
#: Features of either kind: one array, or a view that is read by blocks.
FeatureMatrix: TypeAlias = Features | NDArray[np.float32]


def _fill(file: FileIO, row: int, into: NDArray[np.float32]) -> None:
    """Fill ``into``, ``f4 (b, width)``, from row ``row`` of a file on.

    Raises
    ------
    OSError
        The file is shorter than its rows.
    """
    view, done = into.data.cast("B"), 0
    file.seek(row * into.shape[1] * 4)
    while done < len(view):
        count = file.readinto(view[done:])
        if not count:
            raise OSError(f"the features end before row {row + len(into):,}")
        done += count
