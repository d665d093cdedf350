"""Owns the types of a fact: what is known of a picture, and every place that shows it.

In: :class:`Rows`, some rows of a map. Out: one value a row, in row order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from services.facts.palette import Colouring
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
    """

    source: str
    table: RowTable
    numbers: Sequence[int]


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

    def texts(self, name: str) -> tuple[list[str], NDArray[np.int32]]:
        """A column of texts of the map file: each once, and the place among them of each row's, ``i4 (n,)``."""

    def beside(self, kind: str) -> Found | None:
        """What lies beside the map of a kind; None where there is nothing."""


#: Gives the value of every row, in row order.
Values = Callable[[Rows], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV.

    Attributes
    ----------
    name : str
        Its header.
    help : str
        What it holds; the reference prints this.
    cells : callable
        The cell of every row. It is written as ``str`` gives it.
    free_text : bool
        Whoever named the file chose the text, so a cell may look like a formula or hold bytes that are not UTF-8.
    """

    name: str
    help: str
    cells: Values
    free_text: bool = False


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to colour the points.

    Attributes
    ----------
    name, title, help : str
        Its name in addresses, its title and its sentence on the page.
    paint : callable
        The colouring of a map; it has a code for every row, in row order.
    only_extended : bool
        It says something only of a map to which pictures were added.
    """

    name: str
    title: str
    help: str
    paint: Callable[[Paintable], Colouring]
    only_extended: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a picture. Leave out a part, and the fact does not appear there.

    Attributes
    ----------
    name : str
        Its key in :data:`services.facts.FACTS`.
    columns : tuple of Column
        Its columns of the CSV.
    json : mapping of str to callable
        Keys of the row facts that the browser asks for, and the values of each. JSON must be able to hold a value.
    mode : Mode, optional
        The colour mode that shows it. Its name is the fact's.
    """

    name: str
    columns: tuple[Column, ...] = ()
    json: Mapping[str, Values] = field(default_factory=dict)
    mode: Mode | None = None
