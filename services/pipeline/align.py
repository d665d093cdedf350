"""Owns turning a new layout so that it fits an old map: what was at the top stays at the top, and nothing spins.

Orthogonal Procrustes (Schönemann 1966, doi:10.1007/BF02289451) on the pictures both have: rotation, reflection and
shift, no stretch,
so every distance on the new map is as the layout made it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from services.errors import BadRequest
from services.library import Library, RowTable
from services.schema import Recipe

#: Positions ``f4 (n, 2 or 3)`` -> the same, turned.
Turn = Callable[[Any], Any]


def onto(library: Library, recipe: Recipe, rows: RowTable) -> Turn:
    """What turns a layout of ``rows`` to fit the map ``recipe.align``; nothing where that is empty.

    Raises
    ------
    NotFound, BadRequest
        The map has been deleted, or has other dimensions.
    """
    if not recipe.align:
        return lambda positions: positions
    old = library.maps.rows(recipe.align)
    if old.positions.shape[1] != recipe.dimensions:
        raise BadRequest(
            f"A map in {recipe.dimensions} dimensions cannot be turned to fit one in {old.positions.shape[1]}."
        )
    known = {content: row for row, content in reversed(list(enumerate(old.hash)))}
    both = np.array(
        [(row, known[content]) for row, content in enumerate(rows.hash) if content in known], dtype=np.int64
    ).reshape(-1, 2)
    goal = old.positions[both[:, 1]]

    def turn(positions: Any) -> Any:
        # A wave has the first rows only.
        here = int(np.searchsorted(both[:, 0], len(positions)))
        return turned(positions, both[:here, 0], goal[:here])

    return turn


def turned(positions: Any, rows: Any, goal: Any) -> Any:
    """``positions`` turned and shifted so that ``rows`` of them lie as near to ``goal`` as can be.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
    rows : i8 (m,)
        With no rows at all nothing is turned.
    goal : f4 (m, 2 or 3)

    Returns
    -------
    f4 (n, 2 or 3)
    """
    if not len(rows):
        return positions
    placed = np.asarray(positions, dtype=np.float64)
    wanted = np.asarray(goal, dtype=np.float64)
    centre, middle = placed[rows].mean(axis=0), wanted.mean(axis=0)
    u, _, vt = np.linalg.svd((placed[rows] - centre).T @ (wanted - middle))
    return ((placed - centre) @ (u @ vt) + middle).astype(np.float32)
