"""Owns turning a new layout so that it fits an old map: what lay at the top stays at the top.

The method is orthogonal Procrustes (Schönemann 1966, doi:10.1007/BF02289451) on the pictures that both maps have. It
rotates, reflects and shifts. It does not scale, so every distance in the new layout stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest
from services.library import Library, RowTable
from services.schema import Recipe

#: Takes positions ``f4 (n, 2 or 3)`` of the first ``n`` rows and answers them turned.
Turn = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def onto(library: Library, recipe: Recipe, rows: RowTable) -> Turn:
    """A function that turns layouts of ``rows`` to fit the map ``recipe.align``; it changes nothing without such a map.

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
    old_row = {content: row for row, content in reversed(list(enumerate(old.hash)))}
    pairs = [(row, old_row[content]) for row, content in enumerate(rows.hash) if content in old_row]
    shared = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    goal = old.positions[shared[:, 1]]

    def turn(positions: NDArray[np.float32]) -> NDArray[np.float32]:
        # The layout of a wave has the first rows only.
        count = int(np.searchsorted(shared[:, 0], len(positions)))
        return turned(positions, shared[:count, 0], goal[:count])

    return turn


def turned(positions: NDArray[np.float32], rows: NDArray[np.int64], goal: NDArray[np.float32]) -> NDArray[np.float32]:
    """``positions`` turned and shifted so that the points ``rows`` lie as near to ``goal`` as can be.

    "As near as can be" is the least sum of squared distances.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
    rows : i8 (m,)
        Without any row the positions are answered unchanged.
    goal : f4 (m, 2 or 3)

    Returns
    -------
    f4 (n, 2 or 3)
    """
    if not len(rows):
        return positions
    points = np.asarray(positions, dtype=np.float64)
    wanted = np.asarray(goal, dtype=np.float64)
    centre, goal_centre = points[rows].mean(axis=0), wanted.mean(axis=0)
    u, _, vt = np.linalg.svd((points[rows] - centre).T @ (wanted - goal_centre))
    fitted: NDArray[np.float32] = ((points - centre) @ (u @ vt) + goal_centre).astype(np.float32)
    return fitted
