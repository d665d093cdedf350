"""Owns reading single columns of a map's file: what is asked of all rows at once needs one or two of seventeen.

Of a million rows a column takes some 50 ms, and all of them, as a :class:`services.library.rows.RowTable`, seconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import LibraryUnusable
from services.library import tables
from services.library.found import Found
from services.library.rows import LOCAL, Folders, seconds

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the map file at ``path``; each is read when it is asked for, and none is held.

    Whatever is asked raises :exc:`services.errors.LibraryUnusable` where the file is missing or damaged. While a map
    grows, a column may have more rows than one that was read before it.

    Attributes
    ----------
    path : Path
    added : int
        The last so many rows were added to a finished map.
    damaged : callable
        Makes the error to raise where the file cannot be read.
    found : callable
        Gives what lies beside the map of a kind.
    groups : tuple of int, optional
        The row groups of the file that are read; None for all.
    """

    path: Path
    added: int
    damaged: Callable[[], LibraryUnusable]
    found: Callable[[str], Found | None]
    groups: tuple[int, ...] | None = None

    @property
    def stamp(self) -> int:
        """When the file was written, in nanoseconds since 1970: part of the key of what is computed of it."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError as error:
            raise self.damaged() from error

    @property
    def n(self) -> int:
        """Number of rows."""
        try:
            with tables.opened(self.path) as file:
                return sum(len(rows) for rows in self._ranges(file))
        except OSError as error:
            raise self.damaged() from error

    @property
    def folders(self) -> Folders:
        """The folders of the rows."""
        return Folders(*self.texts("folder"))

    @property
    def trust(self) -> NDArray[np.float32]:
        """Trust of the rows, ``f4 (n,)``; NaN where not measured."""
        return self.numbers("trust").astype(np.float32)

    def beside(self, kind: str) -> Found | None:
        """What lies beside the map of a kind (:mod:`services.library.beside`); None where there is nothing."""
        found = self.found(kind)
        if found is None or self.groups is None:
            return found
        try:
            with tables.opened(self.path) as file:
                return found.of_rows(np.concatenate([np.arange(rows.start, rows.stop) for rows in self._ranges(file)]))
        except OSError as error:
            raise self.damaged() from error

    def sample(self) -> Columns:
        """Return the same of the first and the last row group: rows are shuffled, and those added last come last."""
        try:
            with tables.opened(self.path) as file:
                last = file.metadata.num_row_groups - 1
        except OSError as error:
            raise self.damaged() from error
        return self if last < 2 or self.groups else replace(self, groups=(0, last))

    def numbers(self, name: str) -> NDArray[np.generic]:
        """A column of numbers, ``(n,)``; of times ``i8``, in nanoseconds since 1970."""
        column = self._read(name)
        return np.asarray((column.cast("int64").fill_null(0) if name == "modified" else column).to_numpy())

    def moments(self, name: str) -> NDArray[np.float64]:
        """A column of times as ISO 8601: seconds since 1970 on their own clocks, ``f8 (n,)``; NaN where one is none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = pc.utf8_slice_codeunits(self._read(name), 0, LOCAL)
        with contextlib.suppress(pa.ArrowInvalid):
            told = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
            return np.asarray(told.cast(pa.timestamp("s")).cast(pa.int64()).to_numpy(), np.float64)
        # One of them is no time, such as a camera's 31st of February: each by itself, which takes longer.
        return np.array([seconds(text) for text in column.to_pylist()], np.float64)

    def texts(self, name: str, *, most: int | None = None) -> tuple[list[str], NDArray[np.int32]]:
        """A column of texts: each that occurs, once, in any order, and the place among them of each row's, ``i4 (n,)``.

        Parameters
        ----------
        most : int, optional
            Characters of each text; the rest is cut.
        """
        import pyarrow.compute as pc

        column = self._read(name, encoded=most is None)
        if most is not None:
            column = pc.utf8_slice_codeunits(column, 0, most).dictionary_encode()
        column = column.unify_dictionaries()
        if not column.num_chunks:
            return [], np.empty(0, np.int32)
        codes = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])
        return column.chunk(0).dictionary.to_pylist(), codes.astype(np.int32, copy=False)

    def text(self, name: str) -> pa.StringArray:
        """A column of texts as pyarrow has it, in one piece."""
        import pyarrow as pa

        column = self._read(name).combine_chunks()
        return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column

    def _read(self, name: str, *, encoded: bool = False) -> pa.ChunkedArray:
        try:
            with tables.opened(self.path, encoded=[name] if encoded else []) as file:
                read = file.read([name]) if self.groups is None else file.read_row_groups(list(self.groups), [name])
                return read[name]
        except OSError as error:
            raise self.damaged() from error

    def _ranges(self, file: pq.ParquetFile) -> list[range]:
        """The numbers of the rows in each of the groups that are read."""
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        ends = np.cumsum([0, *sizes]).tolist()
        every = [range(start, stop) for start, stop in pairwise(ends)]
        return every if self.groups is None else [every[group] for group in self.groups]
