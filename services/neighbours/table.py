"""Owns the table of neighbours that is kept of a map: each row's :data:`KEPT` nearest rows in feature space.

It is ``i4 (n, 15)``, nearest first. A row of a map of 15 pictures or fewer has fewer neighbours; -1 stands for those it
lacks. Nearly all entries are exact; :mod:`services.neighbours.nearest` has figures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.neighbours import nearest

#: Of what lies beside a map: ``rows`` is this table.
KIND = "neighbours"
#: Neighbours kept of each row. Raise it for questions about wider surroundings, at 4 bytes a row for each.
KEPT = 15


def kept(found: NDArray[np.int32]) -> NDArray[np.int32] | None:
    """Return the table of n rows whose neighbours were found.

    Parameters
    ----------
    found : i4 (n, k)
        Nearest first. k is n - 1 if all were asked for.

    Returns
    -------
    i4 (n, 15), or None
        None where too few were asked for.
    """
    n, k = found.shape
    return None if k < min(KEPT, n - 1) else padded(found)


def padded(found: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the first :data:`KEPT` of the neighbours that were found, ``i4 (n, k)``, with -1 for those that lack."""
    n, k = found.shape
    table = np.full((n, KEPT), -1, dtype=np.int32)
    table[:, : min(k, KEPT)] = found[:, :KEPT]
    return table


def extended(features: NDArray[np.float32], known: NDArray[np.int32], *, threads: int) -> NDArray[np.int32]:
    """Return the table of rows of which the first have one already.

    The new rows are compared with all, and the old ones with the new: in less time than all with all.

    Parameters
    ----------
    features : f4 (n, d)
    known : i4 (m, 15)
        The table of the first m rows among themselves; m more than 15.
    threads : int

    Returns
    -------
    i4 (n, 15)
    """
    m, n = len(known), len(features)
    table = np.empty((n, KEPT), dtype=np.int32)
    table[m:] = nearest.search(features, k=KEPT, rows=np.arange(m, n), threads=threads)[0]
    among_new, _ = nearest.query(features[m:], features[:m], k=KEPT, threads=threads)
    candidates = np.concatenate([known.astype(np.int64), among_new + m], axis=1)
    for at in range(0, m, nearest.BATCH):
        part = slice(at, min(at + nearest.BATCH, m))
        table[part] = nearest.by_distance(features, features[part], candidates[part])[0][:, :KEPT]
    return table
