"""Owns how far to trust a set of rows as one that belongs together: a region, a selection, a folder.

The map need not be asked: of rows that belong together, the nearest in feature space are among them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def kept_neighbours(neighbours: NDArray[np.int32], chosen: NDArray[np.bool_]) -> float | None:
    """Return which share of the nearest rows of the chosen ones is chosen too, 0 to 1.

    A set as large as a map's share p would have p by chance; one of fewer rows than there are neighbours cannot have 1.

    Parameters
    ----------
    neighbours : i4 (n, k)
        The table of neighbours (:mod:`services.neighbours.table`); -1 where there is none.
    chosen : bool (n,)

    Returns
    -------
    float, or None
        None if no row is chosen, or none of them has neighbours.
    """
    near = neighbours[chosen]
    real = near >= 0
    if not real.any():
        return None
    return float(chosen[near[real]].mean())
