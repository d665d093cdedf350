"""Owns nearly exact nearest neighbours among very many rows, by an inverted file index.

k-means divides the rows into lists, each around a centre. A query is compared only with the rows of the few lists whose
centres are nearest to it (Sivic 2003, doi:10.1109/ICCV.2003.1238663). A neighbour in another list is missed.
Distances are Euclidean; faiss does the search.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.neighbours.nearest import BATCH, drop_own, flat_index

#: There are this many lists for each unit of the square root of n, rounded to a power of two. Fewer lists are longer,
#: so that a query is compared with more rows.
LISTS_PER_ROOT = 4.0
#: Lists that a query is compared with. Among 200,000 rows of 50 numbers in 2,048 lists, the share of the 30 true
#: neighbours that were found, and the seconds on two cores, were: 8 lists .971 and 2.3, 16 lists .982 and 3.9, 32 lists
#: .991 and 6.8, all lists 1 and 42. Raise it to miss fewer neighbours.
PROBES = 16
#: Rows for each list that k-means learns the centres from.
ROWS_PER_LIST = 64
#: Iterations of k-means.
ROUNDS = 8

#: Called with (done, total) about once a second. It stops the work by raising an exception.
OnProgress: TypeAlias = Callable[[int, int], object]


class InvertedLists:
    """An index of ``vectors`` for queries. The same input and number of threads give the same numbers.

    Parameters
    ----------
    vectors : f4 (n, d)
        The rows, in random order: the centres are learned from the first of them. The index holds a second copy.
    threads : int
    on_progress : OnProgress
        Called while the lists are made.
    probes : int
        Lists that a query is compared with. Raise it to miss fewer neighbours.
    """

    def __init__(
        self, vectors: NDArray[np.float32], *, threads: int, on_progress: OnProgress, probes: int = PROBES
    ) -> None:
        import faiss

        faiss.omp_set_num_threads(threads)
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        n, width = self._vectors.shape
        lists = int(np.clip(2 ** np.round(np.log2(LISTS_PER_ROOT * np.sqrt(n))), 1, max(1, n // 8)))
        sample = self._vectors[: ROWS_PER_LIST * lists]
        centres: NDArray[np.float32] | None = None
        total = ROUNDS + -(-n // BATCH)
        for done in range(ROUNDS):
            # One iteration at a time, so that progress is reported between them.
            kmeans = faiss.Kmeans(
                width, lists, niter=1, seed=1, min_points_per_centroid=1, max_points_per_centroid=ROWS_PER_LIST + 1
            )
            kmeans.train(sample, init_centroids=centres)
            centres = kmeans.centroids
            on_progress(done + 1, total)
        # faiss does not keep the index of centres alive.
        self._centres = flat_index(np.asarray(centres))
        self._index = faiss.IndexIVFFlat(self._centres, width, lists, faiss.METRIC_L2)
        self._index.train(sample[:1])
        self._index.nprobe = min(probes, lists)
        for number, at in enumerate(range(0, n, BATCH)):
            self._index.add(self._vectors[at : at + BATCH])
            on_progress(ROUNDS + number + 1, total)

    def search(self, *, k: int, on_progress: OnProgress) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Find the ``k`` nearest rows of each row; a row is never its own neighbour.

        Parameters
        ----------
        k : int
            At most n - 1 are returned.
        on_progress : OnProgress
            Called with the rows done, and n.

        Returns
        -------
        (i4 (n, k), f4 (n, k))
            Row numbers and distances, nearest first.
        """
        return self._search(self._vectors, k, on_progress, own=True)

    def query(
        self, queries: NDArray[np.float32], *, k: int, on_progress: OnProgress
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Find the ``k`` rows nearest to each of ``queries``, ``f4 (m, d)``, which are not rows themselves.

        Returns
        -------
        (i4 (m, k), f4 (m, k))
            Row numbers and distances, nearest first.
        """
        return self._search(queries, k, on_progress, own=False)

    def _search(
        self, queries: NDArray[np.float32], k: int, on_progress: OnProgress, *, own: bool
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        k = min(k, len(self._vectors) - own)
        found, distances = np.empty((len(queries), k), np.int32), np.empty((len(queries), k), np.float32)
        for at in range(0, len(queries), BATCH):
            batch = queries[at : at + BATCH]
            squared, rows = self._index.search(batch, k + own)
            # The probed lists can hold fewer than k rows, for example where copies fill the lists unevenly. faiss marks
            # what is missing with -1. Such queries are compared with all lists.
            short = np.flatnonzero(rows[:, -1] < 0)
            if len(short):
                probes, self._index.nprobe = self._index.nprobe, self._index.nlist
                squared[short], rows[short] = self._index.search(batch[short], k + own)
                self._index.nprobe = probes
            if own:
                rows, squared = drop_own(rows, squared, np.arange(at, at + len(batch)))
            found[at : at + BATCH], distances[at : at + BATCH] = rows, np.sqrt(np.maximum(squared, 0))
            on_progress(at + len(batch), len(queries))
        return found, distances
