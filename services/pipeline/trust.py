"""Owns the step that gives a trust to the points that have none: an older version measured 3,000 of a large map.

Those that were measured keep what they have, and so does the map as a whole: whoever has quoted it finds it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from services.quality.trust import measure

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Of what lies beside a map: no arrays, as trust stands in the map's own file; only that no point lacks it.
KIND = "trust"
EDITION = 1


def make(work: Work) -> None:
    """Estimate the trust of the points that have none, if the map has a trust at all."""
    info, known = work.info, work.rows.trust
    unmeasured = np.isnan(known)
    if info.trust is not None and unmeasured.any():
        found = measure(work.compared, work.rows.positions, seed=info.recipe.seed, tick=work.listener.tick)
        whole = np.where(unmeasured, found.points, known).astype(np.float32)
        work.library.late_trust.put(info.id, whole, against=found.against)
    work.library.beside.put(info.id, KIND, {}, {"edition": EDITION})
