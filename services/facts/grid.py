"""Owns the cell of a picture in the grid of its map (:mod:`services.projections.grid`): its columns."""

from __future__ import annotations

from collections.abc import Sequence

from services.facts.fact import Column, Fact, Rows, Values

#: Of what lies beside a map.
KIND = "grid"


def _cells(axis: str) -> Values:
    """The values of an axis; empty of a map without a grid."""

    def values(rows: Rows) -> Sequence[object]:
        found = rows.table.beside(KIND)
        if found is None or axis not in found.arrays:
            return [""] * rows.table.n
        cells: list[object] = found.arrays[axis].tolist()
        return cells

    return values


GRID = Fact(
    "grid",
    columns=(
        Column(
            "grid_x",
            "column of its cell in the map's grid, from the left, beginning with 0; empty if none",
            _cells("x"),
        ),
        Column("grid_y", "line of that cell, from the top, beginning with 0; empty if none", _cells("y")),
    ),
)
