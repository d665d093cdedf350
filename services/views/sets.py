"""Owns what can be said of a set of rows taken together: how far it is one among the features, and what is near it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest, NotFound
from services.library import Library
from services.neighbours.table import KIND
from services.quality.sets import kept_neighbours

#: Nearest rows of each by which a set grows at a time: few, so that a hand can see what comes.
GROWN = 5


class Together(NamedTuple):
    """What is known of a set of rows.

    Attributes
    ----------
    share : float, optional
        Of the nearest rows of those in the set, how many are in it too, 0 to 1; None where they are not known yet.
    neighbours : int
        How many nearest rows are known of each.
    estimate : bool
        Whether the nearest were found in a part of what the features say, as of a map too large for memory.
    """

    share: float | None
    neighbours: int
    estimate: bool


def estimated(library: Library, map_id: str) -> bool:
    """Whether the nearest rows of a map were found in its principal components only."""
    about = library.beside.about(map_id, KIND)
    return about is not None and bool(about.get("components"))


class Sets:
    """Sets of rows of the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def together(self, map_id: str, chosen: NDArray[np.bool_]) -> Together:
        """Which share of the nearest rows of the chosen ones is chosen too.

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
        neighbours = self._neighbours(map_id, chosen)
        if neighbours is None:
            return Together(None, 0, estimate=False)
        estimate = estimated(self._library, map_id)
        return Together(kept_neighbours(neighbours, chosen), neighbours.shape[1], estimate)

    def grown(self, map_id: str, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the chosen rows with the :data:`GROWN` nearest in truth of each, ``bool (n,)``.

        Parameters
        ----------
        chosen : bool (n,)

        Raises
        ------
        NotFound
            No such map, or its nearest rows are not known yet.
        BadRequest
            ``chosen`` has not as many rows as the map.
        """
        neighbours = self._neighbours(map_id, chosen)
        if neighbours is None:
            raise NotFound("The nearest pictures of this map are not known yet. They come by themselves.")
        grown, near = chosen.copy(), neighbours[chosen, :GROWN].reshape(-1)
        grown[near[near >= 0]] = True
        return grown

    def _neighbours(self, map_id: str, chosen: NDArray[np.bool_]) -> NDArray[np.int32] | None:
        """The table of neighbours of a map, for a set of its rows; None where it has not been made yet."""
        info = self._library.maps.get(map_id)
        if len(chosen) != info.n:
            raise BadRequest(f"Map {info.name} has {info.n:,} rows, and {len(chosen):,} were told.")
        try:
            return np.asarray(self._library.beside.array(map_id, KIND, "rows"), np.int32)
        except NotFound:
            return None
