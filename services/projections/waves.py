"""Owns waves: t-SNE in two dimensions, for a number of rows that grows threefold from wave to wave.

The first wave lays out the first 1,000 rows of the features. Each further wave has three times as many rows. Its old
rows start from their positions in the wave before, and its new rows start among their nearest neighbours. A gradient
descent then moves all of them. After the last wave, the layout of all n rows starts in the same way. The method is our
own.

Rows are shuffled, so the first rows are a fair sample of all. A wave depends on its features alone. When they came, and
whether anyone watched, does not matter. A map that is shown while its pictures are still being embedded is therefore
the same, bit for bit, as one that is laid out when all features are there.

Trustworthiness in waves and in one go was .953 and .954 for 27,000 pictures of cifar10. It was .935 and .934 for 10,000
points in 200 made-up groups, each of which has only five points in the first wave. The first thousand points end 10 %
of the map's width away from where the first wave had them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.features import IN_MEMORY
from services.neighbours import nearest
from services.projections import descent
from services.projections.descent import Attraction, Phase
from services.projections.reduce import Basis, basis, pca

#: Rows of the first wave.
FIRST = 1000
#: How many times as many rows each further wave has.
RATIO = 3
#: Rows that a set larger than memory is laid out by first (:mod:`services.projections.landmarks`). Its waves are those
#: of a map of so many rows. Fewer landmarks keep less of the broad arrangement; that module has figures.
LANDMARKS = 9_000
#: Principal components in which a wave searches for neighbours. A wave decides where groups lie. The layout after the
#: last wave, which uses all dimensions, decides how pictures lie inside a group. With 100 components the
#: trustworthiness of the made-up groups above is .929.
COMPONENTS = 250
#: Nearest neighbours whose median is the first position of a new point.
NEIGHBOURS = 5
#: Distance by which a new point is moved from there, in units of the map (1 is the width of t-SNE's kernel). Points
#: with the same neighbours would otherwise begin at one place.
NOISE = 1e-2
#: Standard deviation of the first wave's start, in units of the map.
START = 1e-4
#: Exaggeration at the beginning of each wave but the first. It draws together groups that had too few points in the
#: wave before. Without it the trustworthiness of the made-up groups is .930.
GATHERING = 8
#: The phases of each wave but the first: groups gather, part at exaggeration 4, and unfold at 2.
LATER_PHASES = (Phase(30, GATHERING, 0.8), Phase(60, 4, 0.8), Phase(30, 2, 0.8), Phase(40, 1, 0.8))
#: More iterations than any wave takes.
_NO_LIMIT = 1_000_000

#: Makes the attraction for reduced features, ``f4 (n, e)``.
MakeAttraction: TypeAlias = Callable[[NDArray[np.float32]], Attraction]
#: Called with the wave's positions so far, ``f8 (n, 2)``, or with None before there are any; False gives the wave up.
OnWave: TypeAlias = Callable[[NDArray[np.float64] | None], bool]


def sizes(n: int) -> list[int]:
    """Return the number of rows in each wave of a map of ``n`` rows; none if the map is small enough for one go."""
    if n <= FIRST:
        return []
    most = (n if n <= IN_MEMORY else LANDMARKS) - 1
    found = [FIRST]
    while RATIO * found[-1] <= most:
        found.append(RATIO * found[-1])
    return found


def final_phases(n: int) -> tuple[Phase, ...]:
    """Return the phases of the layout of all ``n`` points that follows the last wave."""
    until_settled = descent.phases(n)[-1]
    return (Phase(50, GATHERING, 0.8), Phase(75, 4, 0.8), Phase(50, 2, 0.8), Phase(50, 1, 0.8), until_settled)


def pca_start(reduced: NDArray[np.float32], *, dimensions: int, seed: int) -> NDArray[np.float64]:
    """Return where the first wave begins, or a layout without waves: the strongest principal components, made very
    small.

    The start is that of Kobak and Berens 2019 (doi:10.1038/s41467-019-13056-x).

    Parameters
    ----------
    reduced : f4 (n, e)
    dimensions : int
        2 or 3.
    seed : int

    Returns
    -------
    f8 (n, dimensions)
        The first column has a standard deviation of :data:`START`.
    """
    rng = np.random.default_rng(seed)
    positions = np.zeros((len(reduced), dimensions))
    components = pca(reduced, components=dimensions)
    deviation = components[:, :1].std()
    if deviation > 0:
        positions[:, : components.shape[1]] = components / deviation * START
    # Copies of a picture would begin at one place, and the tree that computes repulsion in three dimensions cannot
    # separate them (openTSNE #233).
    positions += rng.normal(scale=START / 100 if deviation > 0 else START, size=positions.shape)
    return positions


class Waves:
    """A map that is laid out in waves, and how far it has come.

    Parameters
    ----------
    make_attraction : MakeAttraction
    seed : int
    threads : int

    Attributes
    ----------
    count : int
        Waves that are done.
    positions : f8 (rows, 2)
        The layout after the last of them.
    """

    def __init__(self, make_attraction: MakeAttraction, *, seed: int, threads: int) -> None:
        self.count = 0
        self.positions: NDArray[np.float64] = np.zeros((0, 2))
        self._make_attraction = make_attraction
        self._seed = seed
        self._threads = threads
        #: Of the last wave: its principal axes, and its features reduced to them.
        self._reduced: tuple[Basis, NDArray[np.float32]] | None = None

    @property
    def rows(self) -> int:
        """The number of rows that are laid out."""
        return len(self.positions)

    def advance(self, features: NDArray[np.float32], on_wave: OnWave) -> bool:
        """Lay out the next wave.

        Parameters
        ----------
        features : f4 (n, d)
            The rows of the wave; :func:`sizes` tells how many.
        on_wave : OnWave
            Called every few iterations. If it answers False, everything stays as it was before the wave.

        Returns
        -------
        bool
            False if the wave was given up.
        """
        axes = basis(features, components=COMPONENTS)
        if not on_wave(None):
            return False
        reduced = axes.reduce(features)
        if self.count:
            start = np.concatenate([self.positions, self.initial_positions(features[self.rows :])])
            plan: tuple[Phase, ...] = LATER_PHASES
        else:
            start = pca_start(reduced, dimensions=2, seed=self._seed)
            plan = descent.phases(len(features))
        attraction = self._make_attraction(reduced)
        if not on_wave(None):
            return False
        layout = descent.Descent(start, attraction, threads=self._threads)
        _, stopped = layout.run(plan, _NO_LIMIT, lambda _done, positions: on_wave(positions), every=descent.CHECK_EVERY)
        if stopped:
            return False
        self.positions, self._reduced = layout.positions, (axes, reduced)
        self.count += 1
        return True

    def initial_positions(self, features: NDArray[np.float32], *, first: int | None = None) -> NDArray[np.float64]:
        """Return where rows begin that are not laid out yet: at the median of their nearest neighbours.

        Parameters
        ----------
        features : f4 (m, d)
            Consecutive rows.
        first : int, optional
            Number of their first row; the row after the last one laid out, if left out.

        Returns
        -------
        f8 (m, 2)
            A row's position depends on its number and features, and not on the other rows that are asked for.
        """
        first = self.rows if first is None else first
        if self._reduced is None or not len(features):
            return np.zeros((len(features), 2))
        axes, reduced = self._reduced
        found, _ = nearest.query(reduced, axes.reduce(features), k=NEIGHBOURS, threads=self._threads)
        neighbours = self.positions[found]
        # A median along an axis is the coordinate of one of the neighbours. If all points used the same two axes, new
        # points would therefore lie in rows and columns with the old ones. So each point has axes of its own.
        axis = _turned_axes(first, len(features), seed=self._seed)
        perpendicular = np.column_stack([-axis[:, 1], axis[:, 0]])
        median = _median_along(axis, neighbours) + _median_along(perpendicular, neighbours)
        return median + NOISE * axis


def _median_along(axis: NDArray[np.float64], neighbours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each point's ``neighbours``, ``f8 (m, k, 2)``, along its ``axis``, ``f8 (m, 2)``."""
    along: NDArray[np.float64] = np.einsum("mki,mi->mk", neighbours, axis)
    return np.median(along, axis=1)[:, None] * axis


def _turned_axes(first: int, count: int, *, seed: int) -> NDArray[np.float64]:
    """Return a unit vector for each of ``count`` rows from number ``first`` on, ``f8 (count, 2)``.

    Its angle depends on the row's number and the seed alone. Multiples of the golden ratio, modulo 1, are fractions of
    a turn that cover the circle evenly.
    """
    fractions = (np.arange(first, first + count) * 0.6180339887498949 + seed * 0.7548776662466927) % 1
    angle = 2 * np.pi * fractions
    return np.column_stack([np.cos(angle), np.sin(angle)])
