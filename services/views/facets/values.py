"""Owns the facets that have the values of a colour mode: the lines of its legend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from services.facts import COLOURS, Colouring, Paintable
from services.views.facets.facet import Facet, Values


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
    )


def _facet(name: str) -> Facet:
    def values(columns: Paintable, colouring: Callable[[str], Colouring]) -> Values:
        return of_colouring(colouring(name))

    mode = COLOURS[name]
    return Facet(name, mode.title, "values", name, values, only_extended=mode.only_extended)


TRUST = _facet("trust")
NEW = _facet("new")
