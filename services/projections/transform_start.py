"""Owns where new pictures begin on a map whose points stay: each at one of its nearest neighbours among the old.

The 60 nearest neighbours of a new picture are found among the old pictures. The new picture begins at their medoid: the
neighbour whose place on the map has the least weighted distance to the places of the others. If the neighbours belong
to two groups, the medoid lies in one of them. A mean or a median could lie between the groups, far from all neighbours.

The weight of a neighbour falls with its relative distance in feature space. Some pictures are near to very many others;
they are called hubs (Radovanović 2010, JMLR 11:2487). They would count too much. The relative distance is therefore the
distance divided by the neighbour's own distance to its 20th neighbour. For a hub the divisor is small, so that the hub
counts as farther away.

Neighbours are searched in all dimensions of the features: comparing a few pictures with many is cheap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.features import FeatureMatrix, Features
from services.neighbours import nearest

#: Neighbours of each new picture. In an experiment that was repeated six times, 500 of 27,000 cifar10 pictures were
#: added to a map of the other 26,500. The accuracy with which kNN on the map predicts their class was .69 where this
#: constant was 60, .686 where it was 45 and .68 where it was 30. When all 27,000 were laid out anew, the accuracy of
#: the same 500 was .688. openTSNE's own ``transform`` begins at the median of 25 neighbours and makes no allowance for
#: hubs; it came to .646.
NEIGHBOURS = 60
#: The density around an old picture is measured by the distance to its 20th nearest neighbour: the longer the distance,
#: the fewer pictures are around.
DENSITY_NEIGHBOUR = 20
#: From 16,000 old pictures on, the distance to the 20th neighbour is estimated in a sample of them, which has 8,000 to
#: 12,000 pictures (:func:`_density_sampling`). In the seven experiments that :data:`SHARPNESS` tells of, the kNN
#: accuracy was .701 with a sample and .703 with all 26,500 pictures, and the search took more than twice as long with
#: all.
DENSITY_SAMPLE = 8000
#: How quickly the weight of a neighbour falls with its relative distance. In seven experiments like those of
#: :data:`NEIGHBOURS`, the accuracy was .695 with a sharpness of 6, .701 with 8 and .700 with 10. When all pictures were
#: laid out anew, it was .698. A single experiment says little: the difference between the accuracy of the added
#: pictures and that of the same pictures laid out anew varies from one experiment to another, with a standard deviation
#: of .01 or more.
SHARPNESS = 8.0
#: Differences of coordinates that :func:`neighbour_medoids` holds in memory at once.
MAX_NUMBERS = 4_000_000
#: New pictures whose neighbours are searched together, if the features are read by blocks. All old features are read
#: once for each such batch.
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
    distinct, place = np.unique(found, return_inverse=True)
    step, k = _density_sampling(len(old))
    _, usual = nearest.query(old[::step], old[distinct], k=k, threads=threads)
    return found, _relative(distances, usual[:, -1][place.reshape(found.shape)])


def _by_blocks(old: Features, new: Features, *, threads: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Do the same as :func:`relative_neighbours`, but read ``old`` once for each :data:`BATCH` of ``new``."""
    parts = [nearest.query_blocks(old, block, k=NEIGHBOURS, threads=threads) for _, block in new.blocks(BATCH)]
    found = np.concatenate([rows for rows, _ in parts])
    distances = np.concatenate([some for _, some in parts])
    distinct, place = np.unique(found, return_inverse=True)
    step, k = _density_sampling(old.n)
    sample = old.rows(np.arange(0, old.n, step))
    usual = np.empty(len(distinct), dtype=np.float32)
    for at in range(0, len(distinct), BATCH):
        part = slice(at, at + BATCH)
        usual[part] = nearest.query(sample, old.rows(distinct[part]), k=k, threads=threads)[1][:, -1]
    return found, _relative(distances, usual[place.reshape(found.shape)])


def _density_sampling(n: int) -> tuple[int, int]:
    """Return how to measure the density around old pictures by a sample of them.

    Returns
    -------
    (step, k) : (int, int)
        The sample has every ``step``-th of the ``n`` old pictures. Rows are shuffled, so the sample is fair. The 20th
        neighbour among all pictures is about neighbour number 20 / ``step`` in the sample. If 20 / ``step`` is less
        than 2, neighbour number 2 is used instead. ``k`` is the number of the neighbour plus one, because a picture of
        the sample is found as its own first neighbour. For all other pictures ``k`` is one too many, which changes
        little.
    """
    step = max(1, n // DENSITY_SAMPLE)
    return step, max(2, round(DENSITY_NEIGHBOUR / step)) + 1


def _relative(distances: NDArray[np.float32], usual: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``distances / usual``, at most a million.

    ``usual`` is the distance of an old picture to its own neighbour number :data:`DENSITY_NEIGHBOUR`. It is zero if the
    old picture has 20 copies or more. The relative distance of a new picture to it is then a million, or 0 if the new
    picture is a copy too.
    """
    relative: NDArray[np.float32] = distances / np.maximum(np.maximum(usual, distances * 1e-6), _TINY)
    return relative


def neighbour_medoids(
    positions: NDArray[np.float32], neighbours: NDArray[np.integer], relative: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the place of the medoid among each new picture's neighbours.

    The medoid is one of the k neighbours: the one with the lowest cost. The cost of neighbour i is the sum over all k
    neighbours j of w_j log(1 + d_ij^2). Here w_j is the weight of neighbour j, and d_ij is the distance on the map
    between neighbours i and j.

    log(1 + d^2) is minus the logarithm of t-SNE's kernel. It grows slowly with d, so that a few neighbours which lie
    far off on the map do not decide the result. The weight of a neighbour is exp(-SHARPNESS r^2), where r is its
    relative distance divided by the median of the k relative distances.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        Of the old pictures.
    neighbours : int (m, k)
        Rows of ``positions``.
    relative : f4 (m, k)
        Relative distances in feature space, from :func:`relative_neighbours`. A caller may give plain distances
        instead; hubs then count as much as their distances say.

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
        cost = (weights[at : at + step, None, :] * np.log1p(squared)).sum(axis=-1)
        medoids[at : at + step] = places[np.arange(len(places)), cost.argmin(axis=1)]
    return medoids
