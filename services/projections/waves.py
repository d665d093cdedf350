"""Owns t-SNE as it grows: a thousand pictures are laid out, the rest join in waves at their neighbours' places.

A wave has the first 1,000, 3,000, 9,000, ... rows (which are shuffled, so each is a fair sample), whoever waits for
them and
however long: the same features give the same map, laid out at once or as they come. What was laid out keeps its
arrangement.
Trustworthiness in waves and in one go: 27,000 of cifar10 .953 and .954, 10,000 in 200 made-up groups, of which the
first wave has five
pictures each, .935 and .934. The first thousand end 10 % of the map's width from where they first were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from services.features import IN_MEMORY
from services.neighbours import nearest
from services.projections import descent
from services.projections.reduce import Basis, basis, pca

#: Rows of the first wave, and how many times as many each further one has.
FIRST, RATIO = 1000, 3
#: A map too large for memory is laid out by its first rows (:mod:`services.projections.landmarks`): its waves are those
#: of a map of these.
LANDMARKS = 9_000
#: Directions in which a wave looks for neighbours: it decides where groups lie; what lies in them is for the last
#: layout, which has all.
#: With 100 the 10,000 of made-up groups come to .929.
DIRECTIONS = 250
#: A new point begins at the median of so many neighbours that are there.
ASKED = 5
#: Standard deviation of what is added to that: points with the same neighbours would else share one place.
JITTER = 1e-2
#: Standard deviation of the layout's very start.
START = 1e-4
#: Groups that the wave before was too coarse to tell apart gather: without it the 10,000 of made-up groups come to
#: .930.
GATHER = 8
#: A wave after the first: what is alike gathers, groups part at 4, unfold at 2.
WAVE = (descent.Phase(30, GATHER, 0.8), descent.Phase(60, 4, 0.8), descent.Phase(30, 2, 0.8), descent.Phase(40, 1, 0.8))
#: More steps than any wave takes.
_ALL = 1_000_000

#: Reduced features ``f4 (n, d)`` -> what pulls their points together.
Pull = Callable[[Any], descent.Attraction]


def ends(n: int) -> list[int]:
    """How many rows each wave has that comes before the layout of all ``n``; none where those are few."""
    found = [FIRST] if n > FIRST else []
    most = (n if n <= IN_MEMORY else LANDMARKS) - 1
    while found and RATIO * found[-1] <= most:
        found.append(RATIO * found[-1])
    return found


def last(n: int) -> tuple[descent.Phase, ...]:
    """The way of all ``n`` points from where the waves have left them to a layout that has settled."""
    settling = descent.phases(n)[-1]
    return (
        descent.Phase(50, GATHER, 0.8),
        descent.Phase(75, 4, 0.8),
        descent.Phase(50, 2, 0.8),
        descent.Phase(50, 1, 0.8),
        settling,
    )


def start(reduced: Any, *, dimensions: int, seed: int) -> Any:
    """Where a layout begins: the strongest directions, tiny. ``f8 (n, dimensions)``."""
    rng = np.random.default_rng(seed)
    place = np.zeros((len(reduced), dimensions))
    strongest = pca(reduced, directions=dimensions, seed=seed)
    spread = strongest[:, :1].std()
    if spread > 0:
        place[:, : strongest.shape[1]] = strongest / spread * START
    # Copies of one picture would start on one spot, and a tree cannot part what shares a place (openTSNE #233).
    place += rng.normal(scale=START / 100 if spread > 0 else START, size=place.shape)
    return place


class Waves:
    """A map on a plane as far as waves have come.

    Parameters
    ----------
    pull : Pull
    seed : int
    threads : int

    Attributes
    ----------
    count : int
        Waves that are done.
    positions : f8 (rows, 2)
        Of the first ``rows`` rows: those of the last wave that is done.
    """

    def __init__(self, pull: Pull, *, seed: int, threads: int) -> None:
        self.count = 0
        self.positions: Any = np.zeros((0, 2))
        self._pull = pull
        self._seed = seed
        self._threads = threads
        self._basis: Basis | None = None
        self._reduced: Any = None

    @property
    def rows(self) -> int:
        """Rows that are laid out."""
        return len(self.positions)

    def advance(self, features: Any, look: Callable[[Any], bool]) -> bool:
        """Let the next wave join and settle.

        Parameters
        ----------
        features : f4 (n, d)
            Of its rows: so many as :func:`ends` says.
        look : callable
            Told the wave's positions ``f8 (n, 2)`` every few steps, and None now and then before there are any; False
            gives the wave up,
            and everything is as before it.

        Returns
        -------
        bool
            Whether it was not given up.
        """
        found = basis(features, directions=DIRECTIONS)
        if not look(None):
            return False
        reduced = found.of(features)
        begun = (
            np.concatenate([self.positions, self.place(features[self.rows :])])
            if self.count
            else start(reduced, dimensions=2, seed=self._seed)
        )
        pull = self._pull(reduced)
        if not look(None):
            return False
        layout = descent.Descent(begun, pull, threads=self._threads)
        _, stopped = layout.run(
            WAVE if self.count else descent.phases(len(features)),
            _ALL,
            lambda _done, positions: look(positions),
            every=descent.EVERY,
        )
        if stopped:
            return False
        self.positions, self._basis, self._reduced = layout.positions, found, reduced
        self.count += 1
        return True

    def place(self, features: Any, *, first: int | None = None) -> Any:
        """Where rows that are not laid out begin: in the middle of those they are most like.

        Parameters
        ----------
        features : f4 (m, d)
            Of the rows that come after the laid out ones, or of row ``first`` and on.

        Returns
        -------
        f8 (m, 2)
            The same for a row whatever comes with it.
        """
        first = self.rows if first is None else first
        if self._basis is None or not len(features):
            return np.zeros((len(features), 2))
        near, _ = nearest.across(self._reduced, self._basis.of(features), k=ASKED, threads=self._threads)
        along = _turn(first, len(features), seed=self._seed)
        across = np.column_stack([-along[:, 1], along[:, 0]])
        # The median along two axes is one point's x and another's y: along the same axes for all, what is placed would
        # lie in lines.
        there = self.positions[near]
        middle = (np.median(np.einsum("mki,mi->mk", there, axis), axis=1)[:, None] * axis for axis in (along, across))
        return sum(middle) + JITTER * along


def _turn(first: int, count: int, *, seed: int) -> Any:
    """A direction of a row's own, ``f8 (count, 2)``, whenever it is asked for."""
    angle = 2 * np.pi * ((np.arange(first, first + count) * 0.6180339887498949 + seed * 0.7548776662466927) % 1)
    return np.column_stack([np.cos(angle), np.sin(angle)])
