"""Owns where new pictures begin on a map whose points stay: each at one of its nearest neighbours among the old.

A new picture has up to 60 neighbours. It begins at their medoid: the neighbour whose place on the map has the least
weighted distance to the others. A mean or a median could lie between two groups that share the neighbours, where
nothing is like the picture.

The weight of a neighbour falls with its relative distance. Some pictures are near to everything; these are called hubs
(Radovanović 2010, JMLR 11:2487). The distance to a neighbour is therefore divided by the neighbour's own distance to
its 20th neighbour, which is large for a hub. In a full layout the affinities do the same, since they are mutual.

Neighbours are searched in the encoder's own features, not reduced: comparing a few pictures with many is cheap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.features import FeatureMatrix, Features
from services.neighbours import nearest

#: Neighbours of each new picture. 500 pictures of 27,000 of cifar10 were added to a map of the other 26,500, six times.
#: The kNN accuracy of their class on the map was .69 with 60 neighbours, .686 with 45 and .68 with 30; in full layouts
#: of all it was .688. openTSNE's own ``transform``, which begins at the median of 25 neighbours and does not know hubs,
#: came to .646.
NEIGHBOURS = 60
#: The neighbour of an old picture whose distance measures how sparse its surroundings are.
DENSITY_NEIGHBOUR = 20
#: Old pictures among which that neighbour is searched. All 26,500 give an accuracy of .703 where 8,000 give .701, and
#: take twice as long.
DENSITY_SAMPLE = 8000
#: How quickly the weight of a neighbour falls with its relative distance. On seven draws of 500 pictures the accuracy
#: was .695 with 6, .701 with 8 and .700 with 10, and .698 in full layouts. The difference from a full layout varies
#: from draw to draw with a standard deviation of .01 and more.
SHARPNESS = 8.0
#: Coordinates of neighbours that are held in memory at once.
MAX_NUMBERS = 4_000_000
#: New pictures whose neighbours are searched at once in features that are read by blocks. All old features are read for
#: each such batch.
BATCH = 16_384
_TINY = float(np.finfo(np.float32).tiny)


def relative_neighbours(
    old: FeatureMatrix, new: FeatureMatrix, *, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the nearest old pictures of each new one.

    Parameters
    ----------
    old, new : f4 (n, d), f4 (m, d), or Features
    threads : int

    Returns
    -------
    (i8 (m, k), f4 (m, k))
        Rows of ``old``, nearest first, and relative distances: the distance divided by the old picture's own distance
        to its neighbour number :data:`DENSITY_NEIGHBOUR`.
    """
    if isinstance(old, Features) or isinstance(new, Features):
        return _by_blocks(Features.of(old), Features.of(new), threads=threads)
    found, distances = nearest.query(old, new, k=NEIGHBOURS, threads=threads)
    asked, place = np.unique(found, return_inverse=True)
    step, k = _density_sampling(len(old))
    _, around = nearest.query(old[::step], old[asked], k=k, threads=threads)
    return found, _relative(distances, around[:, -1][place.reshape(found.shape)])


def _by_blocks(old: Features, new: Features, *, threads: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Do the same, but read ``old`` once for each :data:`BATCH` of ``new``."""
    parts = [nearest.query_blocks(old, block, k=NEIGHBOURS, threads=threads) for _, block in new.blocks(BATCH)]
    found = np.concatenate([rows for rows, _ in parts])
    distances = np.concatenate([some for _, some in parts])
    asked, place = np.unique(found, return_inverse=True)
    step, k = _density_sampling(old.n)
    sample = old.rows(np.arange(0, old.n, step))
    around = np.empty(len(asked), dtype=np.float32)
    for at in range(0, len(asked), BATCH):
        part = slice(at, at + BATCH)
        around[part] = nearest.query(sample, old.rows(asked[part]), k=k, threads=threads)[1][:, -1]
    return found, _relative(distances, around[place.reshape(found.shape)])


def _density_sampling(n: int) -> tuple[int, int]:
    """Return (step, k): of ``n`` old pictures every ``step``-th is in the sample, and its k-th neighbour is wanted.

    Rows are shuffled, so every ``step``-th is a fair sample. In it the wanted neighbour stands nearer the front. One
    more is counted for the picture itself.
    """
    step = max(1, n // DENSITY_SAMPLE)
    return step, max(2, round(DENSITY_NEIGHBOUR / step)) + 1


def _relative(distances: NDArray[np.float32], usual: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``distances / usual``, at most a million.

    ``usual`` is zero where the surroundings of an old picture are all copies of it. Any other picture is then far.
    """
    relative: NDArray[np.float32] = distances / np.maximum(np.maximum(usual, distances * 1e-6), _TINY)
    return relative


def neighbour_medoids(
    positions: NDArray[np.float32], neighbours: NDArray[np.integer], relative: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the position of each new picture's medoid: the neighbour that the other neighbours lie closest around.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        Of the old pictures.
    neighbours : int (m, k)
        Rows of ``positions``.
    relative : f4 (m, k)
        Distances in feature space. A neighbour's weight is exp(-SHARPNESS r^2), r being its distance over the median.

    Returns
    -------
    f8 (m, 2 or 3)
    """
    scale = np.maximum(np.median(relative, axis=1, keepdims=True), _TINY)
    weights = np.exp(-SHARPNESS * (relative / scale) ** 2)
    medoids = np.empty((len(neighbours), positions.shape[1]))
    step = max(1, MAX_NUMBERS // (neighbours.shape[1] ** 2 * positions.shape[1]))
    for at in range(0, len(neighbours), step):
        places = positions[neighbours[at : at + step]].astype(np.float64)
        squared = ((places[:, :, None] - places[:, None]) ** 2).sum(axis=-1)
        # log(1 + d^2) is minus the logarithm of t-SNE's kernel. It grows slowly, so that a neighbour far off on the map
        # hardly counts.
        cost = (weights[at : at + step, None, :] * np.log1p(squared)).sum(axis=-1)
        medoids[at : at + step] = places[np.arange(len(places)), cost.argmin(axis=1)]
    return medoids
