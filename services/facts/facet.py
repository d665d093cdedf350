"""Owns what a facet is: a property by which the pictures of a map can be kept or left out, and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.facts import calendar
from services.facts.asked import Paintable
from services.facts.bins import TIME
from services.facts.palette import Axis, Colouring
from services.facts.written import between


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
    paint : sequence of int, optional
        The place in ``colours`` of the rows that have a value itself, where it is another than that of all below it.
    axis : Axis, optional
        Of what is a number: where its values begin and end. There may be one value more, of what is not known.
    note : str
        What the values mean, where the title does not say it all.
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
    paint: Sequence[int] | None = None
    axis: Axis | None = None
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there are rows with different values."""
        return sum(own > 0 for own in self.own) > 1

    @property
    def span(self) -> str:
        """Where the values begin and end, in words; empty where they are no numbers."""
        if self.axis is None:
            return ""
        bins = self.axis.bins
        if bins.scale == TIME:
            return calendar.span(bins.edges[0], bins.edges[-1])
        return between(self.axis.first[0], self.axis.last[-1])

    @property
    def wide(self) -> int:
        """Bytes a row in :meth:`packed`: 1, 2 or 4."""
        return 1 if len(self.name) <= 256 else 2 if len(self.name) <= 65_536 else 4

    def packed(self) -> bytes:
        """The value of each row, little-endian, without a sign."""
        return self.rows.astype(f"<u{self.wide}").tobytes()


@dataclass(frozen=True, slots=True)
class Facet:
    """An entry of :data:`services.facts.FACETS`.

    Attributes
    ----------
    name, title : str
        Its name in addresses, and on the page.
    kind : str
        ``tree``, ``values`` in an order of their own, or ``numbers``: bins, which a histogram shows.
    mode : str
        The colour mode that shows it.
    values : callable
        Its values, from the columns of a map and from what gives the colouring of that map by its mode.
    only_extended : bool
        It says something only of a map to which pictures were added.
    within : callable, optional
        The same values in the colours that those below one of them have when it alone is looked at.
    """

    name: str
    title: str
    kind: str
    mode: str
    values: Callable[[Paintable, Callable[[str], Colouring]], Values]
    only_extended: bool = False
    within: Callable[[Paintable, int], Values] | None = None

    def answer(self, values: Values) -> str:
        """What the page is told, as JSON: the facet, and its values by columns."""
        head = {"facet": self.name, "title": self.title, "kind": self.kind, "mode": self.mode}
        names = ("name", "parent", "last", "own", "count", "code", "row", "colours")
        columns = {name: list(getattr(values, name)) for name in names}
        told: dict[str, object] = {**head, "n": len(values.rows), "bytes": values.wide, **columns, "note": values.note}
        told["within"] = self.within is not None
        if values.paint is not None:
            told["paint"] = list(values.paint)
        if values.axis is not None:
            bins = values.axis.bins
            told |= {"edges": list(bins.edges), "scale": bins.scale, "unit": bins.unit}
            told |= {"from": list(values.axis.first), "to": list(values.axis.last)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
