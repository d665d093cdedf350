"""Owns where the small picture of each row is on the sheets that the map is drawn from, and how large it is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.projections.levels import Levels

#: Of the facts that lie beside a map.
KIND = "sprites"
#: Raise it when the sheets of a map would be others.
EDITION = 1
#: Pixels across a cell of a sheet, and cells across a sheet: 1,008 pixels, which every browser decodes at once.
CELL, ACROSS = 48, 21


def sizes(found: Levels, width: NDArray[np.int32], height: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return width and height in its cell of each picture, in the order of the sheets, ``u1 (n, 2)``.

    Parameters
    ----------
    found : Levels
        Of n rows.
    width, height : i4 (n,)
        Of the pictures, in pixels. One that is smaller than a cell is not enlarged.
    """
    own = np.column_stack([width, height])[found.order].astype(np.float64)
    scale = np.minimum(1.0, CELL / np.maximum(own.max(axis=1, initial=1), 1))
    fitted: NDArray[np.uint8] = np.clip(np.rint(own * scale[:, None]), 1, CELL).astype(np.uint8)
    return fitted
