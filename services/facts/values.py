"""Owns the facets that have the values of a colour mode: the lines of its legend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from services.facts.facet import Facet, Values
from services.facts.fact import Mode, Paintable
from services.facts.palette import Colouring


def of_colouring(colouring: Colouring) -> Values:
    """A value for each line of the legend, in its order; the rows of a value are those that have its colour."""
    place = {colour: line for line, (_, colour, _) in enumerate(colouring.legend)}
    value = np.array([place.get(colour, 0) for colour in colouring.palette], np.int32)
    rows = value[colouring.codes]
    first = np.full(len(colouring.legend), -1)
    # Of a place that is written more than once, numpy keeps the last value: here that of the lowest row.
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    count = [count for _, _, count in colouring.legend]
    return Values(
        name=[label for label, _, _ in colouring.legend],
        parent=[-1] * len(count),
        last=list(range(1, len(count) + 1)),
        own=count,
        count=count,
        code=[colouring.palette.index(colour) for _, colour, _ in colouring.legend],
        row=first.tolist(),
        colours=colouring.palette,
        rows=rows,
        axis=colouring.axis,
        note=colouring.caption,
    )


def facet(mode: Mode, *, kind: str = "values", title: str = "") -> Facet:
    """The facet of a colour mode: its values are the lines of the legend."""

    def values(_columns: Paintable, colouring: Callable[[str], Colouring]) -> Values:
        return of_colouring(colouring(mode.name))

    return Facet(mode.name, title or mode.title, kind, mode.name, values, only_extended=mode.only_extended)
