"""Owns who is near whom: exact nearest neighbours, and nearly exact ones among very many; the only importer of faiss.

In: ``f4 (n, d)``. Out: ``i4 (n, k)`` and distances ``f4 (n, k)``, nearest first, a point never its own neighbour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from services.features import Features

#: Lists for each root of the number of rows, and how many of them are looked at. 200,000 rows of 50 numbers in 2,048
#: lists, share of the 30
#: true neighbours found and seconds on two cores: 8 lists .971 and 2.3, 16 .982 and 3.9, 32 .991 and 6.8; all 1 and 42.
LISTS, PROBES = 4.0, 16
#: Rows a list is learned from, and rounds of learning.
LEARN, ROUNDS = 64, 8
#: Rows asked for between two ticks: half a second.
PART = 16_384
#: How many times as many candidates as neighbours are compared in all numbers, where candidates are found by many
#: directions and by few.
#: 27,000 of cifar10, share of the 60 true neighbours found and seconds on two cores: 192 directions and 150 candidates
#: .996 and 3.2; 50 and
#: 240 .947 and 3.1; all 1,280 numbers at once 1 and 11.
CANDIDATES, OF_FEW, FEW = 2.5, 4.0, 150


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
    squared, found = _flat(vectors).search(vectors[asked], k + 1)
    rows, squares = _without(found, squared, asked)
    return rows.astype(np.int32), np.sqrt(np.maximum(squares, 0))


def refined(features: Any, reduced: Any, *, k: int, threads: int) -> tuple[Any, Any]:
    """The ``k`` nearest rows of each, nearly exact: candidates are found by ``reduced``, and chosen among by
    ``features``.

    Parameters
    ----------
    features : f4 (n, d)
    reduced : f4 (n, e)
        Their strongest directions.
    k : int
        At most n - 1 are given.
    threads : int

    Returns
    -------
    (i4 (n, k), f4 (n, k))
        Row numbers and distances in ``features``, nearest first, a point never its own neighbour.
    """
    import faiss

    faiss.omp_set_num_threads(threads)
    vectors, few = (np.ascontiguousarray(one, dtype=np.float32) for one in (features, reduced))
    n, width = vectors.shape
    k = min(k, n - 1)
    index = _flat(few)
    candidates = min(n, int(k * (CANDIDATES if few.shape[1] >= FEW else OF_FEW)) + 1)
    found, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for at in range(0, n, PART):
        asked = vectors[at : at + PART]
        _, rows = index.search(few[at : at + PART], candidates)
        squared = np.empty(rows.shape, np.float32)
        pointers = (faiss.swig_ptr(one) for one in (squared, asked, vectors, rows))
        faiss.fvec_L2sqr_by_idx(*pointers, width, len(asked), candidates)  # type: ignore[attr-defined]
        order = np.argsort(squared, axis=1, kind="stable")[:, : k + 1]
        rows, squared = _without(
            np.take_along_axis(rows, order, axis=1),
            np.take_along_axis(squared, order, axis=1),
            np.arange(at, at + len(asked)),
        )
        found[at : at + PART], distances[at : at + PART] = rows, np.sqrt(squared)
    return found, distances


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
    squared, found = _flat(vectors).search(np.ascontiguousarray(queries, dtype=np.float32), min(k, len(vectors)))
    return found.astype(np.int64), np.sqrt(np.maximum(squared, 0))


def across_blocks(features: Features, queries: Any, *, k: int, threads: int = 0) -> tuple[Any, Any]:
    """The same as :func:`across`, reading ``features`` once, block by block."""
    import faiss

    if threads:
        faiss.omp_set_num_threads(threads)
    k = min(k, features.n)
    asked = np.array(queries, dtype=np.float32, order="C")
    squared, found = np.full((len(asked), k), np.inf, np.float32), np.zeros((len(asked), k), np.int64)
    for at, block in features.blocks(2 * PART):
        some, rows = faiss.knn(asked, np.ascontiguousarray(block), min(k, len(block)))
        both, numbers = np.concatenate([squared, some], axis=1), np.concatenate([found, rows + at], axis=1)
        order = np.argsort(both, axis=1, kind="stable")[:, :k]
        squared, found = np.take_along_axis(both, order, axis=1), np.take_along_axis(numbers, order, axis=1)
    return found, np.sqrt(np.maximum(squared, 0))


class Lists:
    """Nearest neighbours among so many that each is compared with a part of them only: those in the lists whose middles
    are nearest.

    Sivic 2003 (doi:10.1109/ICCV.2003.1238663); the lists are by k-means over a beginning of the rows, which are in
    random order.
    Same input and threads, same numbers.

    Parameters
    ----------
    vectors : f4 (n, d)
        Held twice while this lives.
    threads : int
    tick : callable
        Told (done, of how much) about once a second, of making the lists; what it raises ends it.
    probes : int
        Lists looked at for each. Raise it to miss fewer.
    """

    def __init__(self, vectors: Any, *, threads: int, tick: Callable[[int, int], object], probes: int = PROBES) -> None:
        import faiss

        faiss.omp_set_num_threads(threads)
        self._own = np.ascontiguousarray(vectors, dtype=np.float32)
        n, width = self._own.shape
        lists = int(np.clip(2 ** np.round(np.log2(LISTS * np.sqrt(n))), 1, max(1, n // 8)))
        some = self._own[: LEARN * lists]
        middles = None
        total = ROUNDS + -(-n // PART)
        for done in range(ROUNDS):
            learning = faiss.Kmeans(
                width, lists, niter=1, seed=1, min_points_per_centroid=1, max_points_per_centroid=LEARN + 1
            )
            learning.train(some, init_centroids=middles)
            middles = learning.centroids
            tick(done + 1, total)
        self._middles = _flat(middles)
        self._index = faiss.IndexIVFFlat(self._middles, width, lists, faiss.METRIC_L2)
        self._index.train(some[:1])
        self._index.nprobe = min(probes, lists)
        for number, at in enumerate(range(0, n, PART)):
            self._index.add(self._own[at : at + PART])
            tick(ROUNDS + number + 1, total)

    def own(self, *, k: int, tick: Callable[[int, int], object]) -> tuple[Any, Any]:
        """The ``k`` nearest of each row, never itself: ``i4 (n, k)`` and distances ``f4 (n, k)``, nearest first;
        ``tick`` is told rows.
        """
        return self._ask(self._own, k, tick, own=True)

    def near(self, queries: Any, *, k: int, tick: Callable[[int, int], object]) -> tuple[Any, Any]:
        """The ``k`` rows nearest to each of ``queries`` (``f4 (m, d)``), which are none of them: ``i4 (m, k)``, ``f4
        (m, k)``.
        """
        return self._ask(queries, k, tick, own=False)

    def _ask(self, queries: Any, k: int, tick: Callable[[int, int], object], *, own: bool) -> tuple[Any, Any]:
        k = min(k, len(self._own) - own)
        found, distances = np.empty((len(queries), k), np.int32), np.empty((len(queries), k), np.float32)
        for at in range(0, len(queries), PART):
            asked = queries[at : at + PART]
            squared, rows = self._index.search(asked, k + own)
            # Fewer than asked for in the lists looked at, as where copies fill them unevenly: all are looked at.
            short = np.flatnonzero(rows[:, -1] < 0)
            if len(short):
                probes, self._index.nprobe = self._index.nprobe, self._index.nlist
                squared[short], rows[short] = self._index.search(asked[short], k + own)
                self._index.nprobe = probes
            if own:
                rows, squared = _without(rows, squared, np.arange(at, at + len(asked)))
            found[at : at + PART], distances[at : at + PART] = rows, np.sqrt(np.maximum(squared, 0))
            tick(at + len(asked), len(queries))
        return found, distances


def _flat(vectors: Any) -> Any:
    """An index that compares with every row."""
    import faiss

    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    return index


def _without(found: Any, squared: Any, own: Any) -> tuple[Any, Any]:
    """``found`` less each row's own number, wherever it stands among its copies, else less the farthest."""
    itself = found == own[:, None]
    itself[~itself.any(axis=1), -1] = True
    return found[~itself].reshape(len(own), -1), squared[~itself].reshape(len(own), -1)
