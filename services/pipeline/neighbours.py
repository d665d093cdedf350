"""Owns the step that puts the table of neighbours (:mod:`services.neighbours.table`) beside a map.

A layout by t-SNE has found the neighbours already. Of other maps they are found here: from the table of the map that
pictures were added to, or by a search as a layout would make it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, NotFound, StoppedByUser
from services.features import IN_MEMORY, FeatureMatrix, Features
from services.library import Library, MapInfo
from services.neighbours import nearest, table
from services.neighbours.inverted_lists import InvertedLists
from services.projections import reduce
from services.projections.landmarks import COMPONENTS
from services.schema import Tick

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Raise it when the table of a map would be another.
EDITION = 1
#: Neighbours that are searched for, of which those that are kept are the nearest: as many as a layout by the default
#: recipe takes. A search of no more than are kept would compare too few candidates.
SEARCHED = 60


def make(work: Work) -> None:
    """Store the table of a map.

    ``about["components"]`` says in how many principal components the neighbours of a large map were found; it is 0
    where all dimensions decided.

    Raises
    ------
    StoppedByUser
    """
    found = work.neighbours
    if found is None:
        found = _of_base(work)
    if found is None:
        found = find(work.compared, threads=work.settings.threads, tick=work.listener.tick)
    components = COMPONENTS if work.rows.n > IN_MEMORY else 0
    work.library.beside.put(work.info.id, table.KIND, {"rows": found}, {"edition": EDITION, "components": components})


def of_map(library: Library, info: MapInfo) -> NDArray[np.int32] | None:
    """Return the table of a map, ``i4 (n, 15)``; None where it has not been made yet."""
    if library.beside.edition(info.id, table.KIND) != EDITION:
        return None
    try:
        return np.asarray(library.beside.array(info.id, table.KIND, "rows"), dtype=np.int32)
    except NotFound:
        return None


def find(features: FeatureMatrix, *, threads: int, tick: Tick) -> NDArray[np.int32]:
    """Find the neighbours of features by a search, as a layout would.

    Above :data:`services.features.IN_MEMORY` rows only their first principal components are held.

    Parameters
    ----------
    features : f4 (n, d) or Features
        As they are compared (:mod:`services.neighbours.metric`).
    threads : int
    tick : Tick
        Called above that number with (rows dealt with, rows to deal with) of one step after another; False stops.

    Returns
    -------
    i4 (n, 15)

    Raises
    ------
    StoppedByUser
    """
    return table.padded(_large(features, threads, tick) if len(features) > IN_MEMORY else _small(features, threads))


def _small(features: FeatureMatrix, threads: int) -> NDArray[np.int32]:
    held = Features.of(features).all()
    kept = reduce.components_for(*held.shape)
    if kept >= held.shape[1]:
        return nearest.search(held, k=table.KEPT, threads=threads)[0]
    reduced = reduce.basis(held, components=kept).reduce(held)
    return nearest.search_candidates(held, reduced, k=SEARCHED, threads=threads)[0]


def _large(features: FeatureMatrix, threads: int, tick: Tick) -> NDArray[np.int32]:
    def on_progress(done: int, total: int) -> None:
        if not tick(done, total):
            raise StoppedByUser(STOPPED_EARLY)

    reduced = reduce.pca_by_blocks(Features.of(features), components=COMPONENTS, tick=tick)
    lists = InvertedLists(reduced, threads=threads, on_progress=on_progress)
    return lists.search(k=table.KEPT, on_progress=on_progress)[0]


def _of_base(work: Work) -> NDArray[np.int32] | None:
    """The table of a map that pictures were added to, from the one it had before; None where there is none."""
    old = work.rows.n - work.info.added
    if not work.info.recipe.base or work.rows.n > IN_MEMORY or old <= table.KEPT:
        return None
    try:
        known = of_map(work.library, work.library.maps.get(work.info.recipe.base))
    except NotFound:
        return None
    if known is None or len(known) != old:
        return None
    return table.extended(Features.of(work.compared).all(), known, threads=work.settings.threads)
