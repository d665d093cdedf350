"""Owns PCA: features reduced to their principal components, of an array or block by block.

Neighbours are searched faster in fewer dimensions, and the first two or three components are a map themselves.
:func:`pca` reduces an array, :func:`pca_by_blocks` a set larger than memory. :func:`basis` finds axes that other rows
can be reduced to as well. The same input gives the same numbers; those of an array are the same on every processor
(:mod:`services.projections.exact`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import Features
from services.projections import exact
from services.schema import Tick

#: Multiplications that an exact search of neighbours may take (n x n x dimensions): about a second on two cores. Raise
#: it to search larger sets exactly, at more time.
AFFORDABLE = 1.4e11
#: Fewest and most dimensions in which candidates for neighbours are searched, where an exact search takes longer
#: (:func:`services.neighbours.nearest.search_candidates`).
MIN_COMPONENTS, MAX_COMPONENTS = 50, 192
#: Rows that axes are found from; rows are shuffled, so the first are a fair sample. With 27,000 pictures of cifar10,
#: candidates by the axes of 4,096 rows had .9962 of the true neighbours, by those of all .9978.
AXES_FROM = 4096


def components_for(n: int, width: int) -> int:
    """Return the number of dimensions in which neighbours are searched.

    All ``width`` dimensions are used while that is affordable, which is up to 10,000 pictures of 1,280 numbers. Above,
    fewer dimensions give candidates only, and all dimensions decide among these. With 27,000 pictures of cifar10, 192
    dimensions and candidates found .996 of the 60 true neighbours in 3.2 s. 617 dimensions alone found .94 in 5.1 s.
    """
    if n**2 * width <= AFFORDABLE:
        return width
    return int(min(width, np.clip(AFFORDABLE / n**2, MIN_COMPONENTS, MAX_COMPONENTS)))


def pca(features: NDArray[np.float32], *, components: int) -> NDArray[np.float32]:
    """Return the principal components of an array.

    Parameters
    ----------
    features : f4 (n, d)
    components : int
        Components to keep; at most n and at most d are returned. Raise it for an encoder whose features vary in more
        dimensions.

    Returns
    -------
    f4 (n, components)
        The strongest component first. Each one's sign is such that its largest entry is positive.
    """
    kept = min(components, *features.shape)
    centred = features - _mean(features)
    scores = exact.projected(centred, _axes(centred, kept))
    largest = scores[np.abs(scores).argmax(axis=0), np.arange(kept)]
    signed: NDArray[np.float32] = (scores * np.where(largest < 0, -1, 1)).astype(np.float32)
    return signed


@dataclass(frozen=True, slots=True)
class Basis:
    """Principal axes that any rows can be reduced to.

    Attributes
    ----------
    centre : f4 (d,)
        Mean of the rows that the axes were found from.
    axes : f4 (d, e)
        One axis a column, the strongest first.
    """

    centre: NDArray[np.float32]
    axes: NDArray[np.float32]

    def reduce(self, features: ArrayLike) -> NDArray[np.float32]:
        """Return ``features``, ``f4 (m, d)``, reduced to ``f4 (m, e)``."""
        centred = np.asarray(features, dtype=np.float32) - self.centre
        return exact.projected(centred, self.axes).astype(np.float32)


def basis(features: ArrayLike, *, components: int) -> Basis:
    """Return the strongest principal axes of the first :data:`AXES_FROM` rows of ``features``, ``f4 (n, d)``.

    At most n and at most d are returned. Each one's sign is such that its largest entry is positive.
    """
    vectors = np.asarray(features, dtype=np.float32)[:AXES_FROM]
    centre = _mean(vectors)
    axes = _axes(vectors - centre, min(components, *vectors.shape))
    return Basis(centre, axes.astype(np.float32))


def _axes(centred: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    """Return the ``count`` strongest principal axes of ``centred``, ``f4 (n, d)``: ``f8 (d, count)``, one a column."""
    n, width = centred.shape
    if n >= width:
        return exact.strongest(exact.covariance(centred), count)
    if n > 4 * count:
        # Few axes of few rows of many numbers: by the randomized solver (Halko 2011, arXiv:0909.4061).
        from sklearn.utils.extmath import randomized_svd

        _, lengths, axes = randomized_svd(centred.astype(np.float64), count, random_state=0)
        return exact.rounded(axes.T, lengths**2)
    # The products of each two rows are fewer than those of each two columns.
    axes = centred.T @ exact.strongest(exact.covariance(centred.T), count)
    lengths = np.linalg.norm(axes, axis=0)
    return exact.rounded(axes / np.maximum(lengths, np.finfo(np.float64).tiny), lengths**2)


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def pca_by_blocks(features: Features, *, components: int, tick: Tick) -> NDArray[np.float32]:
    """Return the principal components of a set larger than memory, as :func:`pca` does for an array.

    The features are read twice: once for their covariance, and once to project them. Only n x ``components`` numbers
    are held.

    Parameters
    ----------
    features : Features
        n rows of d numbers.
    components : int
        Components to keep; at most d are returned.
    tick : Tick
        Called with (rows read, 2 n) after each block; False stops.

    Returns
    -------
    f4 (n, components)
        The strongest component first. Each one's sign is such that its largest entry is positive.

    Raises
    ------
    StoppedByUser
    """
    centre, axes = _axes_by_blocks(features, components, tick)
    scores = np.empty((features.n, axes.shape[1]), dtype=np.float32)
    for at, block in features.blocks():
        np.matmul(block - centre, axes, out=scores[at : at + len(block)])
        _report(tick, features.n + at + len(block), 2 * features.n)
    low, high = scores.min(axis=0), scores.max(axis=0)
    scores *= np.where(-low > high, -1, 1).astype(np.float32)
    return scores


def _axes_by_blocks(features: Features, components: int, tick: Tick) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean, ``f4 (d,)``, and the principal axes, ``f4 (d, components)``, strongest first.

    The d x d covariance is summed up block by block, in double precision.
    """
    width = features.width
    shift, sums, squares = np.zeros(width, np.float32), np.zeros(width), np.zeros((width, width))
    for at, block in features.blocks():
        if not at:
            # The mean of the first block is near that of all rows. Without it, products in single precision would lose
            # digits to an offset that all rows have in common.
            shift = block.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = block - shift
        sums += centred.sum(axis=0, dtype=np.float64)
        squares += centred.T @ centred
        _report(tick, at + len(block), 2 * features.n)
    offset = sums / features.n
    _, vectors = np.linalg.eigh(squares / features.n - np.outer(offset, offset))
    axes: NDArray[np.float32] = np.ascontiguousarray(vectors[:, ::-1][:, :components], dtype=np.float32)
    return (shift + offset).astype(np.float32), axes


def _report(tick: Tick, done: int, total: int) -> None:
    if not tick(done, total):
        raise StoppedByUser(STOPPED_EARLY)
