"""Owns what a facet is: a property by which the pictures of a map can be kept or left out, and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.facts import Colouring, Paintable


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a facet as columns of k, those below a value right behind it; each of n rows has one of them.

    Attributes
    ----------
    name : sequence of str
        For display.
    parent, last : sequence of int
        The value each lies below, -1 at the top; the place behind the last value below it.
    own, count : sequence of int
        Rows that have it, and rows that have it or one below it.
    code : sequence of int
        The place of its colour in ``colours``; -1 where what lies below it has several.
    row : sequence of int
        The lowest row that has it or one below it; -1 where none has.
    colours : sequence of str
        The palette of the facet's colour mode, ``#rrggbb``.
    rows : int (n,)
        The value of each row.
    """

    name: Sequence[str]
    parent: Sequence[int]
    last: Sequence[int]
    own: Sequence[int]
    count: Sequence[int]
    code: Sequence[int]
    row: Sequence[int]
    colours: Sequence[str]
    rows: NDArray[np.integer]

    @property
    def says_something(self) -> bool:
        """Whether there are rows with different values."""
        return sum(own > 0 for own in self.own) > 1

    @property
    def wide(self) -> int:
        """Bytes a row in :meth:`packed`: 1, 2 or 4."""
        return 1 if len(self.name) <= 256 else 2 if len(self.name) <= 65_536 else 4

    def packed(self) -> bytes:
        """The value of each row, little-endian, without a sign."""
        return self.rows.astype(f"<u{self.wide}").tobytes()


@dataclass(frozen=True, slots=True)
class Facet:
    """An entry of :data:`services.views.facets.FACETS`.

    Attributes
    ----------
    name, title : str
        Its name in addresses, and on the page.
    kind : str
        ``tree``, or ``values`` in an order of their own.
    mode : str
        The colour mode that shows it.
    values : callable
        Its values, from the columns of a map and from what gives the colouring of that map by its mode.
    only_extended : bool
        It says something only of a map to which pictures were added.
    beside : str
        The kind of facts beside the map that it reads, if any: they can be missing, and be found anew.
    """

    name: str
    title: str
    kind: str
    mode: str
    values: Callable[[Paintable, Callable[[str], Colouring]], Values]
    only_extended: bool = False
    beside: str = ""

    def answer(self, values: Values) -> str:
        """What the page is told, as JSON: the facet, and its values by columns."""
        head = {"facet": self.name, "title": self.title, "kind": self.kind, "mode": self.mode}
        names = ("name", "parent", "last", "own", "count", "code", "row", "colours")
        columns = {name: list(getattr(values, name)) for name in names}
        told = {**head, "n": len(values.rows), "bytes": values.wide, **columns}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
