"""Owns the regions of a map: which there are on each level, which rows lie in them, and what is known of each.

The basins of the map's ground are merged until so few are left as a level has. A finer level is an earlier state of the
same merging, so a region lies within one of the level above it: the hierarchy is a true one, and a count is never left
to a parameter's luck. Not every row is in a region: some lie far apart, and of some the nearest in truth lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.groups import ground as grounds
from services.groups import merging, places
from services.groups.ground import Ground

#: How many regions the levels have, from few to many, and how many rows there must be for each on average: a map of 500
#: pictures has 20 regions on its finest level, and one of fewer than 50 has none.
LEVELS = ((12, 25), (25, 25), (60, 25), (150, 300))
#: A level has at least so many times as many regions as the one before it, or it would say nothing new.
FINER = 1.6
#: Basins for each region of the finest level, and rows for each basin at least.
BASINS, ROWS = 5, 24
#: A row is in no region where the ground is sparse (:data:`services.groups.places.SPARSE`),
#: or where fewer than this share of its nearest in feature space lie in the same region of the first level: the map has
#: put it where it does not belong. With it, on the maps of :mod:`services.groups.merging`, 9 % of cifar10 and 8 % of
#: the digits are in none, and purity at 25 regions is .681 and .810; without 1 % and 1 %, .653 and .785; with a third
#: 6 % and 5 %, .671 and .800.
OWN = 0.4
#: A region of fewer rows is none.
FEWEST = 5
#: Of few rows only the nearest count: at most one in so many of all, but at least :data:`FEWEST`. The 15 nearest of 100
#: reach everywhere, and would part nothing.
NEAR = 20


@dataclass(frozen=True, slots=True)
class Region:
    """A region.

    Attributes
    ----------
    id, parent : int
        Its number, counted over all levels from the first, in each the largest first; that of the region it lies in,
        -1 on the first level.
    n : int
        Its rows.
    place : tuple of float
        Where its ground is dense and its border far, in the units of the map.
    clear : float
        How clear-cut it is: the share of its rows' nearest in feature space that lie in it.
    parts : tuple of int
        The regions of the finest level that make it up, by their places there.
    """

    id: int
    parent: int
    n: int
    place: tuple[float, ...]
    clear: float
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a map of n rows.

    Attributes
    ----------
    levels : list of list of Region
        From few to many; empty where the map has none.
    codes : u1 or u2 (n,)
        The place in the finest level of each row's region; the number of regions there for rows in none.
    ground : Ground
    spots : i4 as ``ground.basin``
        The same for each cell of the ground.
    """

    levels: list[list[Region]]
    codes: NDArray[np.unsignedinteger]
    ground: Ground = field(repr=False)
    spots: NDArray[np.int32] = field(repr=False)


def counts(n: int, most: int) -> list[int]:
    """How many regions each level of a map of ``n`` rows has, if there are ``most`` to be told apart."""
    found: list[int] = []
    for wanted, rows in LEVELS:
        count = min(wanted, n // rows, most)
        if count >= (FINER * found[-1] if found else 2):
            found.append(count)
    return found


def find(positions: NDArray[np.float32], neighbours: NDArray[np.int32]) -> Regions | None:
    """The regions of a map; None where there are too few rows for any, or nothing parts them.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        Finite.
    neighbours : i4 (n, m)
        Each row's nearest rows in feature space; -1 where there are fewer than m.
    """
    n = len(positions)
    wanted = counts(n, n)
    if not wanted:
        return None
    neighbours = neighbours[:, : max(FEWEST, n // NEAR)]
    ground = grounds.survey(positions, basins=max(2, min(BASINS * wanted[-1], n // ROWS)))
    basin, k = ground.of_rows, ground.k
    peaks = np.zeros(k)
    np.maximum.at(peaks, ground.basin.ravel(), ground.broad.ravel())
    merges = merging.order(
        merging.links(basin, neighbours, k),
        grounds.borders(ground),
        peaks=peaks,
        rows=np.bincount(basin, minlength=k),
    )
    due = next((place for place, merge in enumerate(merges) if not merge.due), len(merges))
    groups = [_groups(merges, k, count) for count in counts(n, k - due)]
    if not groups:
        return None
    inside = _inside(ground, groups[0][basin], neighbours)
    return _told(ground, groups, inside, neighbours)


def _groups(merges: Sequence[merging.Merge], k: int, count: int) -> NDArray[np.int32]:
    """The group of each of k basins when ``count`` groups are left."""
    into = np.arange(k, dtype=np.int32)
    for merge in merges[: k - count]:
        into[merge.gone] = merge.into
    while not np.array_equal(into, into[into]):
        into = into[into]
    return into


def _inside(ground: Ground, top: NDArray[np.int32], neighbours: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which rows are in a region at all."""
    here = ground.density.ravel()[ground.cells]
    return (here >= places.sparse(ground)) & (_shares(top, neighbours) >= OWN)


def _shares(group: NDArray[np.integer], neighbours: NDArray[np.int32]) -> NDArray[np.float64]:
    """The share of each row's neighbours that are in its own group."""
    shares = np.zeros(len(group))
    for at in range(0, len(group), merging.BLOCK):
        near = np.asarray(neighbours[at : at + merging.BLOCK])
        known = near >= 0
        same = known & (group[near] == group[at : at + merging.BLOCK, None])
        shares[at : at + merging.BLOCK] = same.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return shares


def _told(
    ground: Ground, groups: list[NDArray[np.int32]], inside: NDArray[np.bool_], neighbours: NDArray[np.int32]
) -> Regions | None:
    """The regions of basins that are grouped on each level; ``inside`` says which rows are in one at all."""
    basin, k = ground.of_rows, ground.k
    rows = np.bincount(groups[-1][basin[inside]], minlength=k)
    large = rows >= FEWEST
    if large.sum() < 2:
        return None
    finest = sorted(np.flatnonzero(large).tolist(), key=lambda group: (-rows[group], group))
    place = np.full(k, len(finest), np.int32)
    place[finest] = np.arange(len(finest))
    spots = place[groups[-1]][ground.basin]
    codes: NDArray[np.unsignedinteger] = np.where(inside, place[groups[-1][basin]], len(finest)).astype(
        np.uint8 if len(finest) < 256 else np.uint16
    )
    # The group of each level that a region of the finest lies in: any basin of it tells.
    above = [group[finest] for group in groups]
    levels: list[list[Region]] = []
    of_part: list[int] = [-1] * len(finest)
    for level in above:
        levels.append(_level(ground, codes, spots, neighbours, of_level=level, parents=of_part, first=_count(levels)))
        for region in levels[-1]:
            for part in region.parts:
                of_part[part] = region.id
    return Regions(levels, codes, ground, spots)


def _count(levels: list[list[Region]]) -> int:
    return sum(map(len, levels))


def _level(
    ground: Ground,
    codes: NDArray[np.unsignedinteger],
    spots: NDArray[np.int32],
    neighbours: NDArray[np.int32],
    *,
    of_level: NDArray[np.int32],
    parents: list[int],
    first: int,
) -> list[Region]:
    """The regions of a level, the largest first.

    Parameters
    ----------
    of_level : i4 (regions of the finest level,)
        The group that each lies in on this level.
    parents : list of int
        The region of the level above that each lies in.
    first : int
        The id of the first region.
    """
    groups, of_part = np.unique(of_level, return_inverse=True)
    # Rows and cells in no region are in the last group, which is none.
    group_of = np.append(of_part, len(groups))
    of_rows = group_of[codes]
    n = np.bincount(of_rows, minlength=len(groups) + 1)[:-1]
    shares = np.bincount(of_rows, weights=_shares(of_rows, neighbours), minlength=len(groups) + 1)[:-1] / n
    boxes = places.boxed(spots, of_part, len(groups))
    found: list[Region] = []
    for number in sorted(range(len(groups)), key=lambda group: (-n[group], int(np.flatnonzero(of_part == group)[0]))):
        parts = tuple(np.flatnonzero(of_part == number).tolist())
        place = places.heart(ground, group_of[spots[boxes[number]]] == number, boxes[number])
        found.append(Region(first + len(found), parents[parts[0]], int(n[number]), place, float(shares[number]), parts))
    return found
