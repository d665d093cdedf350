"""Owns the affinities of t-SNE and the attraction that follows from them.

The affinity p_ij says how strongly picture i attends to its neighbour j (van der Maaten and Hinton 2008, "Visualizing
data using t-SNE"). It falls with their distance. How quickly it falls is set by the perplexity, which is about the
number of neighbours that count. openTSNE computes the affinities from neighbours that are found already. It also
computes the attraction that they cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.projections.descent import Attraction

#: Row numbers and distances of each row's neighbours, both ``(n, k)``, nearest first.
Neighbours: TypeAlias = tuple[NDArray[np.int32], NDArray[np.float32]]


class SparseMatrix(Protocol):
    """A scipy matrix in compressed sparse rows: row i has ``data`` from ``indptr[i]`` to ``indptr[i + 1]``."""

    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    data: NDArray[np.float64]


class Affinities(Protocol):
    """``P`` is the symmetric ``(n, n)`` matrix of all p_ij, whose sum is 1. openTSNE's own objects have it too."""

    @property
    def P(self) -> SparseMatrix: ...  # noqa: D102, N802 - openTSNE's name


@dataclass(frozen=True, slots=True)
class _Matrix:
    P: SparseMatrix


def from_neighbours(neighbours: Neighbours, perplexity: float, *, threads: int) -> Affinities:
    """Return the affinities of n points.

    Parameters
    ----------
    neighbours : (i4 (n, k), f4 (n, k))
        k at least three times ``perplexity``.
    perplexity : float
        See :class:`services.schema.Recipe`.
    threads : int
    """
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    index = PrecomputedNeighbors(neighbours[0].astype(np.int64), neighbours[1].astype(np.float64))
    affinities: Affinities = PerplexityBasedNN(knn_index=index, perplexity=perplexity, n_jobs=threads)
    return affinities


def from_many_neighbours(neighbours: Neighbours, perplexity: float, *, threads: int) -> Affinities:
    """Do the same as :func:`from_neighbours` in half the memory.

    k may be smaller than three times ``perplexity``, but the perplexity used is at most k / 1.5. The affinity to every
    point farther away than the k-th neighbour is then zero.
    """
    from openTSNE.affinity import joint_probabilities_nn

    used = min(perplexity, neighbours[0].shape[1] / 1.5)
    return _Matrix(joint_probabilities_nn(*neighbours, [used], n_jobs=threads))


def attraction(affinities: Affinities, *, threads: int) -> Attraction:
    """Return the function that computes the attraction between neighbours in two dimensions.

    openTSNE's compiled loop goes over the pairs and uses all threads.
    """
    from openTSNE import _tsne

    pairs = affinities.P

    def attract(positions: NDArray[np.float64], measure: bool) -> tuple[NDArray[np.float64], float]:
        gradient = np.zeros_like(positions)
        _, divergence = _tsne.estimate_positive_gradient_nn(
            pairs.indices,
            pairs.indptr,
            pairs.data,
            positions,
            positions,
            gradient,
            1.0,
            num_threads=threads,
            should_eval_error=measure,
        )
        return gradient, float(divergence)

    return attract
