"""Owns the growth of a landmark layout to all rows (:mod:`services.projections.landmarks`).

Each stage has up to 6.5 times as many points as the one before. It does three things:

1. Each new row begins near one of its nearest neighbours among the points of the stage before.
2. The neighbours and affinities of all points of the stage are found.
3. A short gradient descent refines all points of the stage together.

All features are reduced to their first principal components. Positions are in units of the map, where 1 is the width of
t-SNE's kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.neighbours.inverted_lists import InvertedLists
from services.projections import affinities, descent
from services.projections.affinities import Neighbours
from services.projections.layout import Layout, LayoutStopped, perplexity_for
from services.projections.patience import run_stoppable
from services.projections.transform_start import neighbour_medoids
from services.schema import LayoutTick, Recipe

#: Largest ratio of a stage's points to those of the stage before. A larger ratio gives fewer stages.
GROWTH = 6.5
#: Neighbours of each point for its affinities, whatever the perplexity. They are enough for the default perplexity of
#: 20; raise this if recipes ask for a higher one. 30 neighbours of a million points take 2 GB of memory while the
#: affinities are made.
NEIGHBOURS = 30
#: Nearest neighbours of a new point; it begins at one of them.
START_NEIGHBOURS = 10
#: How much of the search index is looked through for the neighbours of a new point, or for its nearest landmark: the
#: index keeps points that are near to one another in one list, and this many lists are read. The search for
#: :data:`NEIGHBOURS` does not use this.
PROBES = 4
#: A new point does not begin exactly at its neighbour, because many new points may begin at the same one. A random
#: offset is added to each coordinate; this is its standard deviation.
NOISE = 0.3
#: Width of the vertical strips in which the points are ordered for a descent. Points that lie together are then
#: together in memory, which makes repulsion faster (:data:`services.projections.repulsion.PART`).
STRIP = 8.0
#: The descent of a stage. It has no exaggeration, because the groups are formed already.
#:
#: With 100 iterations instead of 50, fine groups improve and the broad arrangement suffers. This was measured on
#: made-up features that form known groups; it is not the experiment that :mod:`services.projections.landmarks`
#: describes. The accuracy with which kNN on the map predicts the group of a point rose from .828 to .837.
#: Trustworthiness within a sample of the points fell from .706 to .699. The points of a sample lie far apart, so this
#: shows the broad arrangement.
#:
#: Stages have a price in quality. With 27,000 real pictures of cifar10, a map made in stages has a trustworthiness of
#: .941, and kNN on the map predicts the class with an accuracy of .655. A map laid out at once, from all feature
#: dimensions, has .954 and .697. Another 100 iterations after the last stage do not close this gap.
REFINING = (descent.Phase(50, 1, 0.8),)
#: Iterations between two reports of the positions.
EVERY = 10


def sizes(first: int, n: int) -> list[int]:
    """Return the number of points in each stage of a growth from ``first`` points to all ``n``.

    The ratio between a stage and the one before is the same for all stages, and at most :data:`GROWTH`.
    """
    stages = max(1, int(np.ceil(np.log(n / first) / np.log(GROWTH))))
    return [*(int(first * (n / first) ** (stage / stages)) for stage in range(1, stages)), n]


@dataclass
class Stages:
    """A layout that grows to all n rows.

    Attributes
    ----------
    reduced : f4 (n, e)
        Principal components of the features. The landmarks are the first rows.
    nearest_landmark : i4 (n,)
        The nearest landmark of each row. A row without a position is shown there.
    neighbours : (i4 (n, k), f4 (n, k)) or None
        Neighbours of all rows, for the last stage.
    recipe : Recipe
    threads : int
    tick : LayoutTick
        Called with (iteration, iterations, positions or None); False stops. The positions are those of one wave of the
        landmarks, or of all rows.
    """

    reduced: NDArray[np.float32]
    nearest_landmark: NDArray[np.int32]
    neighbours: Neighbours | None
    recipe: Recipe
    threads: int
    tick: LayoutTick

    def report(self, done: int, positions: NDArray[np.floating]) -> bool:
        """Call ``tick`` with a layout of all rows, made from ``positions`` of the first rows, ``(m, 2 or 3)``."""
        known = np.asarray(positions, dtype=np.float32)
        missing = known[self.nearest_landmark[len(known) :]]
        return self.tick(done, self.recipe.iterations, np.concatenate([known, missing]))

    def run(self, first: Layout) -> tuple[NDArray[np.float32], int, bool]:
        """Go through all stages, from the layout of the landmarks.

        Rows that no stage has laid out get a position near their neighbours at the end, and are not refined. There are
        such rows in three cases: ``tick`` stopped the layout of the landmarks or a stage; the iterations are used up;
        or the map has three dimensions, where all rows but the landmarks are such rows.

        Returns
        -------
        (f4 (n, 2 or 3), int, bool)
            Positions of all rows, iterations done in all, and whether ``tick`` stopped the layout.
        """
        positions, done, stopped = first.positions, first.iterations, first.stopped
        n = len(self.reduced)
        if stopped:
            return self._extend(positions, n, lambda *_: None), done, stopped
        if positions.shape[1] == 2:
            positions, done, stopped = self._refine_stages(positions, done)
        if len(positions) < n:
            positions = self._extend(positions, n, lambda *_: None)
            self.report(done, positions)
        return positions, done, stopped

    def _refine_stages(self, positions: NDArray[np.float32], done: int) -> tuple[NDArray[np.float32], int, bool]:
        """Go through the stages in two dimensions.

        Returns
        -------
        (f4 (m, 2), int, bool)
            Positions, iterations done in all, and whether ``tick`` stopped. A stage that was stopped before its descent
            leaves the positions of the stage before; one that was stopped in its descent leaves those it had by then.
        """
        stopped = False

        def on_progress(_done: int, _of: int) -> None:
            if not self.tick(done, self.recipe.iterations, None):
                raise LayoutStopped

        try:
            for count in sizes(len(positions), len(self.reduced)):
                if stopped or done >= self.recipe.iterations:
                    break
                start = self._extend(positions, count, on_progress)
                neighbours = self._neighbours_of_first(count, on_progress)
                positions, done, stopped = self._refine(start, neighbours, before=len(positions), done=done)
        except LayoutStopped:
            stopped = True
        return positions, done, stopped

    def _extend(
        self, positions: NDArray[np.float32], count: int, on_progress: Callable[[int, int], object]
    ) -> NDArray[np.float32]:
        """Return the positions of the first ``count`` rows: ``positions``, followed by where the other rows begin.

        A row begins near the medoid of its nearest neighbours among the rows that have positions.
        """
        known = len(positions)
        lists = InvertedLists(self.reduced[:known], threads=self.threads, on_progress=on_progress, probes=PROBES)
        found, distances = lists.query(self.reduced[known:count], k=START_NEIGHBOURS, on_progress=on_progress)
        start = neighbour_medoids(positions, found, distances)
        start += np.random.default_rng([self.recipe.seed, count]).normal(scale=NOISE, size=start.shape)
        return np.concatenate([positions, start]).astype(np.float32)

    def _neighbours_of_first(self, count: int, on_progress: Callable[[int, int], object]) -> Neighbours:
        """Return the neighbours of the first ``count`` rows among themselves."""
        if count == len(self.reduced) and self.neighbours is not None:
            return self.neighbours
        lists = InvertedLists(self.reduced[:count], threads=self.threads, on_progress=on_progress)
        return lists.search(k=NEIGHBOURS, on_progress=on_progress)

    def _refine(
        self, start: NDArray[np.float32], neighbours: Neighbours, *, before: int, done: int
    ) -> tuple[NDArray[np.float32], int, bool]:
        """Descend with all points of a stage.

        Parameters
        ----------
        start : f4 (m, 2)
        neighbours : (i4 (m, k), f4 (m, k))
        before : int
            Size of the stage before.
        done : int
            Iterations done so far.

        Returns
        -------
        (f4 (m, 2), int, bool)
            Positions, iterations done in all, and whether ``tick`` stopped the descent.

        Raises
        ------
        LayoutStopped
            Stopped while the affinities were made.
        """
        n = len(start)
        # ``order`` lists the rows strip by strip. ``place[row]`` is where a row stands in that list.
        order = np.lexsort((start[:, 1], np.floor(start[:, 0] / STRIP)))
        place = np.empty(n, dtype=np.int32)
        place[order] = np.arange(n, dtype=np.int32)
        ordered = place[neighbours[0][order]], neighbours[1][order]
        perplexity = perplexity_for(n, self.recipe.perplexity)
        pairs = run_stoppable(
            lambda: affinities.from_many_neighbours(ordered, perplexity, threads=self.threads),
            lambda: self.report(done, start),
        )
        # The width of a finished map grows about as the cube root of its number of points (see descent.phases).
        layout = descent.Descent(
            start[order] * (n / before) ** (1 / 3),
            affinities.attraction(pairs, threads=self.threads),
            threads=self.threads,
        )
        steps, stopped = layout.run(
            REFINING,
            self.recipe.iterations - done,
            lambda at, positions: self.report(done + at, positions[place]),
            every=EVERY,
        )
        return layout.positions[place].astype(np.float32), done + steps, stopped
