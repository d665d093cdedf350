"""Owns reading single columns of a map's file: what is asked of all rows at once needs one or two of seventeen.

Of a million rows a column takes some 50 ms, and all of them, as a :class:`services.library.rows.RowTable`, seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import LibraryUnusable
from services.library import tables
from services.library.found import Found
from services.library.rows import Folders

if TYPE_CHECKING:
    import pyarrow as pa


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
    """

    path: Path
    added: int
    damaged: Callable[[], LibraryUnusable]
    found: Callable[[str], Found | None]

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
                return int(file.metadata.num_rows)
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
        return self.found(kind)

    def numbers(self, name: str) -> NDArray[np.generic]:
        """A column of numbers, ``(n,)``; of times ``i8``, in nanoseconds since 1970."""
        column = self._read(name)
        return np.asarray((column.cast("int64") if name == "modified" else column).to_numpy())

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
                return file.read([name])[name]
        except OSError as error:
            raise self.damaged() from error
