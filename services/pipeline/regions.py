"""Owns the step that finds a map's regions and their names, and stores them beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import NotFound
from services.features import IN_MEMORY, Features
from services.groups import naming, outlines, own, regions, sample, stored, typical
from services.groups.regions import Regions
from services.groups.stored import KIND, OUTLINES, Stored
from services.projections import reduce

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Neighbours of each row, where no table of them lies beside the map.
NEIGHBOURS = 15
#: Principal components in which they are searched for.
COMPONENTS = 50


def make(work: Work) -> None:
    """Find the regions of a map, and name them; a map without any is stored as one that has none."""
    library, info = work.library, work.info
    first = library.beside.about(info.id, KIND) is None
    found = regions.find(work.rows.positions, neighbours(work))
    if found is None:
        nothing = Stored([], np.zeros(work.rows.n, np.uint8), words=False, reason="", stamp="")
        own.put(library, info.id, nothing)
        return
    here = _named(work, found)
    if info.dimensions == 2:
        drawn = outlines.draw(found)._asdict()
        library.beside.put(info.id, OUTLINES, drawn, {"edition": stored.EDITION})
    if first and info.recipe.base:
        library.region_names.inherit(info.id, info.recipe.base)
    own.put(library, info.id, here)


def _named(work: Work, found: Regions) -> Stored:
    from services.encoders import head

    info, settings = work.info, work.settings
    drawn = sample.draw(found)
    classifier, reason = head.of(
        info.recipe.encoder,
        key=info.encoder_key,
        width=info.width,
        folder=settings.weights,
        models=work.library.models,
    )
    names = naming.names(
        found,
        drawn,
        of_folders=work.rows.folders,
        paths=[work.rows.path[row] for row in drawn.rows.tolist()],
        probabilities=None if classifier is None else classifier.probabilities(work.features[drawn.rows]),
    )
    levels = stored.of_regions(found, names, typical.rows(found, work.features))
    return Stored(levels, found.codes, words=classifier is not None, reason=reason, stamp="")


def neighbours(work: Work) -> NDArray[np.int32]:
    """Each row's nearest rows in feature space, ``i4 (n, 15)``: those beside the map, else they are searched for."""
    try:
        return np.asarray(work.library.beside.array(work.info.id, "neighbours", "rows"), np.int32)
    except NotFound:
        return _searched(work)


def _searched(work: Work) -> NDArray[np.int32]:
    """The nearest rows by the cosine of principal components: nearly those that a table beside the map would have."""
    from services.neighbours import nearest
    from services.neighbours.inverted_lists import InvertedLists

    features, n, threads = work.features, work.rows.n, work.settings.threads
    reduced = (
        reduce.pca_by_blocks(features, components=COMPONENTS, tick=lambda done, total: True)
        if isinstance(features, Features)
        else reduce.pca(features, components=min(COMPONENTS, n, work.info.width), seed=work.info.recipe.seed)
    )
    units = reduced / np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-12)
    if n <= IN_MEMORY:
        return nearest.search(units, k=NEIGHBOURS, threads=threads)[0]
    lists = InvertedLists(units, threads=threads, on_progress=lambda done, total: None)
    return lists.search(k=NEIGHBOURS, on_progress=lambda done, total: None)[0]
