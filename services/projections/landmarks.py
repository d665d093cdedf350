"""Owns t-SNE of more pictures than memory holds features of: few are laid out, and the map grows by places among them
until it has all.

The first landmarks (de Silva 2004, "Sparse multidimensional scaling using landmark points") are the first rows, which
are in random order:
a fair sample. Each stage has some six times as many points: the new begin beside those they are like, and all are
refined together. What is
broad is settled by few points and stays, as Kobak and Linderman 2021 (doi:10.1038/s41587-020-00809-z) found of good
starts. 200,000 made-up
features, trustworthiness within 3,000 of them (.790 in a layout of those alone): 50,000 laid out at once and all
refined for 400 steps .655,
in 190 s; from 9,000 on in stages of 50 steps .742, in 43 s. Features are read in two passes, for PCA; all else is done
in its directions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import Features
from services.neighbours import nearest
from services.projections import descent, streamed, transform, tsne
from services.projections.jitter import part
from services.projections.layout import Layout, perplexity_for
from services.projections.patience import Stopped, Told, patiently
from services.projections.waves import LANDMARKS, Waves
from services.schema import LayoutTick, Recipe

#: Points that are laid out first, and steps they get at most: a map that is still growing loses more of what is broad
#: in the stages.
#: 200,000 as above: 5,000 in 300 steps .724, in 600 .734; 9,000 .733 and .742.
FIRST, FIRST_STEPS = LANDMARKS, 600
#: How many times as many points a stage has as the one before, at most.
GROWTH = 6.5
#: Directions that features are reduced to.
DIRECTIONS = 50
#: Neighbours that count for each picture, for a perplexity of 20. More cost memory: 30 of a million take 2 GB while
#: affinities are made.
NEIGHBOURS = 30
#: Placed points that are asked where a picture belongs, and lists they are looked for in.
ASKED, PROBES = 10, 4
#: What a placed point is moved by at random, in units of the map: many belong at one other.
JITTER = 0.3
#: Width, in units of the map, of the strips by which points are put in order for refining: what lies together is then
#: together in memory.
STRIP = 8.0
#: How a stage is refined: no exaggeration, as groups are formed. In 100 steps the broad order is lost to the fine: .706
#: became .699, and
#: kNN accuracy of the kind .828 became .837. What is real loses more: 27,000 of cifar10 in stages had trust .941 and
#: kNN accuracy of class
#: .655, all at once in all directions .954 and .697; 100 steps more at the end changed neither.
REFINE = (descent.Phase(50, 1, 0.8),)


@dataclass
class _Growing:
    """A map that grows: ``reduced`` features of all, ``f4 (n, 50)``; near whom each is shown until it has a place, ``i4
    (n,)``; neighbours of all.
    """

    reduced: Any
    owners: Any
    found: tuple[Any, Any] | None
    recipe: Recipe
    threads: int
    tick: LayoutTick

    def show(self, done: int, positions: Any) -> bool:
        """Tell a layout of the first rows as one of all."""
        shown = np.asarray(positions, dtype=np.float32)
        return self.tick(done, self.recipe.iterations, np.concatenate([shown, shown[self.owners[len(shown) :]]]))

    def placed(self, positions: Any, count: int, told: Callable[[int, int], object]) -> Any:
        """The first ``count`` rows, ``f4``: those that have a place there, each other at that of its nearest which the
        others lie closest around.
        """
        near = nearest.Lists(self.reduced[: len(positions)], threads=self.threads, tick=told, probes=PROBES)
        begun = transform.start(positions, *near.near(self.reduced[len(positions) : count], k=ASKED, tick=told))
        begun += np.random.default_rng([self.recipe.seed, count]).normal(scale=JITTER, size=begun.shape)
        return np.concatenate([positions, begun]).astype(np.float32)

    def grown(self, positions: Any, done: int) -> tuple[Any, int, bool]:
        """All rows' positions, ``f4 (n, 2 or 3)``, iterations done in all, and whether it was stopped."""
        stopped = False

        def told(_done: int, _of: int) -> None:
            if not self.tick(done, self.recipe.iterations, None):
                raise Stopped

        try:
            for count in sizes(len(positions), len(self.reduced)) if positions.shape[1] == 2 else ():
                if stopped or done >= self.recipe.iterations:
                    break
                begun = self.placed(positions, count, told)
                found = self.found if count == len(self.reduced) else None
                found = found or nearest.Lists(self.reduced[:count], threads=self.threads, tick=told).own(
                    k=NEIGHBOURS, tick=told
                )
                positions, done, stopped = self._refined(begun, len(positions), done, found)
        except Stopped:
            stopped = True
        if len(positions) < len(self.reduced):
            positions = self.placed(positions, len(self.reduced), lambda *_: None)
            self.show(done, positions)
        return positions, done, stopped

    def _refined(self, begun: Any, before: int, done: int, found: tuple[Any, Any]) -> tuple[Any, int, bool]:
        """All of ``begun`` descended together; positions, iterations done in all, whether it was stopped."""
        n = len(begun)
        order = np.lexsort((begun[:, 1], np.floor(begun[:, 0] / STRIP)))
        place = np.empty(n, dtype=np.int32)
        place[order] = np.arange(n, dtype=np.int32)
        moved = place[found[0][order]], found[1][order]
        perplexity = perplexity_for(n, self.recipe.perplexity)
        affinities = patiently(
            lambda: tsne.affinities_of_many(moved, perplexity, threads=self.threads), lambda: self.show(done, begun)
        )
        # As wide as a map of so many is in the end (see descent.phases).
        layout = descent.Descent(
            begun[order] * (n / before) ** (1 / 3),
            tsne.attraction(affinities, threads=self.threads),
            threads=self.threads,
        )
        steps, stopped = layout.run(
            REFINE, self.recipe.iterations - done, lambda at, now: self.show(done + at, now[place]), every=tsne.EVERY
        )
        return layout.positions[place].astype(np.float32), done + steps, stopped


def sizes(first: int, n: int) -> list[int]:
    """How many points each stage after the ``first`` has: ever as many times more, the last all ``n``."""
    stages = max(1, int(np.ceil(np.log(n / first) / np.log(GROWTH))))
    return [*(int(first * (n / first) ** (stage / stages)) for stage in range(1, stages)), n]


def run(
    features: Features, *, recipe: Recipe, threads: int, tick: LayoutTick, stage: Any, begun: Waves | None = None
) -> Layout:
    """Lay out very many: the landmarks in waves, of which some may have ``begun``, the rest by stages.

    A layout stopped at iteration k is that of a recipe of k iterations, one stopped among the waves that of a recipe of
    as many.

    Parameters
    ----------
    features : Features
        In random order; n more than :data:`FIRST`.

    Raises
    ------
    StoppedByUser
        Before the first iteration.
    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    grown = begun or tsne.grow(recipe, threads=threads)
    if recipe.dimensions == 2 and not recipe.iterations:
        stage("neighbours")
        tsne.advance(grown, features[np.arange(FIRST)], recipe=recipe, tick=tick)
        return _as_grown(grown, features, recipe=recipe, stopped=False)
    try:
        growing = _looked(features, FIRST, seconds, recipe=recipe, threads=threads, tick=tick, stage=stage)
    except Stopped:
        growing = None
    if growing is None or (growing.found is None and recipe.dimensions == 2):
        return _as_grown(grown, features, recipe=recipe, stopped=True)
    seconds["neighbours"] = round(time.perf_counter() - started, 3)
    stage("project")
    started = time.perf_counter()

    def look(done: int, _total: int, positions: Any) -> bool:
        # Waves are of fewer rows than those beside which the others are shown.
        whole = positions is not None and len(positions) == FIRST
        return growing.show(done, positions) if whole else tick(done, recipe.iterations, positions)

    own = recipe.with_(iterations=min(FIRST_STEPS, recipe.iterations))
    first = tsne.run(
        features[np.arange(FIRST)], recipe=own, threads=threads, tick=look, stage=lambda _: None, begun=grown
    )
    seconds["first"] = round(time.perf_counter() - started, 3)
    if first.stopped and first.waves >= 0:
        return _as_grown(grown, features, recipe=recipe, stopped=True)
    return _layout(growing, first, seconds, started)


def _as_grown(grown: Waves, features: Features, *, recipe: Recipe, stopped: bool) -> Layout:
    """What waves have laid out, and all others at their neighbours' places among it; StoppedByUser where they have laid
    out nothing.
    """
    if not grown.count:
        raise StoppedByUser(STOPPED_EARLY)
    placed = np.empty((features.n, 2), dtype=np.float32)
    for at, block in features.blocks():
        placed[at : at + len(block)] = grown.place(block, first=at)
    placed[: grown.rows] = grown.positions
    return Layout(part(placed), perplexity_for(grown.rows, recipe.perplexity), 0, stopped, {}, grown.count)


def _looked(
    features: Features,
    count: int,
    seconds: dict[str, float],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: Any,
) -> _Growing:
    """All that is known before any is laid out; no neighbours in space, or where it was stopped after PCA."""
    stage("neighbours")
    told = Told(tick, features.n, {"pca": 3.0, "first": 0.1, "owners": 0.5, "lists": 1.5, "own": 4.0})
    started = time.perf_counter()
    reduced = streamed.pca(features, directions=DIRECTIONS, tick=told.of("pca"))
    seconds["pca"] = round(time.perf_counter() - started, 3)
    owners, found = np.zeros(features.n, dtype=np.int32), None
    try:
        first = nearest.Lists(reduced[:count], threads=threads, tick=told.of("first"), probes=PROBES)
        owners[count:] = first.near(reduced[count:], k=1, tick=told.of("owners"))[0][:, 0]
        if recipe.dimensions == 2:
            found = nearest.Lists(reduced, threads=threads, tick=told.of("lists")).own(
                k=NEIGHBOURS, tick=told.of("own")
            )
    except Stopped:
        found = None
    return _Growing(reduced, owners, found, recipe, threads, tick)


def _layout(growing: _Growing, first: Layout, seconds: dict[str, float], started: float) -> Layout:
    positions, done, stopped = first.positions, first.iterations, first.stopped
    if stopped:
        positions = growing.placed(positions, len(growing.reduced), lambda *_: None)
    else:
        positions, done, stopped = growing.grown(positions, done)
    if positions.shape[1] == 2:
        positions = part(positions)
    seconds["project"] = round(time.perf_counter() - started, 3)
    return Layout(positions, first.perplexity, done, stopped, seconds)
