"""Owns exact nearest neighbours: which rows lie closest to a row, and how far away they are.

:func:`search` and :func:`query` compare with every row, by faiss's flat index (Johnson 2017, arXiv:1702.08734).
:func:`search_candidates` compares with every row in a few principal components only, and may therefore miss a
neighbour. Sets too large for either are searched by :mod:`services.neighbours.inverted_lists`.

BLAS, by which faiss compares with every row, rounds differently on each kind of processor. So it finds candidates only,
a few more than are wanted. Their distances are then computed one by one, without it.

All distances are Euclidean. Features are ``f4 (n, d)``. The results are row numbers and distances, both ``(m, k)``,
nearest first. A row is never its own neighbour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.features import Features, RowNumbers

if TYPE_CHECKING:
    import faiss

#: Candidates that an exact search takes besides the wanted neighbours. Where more rows than all of these are copies of
#: one another, BLAS chooses among them.
SPARE = 8
#: Rows that are searched for in one call of faiss. A batch takes about half a second.
BATCH = 16_384
#: Candidates compared for each wanted neighbour, when they are found in at least :data:`MANY_COMPONENTS` principal
#: components. With 27,000 pictures of cifar10, 192 dimensions and 150 candidates found .996 of the 60 true neighbours
#: in 3.2 s on two cores. All 1,280 dimensions found all of them in 11 s. Raise it to miss fewer neighbours.
CANDIDATES = 2.5
#: The same for fewer dimensions, in which distances are less exact: 50 dimensions and 240 candidates found .947 of the
#: true neighbours in 3.1 s.
CANDIDATES_OF_FEW = 4.0
#: Principal components from which :data:`CANDIDATES` suffices.
MANY_COMPONENTS = 150


def search(
    features: ArrayLike, *, k: int, rows: RowNumbers | None = None, threads: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the ``k`` nearest rows of each row, exactly.

    Parameters
    ----------
    features : f4 (n, d)
    k : int
        Neighbours of each row; at most n - 1 are returned.
    rows : int (m,), optional
        Numbers of the rows whose neighbours are wanted; all rows if left out.
    threads : int
        0 leaves the choice to faiss. The results do not depend on it.

    Returns
    -------
    (i4 (m, k), f4 (m, k))
        Row numbers and distances, nearest first.
    """
    vectors: NDArray[np.float32] = np.ascontiguousarray(features, dtype=np.float32)
    n = len(vectors)
    k = min(k, n - 1)
    own: RowNumbers = np.arange(n, dtype=np.int64) if rows is None else rows
    if k < 1:
        return np.empty((len(own), 0), np.int32), np.empty((len(own), 0), np.float32)
    found, squared = _exactly(vectors, vectors[own], k + 1, threads=threads)
    found, squared = drop_own(found, squared, own)
    return found.astype(np.int32), np.sqrt(squared)


def search_candidates(
    features: NDArray[np.float32], reduced: NDArray[np.float32], *, k: int, threads: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the ``k`` nearest rows of each row, nearly exactly and in less time than :func:`search`.

    The search in ``reduced`` gives candidates. Their distances in ``features`` decide which of them are the neighbours.

    Parameters
    ----------
    features : f4 (n, d)
    reduced : f4 (n, e)
        The same rows in their first e principal components.
    k : int
        Neighbours of each row; at most n - 1 are returned.
    threads : int

    Returns
    -------
    (i4 (n, k), f4 (n, k))
        Row numbers, and distances in ``features``, nearest first.
    """
    vectors, few = (np.ascontiguousarray(matrix, dtype=np.float32) for matrix in (features, reduced))
    n = len(vectors)
    k = min(k, n - 1)
    index = flat_index(few)
    per_neighbour = CANDIDATES if few.shape[1] >= MANY_COMPONENTS else CANDIDATES_OF_FEW
    count = min(n, int(k * per_neighbour) + 1)
    found, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for at in range(0, n, BATCH):
        batch = vectors[at : at + BATCH]
        _, candidates = _search(index, few[at : at + BATCH], count, threads=threads)
        ordered, squared = by_distance(vectors, batch, np.sort(candidates, axis=1))
        kept, squared = drop_own(ordered[:, : k + 1], squared[:, : k + 1], np.arange(at, at + len(batch)))
        found[at : at + BATCH], distances[at : at + BATCH] = kept, np.sqrt(squared)
    return found, distances


def by_distance(
    features: NDArray[np.float32], queries: NDArray[np.float32], candidates: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the candidates of each query in the order of their distance to it, and their squared distances.

    Parameters
    ----------
    features : f4 (n, d)
        In one piece, row after row.
    queries : f4 (m, d)
        In one piece too.
    candidates : i8 (m, c)
        Rows of ``features``.

    Returns
    -------
    (i8 (m, c), f4 (m, c))
        Nearest first; of equal distances the one that stood first.
    """
    squared = squared_distances(features, queries, candidates)
    order = np.argsort(squared, axis=1, kind="stable")
    return np.take_along_axis(candidates, order, axis=1), np.take_along_axis(squared, order, axis=1)


def squared_distances(
    features: NDArray[np.float32], queries: NDArray[np.float32], others: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the squared distance of each query to each of its ``others``, in their order; as in :func:`by_distance`.

    Copies of a row have exactly the same distance.
    """
    import faiss

    rows = np.ascontiguousarray(others)
    squared: NDArray[np.float32] = np.empty(rows.shape, np.float32)
    pointers = (faiss.swig_ptr(array) for array in (squared, queries, features, rows))
    faiss.fvec_L2sqr_by_idx(*pointers, features.shape[1], *rows.shape)  # type: ignore[attr-defined]
    return squared


def query(
    features: ArrayLike, queries: ArrayLike, *, k: int, threads: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the ``k`` rows of ``features`` nearest to each query, exactly. The queries are not rows of ``features``.

    Parameters
    ----------
    features : f4 (n, d)
    queries : f4 (m, d)
    k : int
        Neighbours of each query; at most n are returned.
    threads : int
        0 leaves the choice to faiss.

    Returns
    -------
    (i8 (m, k), f4 (m, k))
        Row numbers and distances, nearest first.
    """
    vectors: NDArray[np.float32] = np.ascontiguousarray(features, dtype=np.float32)
    wanted: NDArray[np.float32] = np.ascontiguousarray(queries, dtype=np.float32)
    found, squared = _exactly(vectors, wanted, min(k, len(vectors)), threads=threads)
    return found, np.sqrt(squared)


def query_blocks(
    features: Features, queries: ArrayLike, *, k: int, threads: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Do the same as :func:`query`, but read ``features`` once, block by block."""
    import faiss

    if threads:
        faiss.omp_set_num_threads(threads)
    k = min(k, features.n)
    wanted: NDArray[np.float32] = np.array(queries, dtype=np.float32, order="C")
    squared: NDArray[np.float32] = np.full((len(wanted), k), np.inf, np.float32)
    found: NDArray[np.int64] = np.zeros((len(wanted), k), np.int64)
    for at, block in features.blocks(2 * BATCH):
        block_squared, block_rows = faiss.knn(wanted, np.ascontiguousarray(block), min(k, len(block)))
        # The best so far stand first, so that of equal distances the lower row number wins.
        all_squared = np.concatenate([squared, block_squared], axis=1)
        all_rows = np.concatenate([found, block_rows + at], axis=1)
        order = np.argsort(all_squared, axis=1, kind="stable")[:, :k]
        squared, found = np.take_along_axis(all_squared, order, axis=1), np.take_along_axis(all_rows, order, axis=1)
    return found, np.sqrt(np.maximum(squared, 0))


def flat_index(vectors: NDArray[np.float32]) -> faiss.IndexFlatL2:
    """Return a faiss index of ``vectors``, ``f4 (n, d)``, that compares a query with every row."""
    import faiss

    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    return index


def drop_own(
    found: NDArray[np.int64], squared: NDArray[np.float32], own: RowNumbers
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Remove each row from its own list of k + 1 neighbours.

    A row with identical copies can stand anywhere among them, or be missing from its list. If it is missing, the
    farthest neighbour is removed.

    Parameters
    ----------
    found, squared : i8 (m, k + 1), f4 (m, k + 1)
        Row numbers and squared distances.
    own : int (m,)
        The row that each list belongs to.

    Returns
    -------
    (i8 (m, k), f4 (m, k))
    """
    itself = found == own[:, None]
    itself[~itself.any(axis=1), -1] = True
    return found[~itself].reshape(len(own), -1), squared[~itself].reshape(len(own), -1)


def _exactly(
    vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int, *, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return row numbers and squared distances, both ``(m, k)``; of equal distances the lower row number first."""
    _, candidates = _search(flat_index(vectors), queries, min(k + SPARE, len(vectors)), threads=threads)
    found, squared = by_distance(vectors, queries, np.sort(candidates, axis=1))
    return found[:, :k], squared[:, :k]


def _search(
    index: faiss.Index, queries: NDArray[np.float32], k: int, *, threads: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return squared distances and row numbers, both ``(m, k)``. ``threads`` 0 leaves their number to faiss."""
    import faiss

    if threads:
        faiss.omp_set_num_threads(threads)
    squared, rows = index.search(queries, k)
    return squared, rows
