"""Owns what can be said of a set of rows taken together: how far it is one among the features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest, NotFound
from services.library import Library
from services.quality.sets import kept_neighbours

#: Of what lies beside a map: the nearest rows of each.
KIND = "neighbours"


class Sets:
    """Sets of rows of the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def together(self, map_id: str, chosen: NDArray[np.bool_]) -> tuple[float | None, int]:
        """Which share of the nearest rows of the chosen ones is chosen too, 0 to 1; and of how many nearest of each.

        The share is None where the nearest of the map's rows are not known yet.

        Parameters
        ----------
        chosen : bool (n,)

        Raises
        ------
        NotFound
            No such map.
        BadRequest
            ``chosen`` has not as many rows as the map.
        """
        info = self._library.maps.get(map_id)
        if len(chosen) != info.n:
            raise BadRequest(f"Map {info.name} has {info.n:,} rows, and {len(chosen):,} were told.")
        try:
            neighbours = np.asarray(self._library.beside.array(map_id, KIND, "rows"), np.int32)
        except NotFound:
            return None, 0
        return kept_neighbours(neighbours, chosen), neighbours.shape[1]
