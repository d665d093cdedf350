"""Owns what facts are asked of: the rows of a map, whole or a few, and what lies beside it.

A colour mode and a facet ask a :class:`Paintable`, which has all rows; cells, texts and JSON are of some :class:`Rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from services.library import Folders, Found, RowTable


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a map whose facts are wanted.

    Attributes
    ----------
    source : str
        Folder or URL of the map; paths are relative to it.
    table : RowTable
        These rows and no others.
    numbers : sequence of int, (table.n,)
        Their row numbers in the map.
    found : callable, optional
        Gives what lies beside the map of a kind, of all its rows; without it the table has what lies beside these.
    """

    source: str
    table: RowTable
    numbers: Sequence[int]
    found: Callable[[str], Found | None] | None = None

    def beside(self, kind: str) -> Found | None:
        """What lies beside the map of a kind, of these rows; None where there is nothing."""
        if self.found is None:
            return self.table.beside(kind)
        found = self.found(kind)
        return found and found.of_rows(np.asarray(self.numbers, np.int64))


class Paintable(Protocol):
    """What a colour mode reads of a map: a ``RowTable`` holds it all, and ``Columns`` reads each part when asked."""

    @property
    def n(self) -> int:
        """Number of rows."""

    @property
    def added(self) -> int:
        """The last so many rows were added to a finished map."""

    @property
    def trust(self) -> NDArray[np.float32]:
        """Trust of the rows, ``f4 (n,)``; NaN where not measured."""

    @property
    def folders(self) -> Folders:
        """The folders of the rows."""

    def numbers(self, name: str) -> NDArray[np.generic]:
        """A column of numbers of the map file, ``(n,)``; times are ``i8``, in nanoseconds since 1970."""

    def moments(self, name: str) -> NDArray[np.float64]:
        """A column of times without a zone: seconds since 1970, ``f8 (n,)``; NaN where there is none."""

    def texts(self, name: str) -> tuple[list[str], NDArray[np.int32]]:
        """A column of texts of the map file: each once, and the place among them of each row's, ``i4 (n,)``."""

    def beside(self, kind: str) -> Found | None:
        """What lies beside the map of a kind; None where there is nothing."""
