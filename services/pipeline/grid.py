"""Owns the step that arranges the pictures of a map in a grid (:mod:`services.projections.grid`), and stores it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from services.pipeline import neighbours
from services.projections import grid
from services.schema import Tick

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Raise it when the grid of a map would be another.
EDITION = 1
#: How much of the time the features take, before pictures are moved; for the progress.
FEATURES = 0.2


def make(work: Work) -> None:
    """Store the grid of a map; ``about`` says how many ``columns`` and ``lines`` it has.

    Raises
    ------
    StoppedByUser
    """
    tick, n = work.listener.tick, work.rows.n
    table = neighbours.of_map(work.library, work.info)
    compared = grid.vectors(work.features, tick=_part(tick, n, 0, FEATURES))
    arranged = grid.arrange(
        work.rows.positions,
        compared,
        # Without a table the grid is smoothed only.
        np.empty((n, 0), np.int32) if table is None else table,
        seed=work.info.recipe.seed,
        tick=_part(tick, n, FEATURES, 1),
    )
    about = {"edition": EDITION, "columns": arranged.columns, "lines": arranged.lines}
    work.library.beside.put(work.info.id, grid.KIND, {"x": arranged.x, "y": arranged.y}, about)


def _part(tick: Tick, n: int, first: float, last: float) -> Tick:
    """The tick of a part of the work, which lies between two shares of the whole: it counts ``n`` pictures in all."""
    return lambda done, total: tick(int(n * (first + (last - first) * done / max(total, 1))), n)
