"""Owns the step that finds a map's regions and their names, and stores them beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.groups import naming, outlines, own, regions, sample, stored, typical
from services.groups.regions import Regions
from services.groups.stored import KIND, OUTLINES, Stored
from services.pipeline import neighbours

if TYPE_CHECKING:
    from services.pipeline.beside import Work


def make(work: Work) -> None:
    """Find the regions of a map, and name them; a map without any is stored as one that has none."""
    library, info = work.library, work.info
    first = library.beside.about(info.id, KIND) is None
    found = regions.find(work.rows.positions, _nearest(work))
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


def _nearest(work: Work) -> NDArray[np.int32]:
    """Each row's nearest rows in feature space, ``i4 (n, 15)``: the table of the map, else they are searched for."""
    table = neighbours.of_map(work.library, work.info)
    if table is not None:
        return table
    return neighbours.find(work.compared, threads=work.settings.threads, tick=work.listener.tick)
