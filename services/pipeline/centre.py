"""Owns the centre of a map's features (:mod:`services.neighbours.metric`), which is kept beside the map.

It is found when a map is laid out, and is the same for all that is added to the map later, or compared with it.
"""

from __future__ import annotations

import numpy as np

from services.errors import NotFound
from services.features import FeatureMatrix
from services.library import Library, MapInfo
from services.neighbours import metric
from services.neighbours.metric import Centre
from services.schema import COSINE

#: Of what lies beside a map (:class:`services.library.beside.Beside`): ``centre`` is ``f4 (d,)``.
KIND = "centre"
EDITION = 1


def rows_of(info: MapInfo) -> int:
    """How many of the first rows of a map that is laid out have its centre as their mean; 0 where it needs none."""
    return min(metric.CENTRED_BY, info.n) if info.recipe.metric == COSINE else 0


def found(features: FeatureMatrix, info: MapInfo) -> Centre:
    """Return the centre of a map whose features, as the encoder gave them, are at hand."""
    return metric.centre_of(features, info.recipe.metric, rows=info.centred)


def keep(library: Library, info: MapInfo, centre: Centre) -> None:
    """Store the centre of a map that is in the library, if it has one."""
    if centre is not None:
        library.beside.put(info.id, KIND, {"centre": centre}, {"edition": EDITION, "rows": info.centred})


def of_map(library: Library, info: MapInfo) -> Centre:
    """Return the centre of a map: the one that is kept, or where it is missing the one that its first rows give.

    Raises
    ------
    LibraryUnusable
        The map's file or its features are missing.
    """
    if not info.centred:
        return None
    try:
        return np.array(library.beside.array(info.id, KIND, "centre"), dtype=np.float32)
    except NotFound:
        hashes = library.maps.some_rows(info.id, slice(0, info.centred)).hash
        return found(library.contents.vectors(hashes, key=info.encoder_key, width=info.width), info)
