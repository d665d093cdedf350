"""Owns the step that says which of the pictures added to a map are like nothing that was there.

A new picture is a stranger where its nearest old one is farther away than those of nearly all old pictures are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.features import FeatureMatrix, Features
from services.neighbours import nearest

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Of what lies beside a map: ``strange`` is ``u1 (n,)``, 1 for the strangers among the rows added last.
KIND = "added"
EDITION = 1
#: Old rows whose own nearest are looked for: the first ones, a fair sample.
SAMPLE = 2000
#: Share of them whose nearest are no farther away than those of a picture that is no stranger. Lower it to be told of
#: more strangers.
USUAL = 0.99


def make(work: Work) -> None:
    """Store the strangers of a map that continues another; of any other map nothing."""
    added = work.info.added if work.info.recipe.base else 0
    arrays: dict[str, NDArray[np.generic]] = {}
    if 0 < added < work.rows.n - 1:
        strange = np.zeros(work.rows.n, np.uint8)
        strange[-added:] = strangers(work.compared, work.rows.n - added, threads=work.settings.threads)
        arrays = {"strange": strange}
    work.library.beside.put(work.info.id, KIND, arrays, {"edition": EDITION})


def strangers(features: FeatureMatrix, old: int, *, threads: int) -> NDArray[np.bool_]:
    """Return which rows behind the first ``old`` ones are like none of these, ``bool (n - old,)``.

    Parameters
    ----------
    features : f4 (n, d) or Features
        As they are compared.
    old : int
        At least 2.
    threads : int
    """
    every = Features.of(features)
    there, new = Features.of(every[:old]), Features.of(every[old:]).all()
    sample = Features.of(there[:SAMPLE]).all()
    # The nearest of a row that was there is itself.
    _, own = nearest.query_blocks(there, sample, k=2, threads=threads)
    _, far = nearest.query_blocks(there, new, k=1, threads=threads)
    found: NDArray[np.bool_] = far[:, 0] > np.quantile(own[:, 1], USUAL)
    return found
