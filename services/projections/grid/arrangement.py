"""Owns arranging the pictures of a map in a grid: what they are compared by, the start, and how many sweeps follow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import FeatureMatrix, Features
from services.projections import reduce
from services.projections.grid import gain, smoothing
from services.projections.grid.split import shape, split
from services.schema import Tick

#: Of what lies beside a map: ``x`` and ``y`` are ``u2 (n,)``, the column of each row's cell and its line from the top.
KIND = "grid"
#: Principal components in which pictures are compared; at most 127, as the sweeps say. With 27,000 pictures of cifar10
#: the share of neighbours after 6 rounds was .918 with 32, .956 with 64, .966 with 100, and .969 with 160.
COMPONENTS = 100
#: The first rows, from which the components are found. Rows are shuffled, so they are a fair sample; twice as many or
#: half as many changed nothing that could be measured.
SAMPLE = 4096
#: Sweeps that smooth in a round; one that brings neighbours together follows them. One or three took longer for the
#: same quality.
SMOOTHING = 2
#: Pictures dealt with in all rounds together, and the fewest and most rounds. The number of rounds depends on that of
#: the pictures only, never on time, so that the same map has the same grid. Raise it for a better grid, at more time:
#: a round of 27,000 takes 0.2 s.
PICTURES, FEWEST, MOST = 270_000, 3, 30


class Arranged(NamedTuple):
    """A grid.

    Attributes
    ----------
    columns, lines : int
        Its cells; the last line may end with some that are empty.
    x, y : u2 (n,)
        The column of each row's cell, and its line from the top.
    """

    columns: int
    lines: int
    x: NDArray[np.uint16]
    y: NDArray[np.uint16]


def rounds(n: int) -> int:
    """How often sweeps of both kinds go over a grid of ``n`` pictures."""
    return int(np.clip(round(PICTURES / n), FEWEST, MOST))


def vectors(features: FeatureMatrix, *, tick: Tick) -> NDArray[np.float32]:
    """Return what pictures are compared by on a grid: the principal components of the directions of their features.

    The product of two of them is nearly the cosine of the features less their mean, less what all have in common.

    Parameters
    ----------
    features : f4 (n, d) or Features
        As the encoder gave them, or as a metric compares them. They are read once.
    tick : Tick
        Called with (rows read, n) after each block; False stops.

    Returns
    -------
    f4 (n, e)
        e at most :data:`COMPONENTS`, n and d. Zero for what has no direction.

    Raises
    ------
    StoppedByUser
    """
    matrix = Features.of(features)
    first = matrix.rows(np.arange(min(SAMPLE, matrix.n)))
    centre = first.mean(axis=0, dtype=np.float64).astype(np.float32)
    away = first - centre
    basis = reduce.basis(away / _lengths(away), components=COMPONENTS)
    common = basis.reduce(np.zeros((1, matrix.width), dtype=np.float32))
    found = np.empty((matrix.n, basis.axes.shape[1]), dtype=np.float32)
    for at, block in matrix.blocks():
        away = block - centre
        # The same as to reduce what has length 1, in fewer steps over all numbers.
        found[at : at + len(block)] = away @ basis.axes / _lengths(away) + common
        if not tick(at + len(block), matrix.n):
            raise StoppedByUser(STOPPED_EARLY)
    return found


def _lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The length of each of ``vectors``, ``f4 (m, 1)``; 1 for one of no length."""
    lengths: NDArray[np.float32] = np.sqrt(np.einsum("md,md->m", vectors, vectors))[:, None]
    return np.where(lengths > 0, lengths, np.float32(1))


def arrange(
    positions: NDArray[np.float32],
    compared: NDArray[np.float32],
    neighbours: NDArray[np.int32],
    *,
    seed: int,
    tick: Tick,
) -> Arranged:
    """Put every picture of a map into a cell of its own, alike beside alike. The same input gives the same grid.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        n at least 1. Of a map in three dimensions the first two principal axes are taken: what lies together in space
        mostly lies together on them, and the sweeps mend much of the rest.
    compared : f4 (n, e)
        See :func:`vectors`.
    neighbours : i4 (n, k)
        Each row's nearest rows; -1 where there are fewer. With k = 0 the grid is only smoothed.
    seed : int
        Of where the blocks begin.
    tick : Tick
        Called with (about the pictures done, n); False stops.

    Raises
    ------
    StoppedByUser
    """
    n = len(positions)
    columns, lines = shape(n)
    plane = positions if positions.shape[1] == 2 else reduce.basis(positions, components=2).reduce(positions)
    cells = split(plane, columns, lines)
    rows = cells.ravel()[:n].copy()
    # Two cells have no better order.
    if n > 2:
        # Pictures are numbered by the cells they begin in: what is looked at together then lies together in memory.
        number = np.empty(n, dtype=np.int32)
        number[rows] = np.arange(n, dtype=np.int32)
        table = neighbours[rows]
        cells.ravel()[:n] = np.arange(n)
        _improve(cells, compared[rows], np.where(table < 0, -1, number[table]), seed=seed, tick=tick)
        rows = rows[cells.ravel()[:n]]
    place = np.empty(n, dtype=np.int64)
    place[rows] = np.arange(n)
    return Arranged(columns, lines, (place % columns).astype(np.uint16), (place // columns).astype(np.uint16))


def _improve(
    cells: NDArray[np.int32], compared: NDArray[np.float32], neighbours: NDArray[np.int32], *, seed: int, tick: Tick
) -> None:
    """Sweep over the cells, which are changed in place."""
    graph, dice, n = gain.both_ways(neighbours), np.random.default_rng(seed), len(compared)
    sweeps, done = rounds(n) * (SMOOTHING + 1), 0

    def on_progress(share: float) -> None:
        if not tick(int(n * (done + share) / sweeps), n):
            raise StoppedByUser(STOPPED_EARLY)

    for done in range(sweeps):
        if done % (SMOOTHING + 1) < SMOOTHING:
            smoothing.sweep(cells, compared, dice, on_progress)
        else:
            gain.sweep(cells, compared, graph, dice, on_progress)
