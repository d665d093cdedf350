"""Owns who is near whom: exact nearest neighbours; the only importer of faiss.

In: ``f4 (n, d)``. Out: ``i4 (n, k)`` and distances ``f4 (n, k)``, nearest first, a point never its own neighbour.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def search(features: Any, *, k: int, queries: Any = None, threads: int = 0) -> tuple[Any, Any]:
    """The ``k`` nearest rows of each row, euclidean, exact (Johnson 2017, arXiv:1702.08734, a flat index).

    Parameters
    ----------
    features : f4 (n, d)
    k : int
        At most n - 1 are given.
    queries : i8 (m,), optional
        Row numbers to ask for; all when left out.
    threads : int
        0 leaves the choice to faiss.

    Returns
    -------
    (i4 (m, k), f4 (m, k))
        Row numbers and distances.
    """
    import faiss

    vectors = np.ascontiguousarray(features, dtype=np.float32)
    n = len(vectors)
    k = min(k, n - 1)
    asked = np.arange(n) if queries is None else np.asarray(queries)
    if k < 1:
        return np.empty((len(asked), 0), np.int32), np.empty((len(asked), 0), np.float32)
    if threads:
        faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    squared, found = index.search(vectors[asked], k + 1)
    # A point need not come first among its own copies: it is taken out wherever it stands, else the farthest is.
    own = found == asked[:, None]
    own[~own.any(axis=1), -1] = True
    keep = ~own
    return found[keep].reshape(-1, k).astype(np.int32), np.sqrt(np.maximum(squared[keep].reshape(-1, k), 0))


def across(features: Any, queries: Any, *, k: int, threads: int = 0) -> tuple[Any, Any]:
    """The ``k`` rows of ``features`` nearest to each of ``queries``, which are none of them.

    Parameters
    ----------
    features : f4 (n, d)
    queries : f4 (m, d)
    k : int
        At most n are given.
    threads : int
        0 leaves the choice to faiss.

    Returns
    -------
    (i8 (m, k), f4 (m, k))
        Row numbers and distances, nearest first.
    """
    import faiss

    vectors = np.ascontiguousarray(features, dtype=np.float32)
    if threads:
        faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    squared, found = index.search(np.ascontiguousarray(queries, dtype=np.float32), min(k, len(vectors)))
    return found.astype(np.int64), np.sqrt(np.maximum(squared, 0))
