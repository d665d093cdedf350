"""Owns where new pictures begin on a map whose points stay: among those they are most like; and that they stay on the
map.

Neighbours are looked for in the encoder's own space, none of it reduced: few pictures among many are cheap to compare.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from services.features import Features
from services.neighbours import nearest

#: Neighbours that are asked; each may also be the place where a picture begins. 500 of 27,000 of cifar10 placed among
#: the other 26,500, six
#: times; kNN accuracy of their class on the map, against .688 in full layouts: 60 neighbours .69, 45 .686, 30 .68;
#: openTSNE's own
#: ``transform``, which starts at the median of 25 and knows no hubs, .646.
ASKED = 60
#: The neighbour whose distance tells how densely an old picture's surroundings are filled.
DENSITY = 20
#: So many old pictures are enough to tell it by: all of 26,500 give .703 where these give .701, and take twice as long.
CROWD = 8000
#: How quickly a neighbour counts for less with its distance. On seven draws of 500, against .698 in full layouts: 8
#: .701, 6 .695, 10 .700;
#: the difference to a full layout varies from draw to draw, with a standard deviation of .01 and more.
SHARPNESS = 8.0
#: Numbers held at once.
BLOCK = 4_000_000
#: New pictures that are looked for at once in features read by blocks: each time all are read.
TOGETHER = 16_384
#: Share of the map's width by which a new point may lie outside of it.
ROOM = 0.05
_TINY = float(np.finfo(np.float32).tiny)


def near(old: Any, new: Any, *, threads: int) -> tuple[Any, Any]:
    """Neighbours of each of ``new`` among ``old``: rows ``i8 (m, k)``, nearest first, and distances in terms of what is
    usual there, ``f4 (m, k)``.

    Some pictures are near to everything (hubs: Radovanović 2010, JMLR 11:2487). A neighbour therefore counts by its
    distance over
    its own distance to its :data:`DENSITY`-th neighbour, much as in a full layout, where attention is mutual.
    """
    if isinstance(old, Features) or isinstance(new, Features):
        return _near_among_many(Features.of(old), Features.of(new), threads=threads)
    found, distances = nearest.across(old, new, k=ASKED, threads=threads)
    asked, place = np.unique(found, return_inverse=True)
    # Every so-manieth row: rows are shuffled, so that is a fair sample, and the nearer a neighbour counts in it.
    step = max(1, len(old) // CROWD)
    _, around = nearest.across(old[::step], old[asked], k=max(2, round(DENSITY / step)) + 1, threads=threads)
    return found, _relative(distances, around[:, -1][place.reshape(found.shape)])


def _near_among_many(old: Features, new: Features, *, threads: int) -> tuple[Any, Any]:
    """The same, reading ``old`` once for every :data:`TOGETHER` of ``new``."""
    parts = [nearest.across_blocks(old, block, k=ASKED, threads=threads) for _, block in new.blocks(TOGETHER)]
    found, distances = (np.concatenate(some) for some in zip(*parts, strict=True))
    asked, place = np.unique(found, return_inverse=True)
    step = max(1, old.n // CROWD)
    crowd, k = old.rows(np.arange(0, old.n, step)), max(2, round(DENSITY / step)) + 1
    around = np.empty(len(asked), dtype=np.float32)
    for at in range(0, len(asked), TOGETHER):
        part = slice(at, at + TOGETHER)
        around[part] = nearest.across(crowd, old.rows(asked[part]), k=k, threads=threads)[1][:, -1]
    return found, _relative(distances, around[place.reshape(found.shape)])


def _relative(distances: Any, usual: Any) -> Any:
    # Where all of the surroundings are copies of one picture nothing is usual, and what is not one of them is far: a
    # million times.
    return distances / np.maximum(np.maximum(usual, distances * 1e-6), _TINY)


def start(positions: Any, found: Any, relative: Any) -> Any:
    """Where each new point begins: at the neighbour that the others lie closest around.

    A median would lie between two groups that share the neighbours, where nothing alike is.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
    found : i8 (m, k)
    relative : f4 (m, k)

    Returns
    -------
    f8 (m, 2 or 3)
    """
    scale = np.maximum(np.median(relative, axis=1, keepdims=True), _TINY)
    weights = np.exp(-SHARPNESS * (relative / scale) ** 2)
    out = np.empty((len(found), positions.shape[1]))
    step = max(1, BLOCK // (found.shape[1] ** 2 * positions.shape[1]))
    for at in range(0, len(found), step):
        places = positions[found[at : at + step]].astype(np.float64)
        apart = ((places[:, :, None] - places[:, None]) ** 2).sum(axis=-1)
        # The logarithm is that of t-SNE's own kernel: a neighbour that lies far off anyway does not pull.
        cost = (weights[at : at + step, None, :] * np.log1p(apart)).sum(axis=-1)
        out[at : at + step] = places[np.arange(len(places)), cost.argmin(axis=1)]
    return out


def twins(old: Any, new: Any, found: Any) -> Any:
    """For each of ``new`` the row of ``old`` that is the same picture, -1 where there is none: ``i8 (m,)``."""
    there, came = Features.of(old), Features.of(new)
    same = np.empty(came.n, dtype=bool)
    for at, block in came.blocks(TOGETHER):
        part = slice(at, at + len(block))
        same[part] = (there.rows(found[part, 0]) == block).all(axis=1)
    return np.where(same, found[:, 0], -1)


def bounded(positions: Any, begun: Any, old: Any) -> Any:
    """``positions``, but where a point has left the old map, or is no number at all, where it began."""
    low, high = old.min(axis=0), old.max(axis=0)
    room = ROOM * float((high - low).max()) + 1.0
    stayed = (
        np.isfinite(positions).all(axis=1)
        & (positions >= low - room).all(axis=1)
        & (positions <= high + room).all(axis=1)
    )
    return np.where(stayed[:, None], positions, begun)
