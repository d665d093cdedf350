"""Owns the cell of a picture in the grid of its map (:mod:`services.projections.grid`): its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.facts.asked import Rows
from services.facts.fact import Column, Fact
from services.projections.grid import KIND


def _typed(axis: str) -> Callable[[Rows], list[object]]:
    """The values of an axis; None of a map without a grid."""

    def values(rows: Rows) -> list[object]:
        found = rows.beside(KIND)
        if found is None or axis not in found.arrays:
            return [None] * rows.table.n
        cells: list[object] = found.arrays[axis].tolist()
        return cells

    return values


def _cells(axis: str) -> Callable[[Rows], Sequence[object]]:
    typed = _typed(axis)
    return lambda rows: ["" if cell is None else cell for cell in typed(rows)]


GRID = Fact(
    "grid",
    columns=(
        Column(
            "grid_x",
            "column of its cell in the map's grid, from the left, beginning with 0; empty if none",
            _cells("x"),
            typed=_typed("x"),
        ),
        Column(
            "grid_y",
            "line of that cell, from the top, beginning with 0; empty if none",
            _cells("y"),
            typed=_typed("y"),
        ),
    ),
)
