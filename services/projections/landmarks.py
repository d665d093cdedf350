"""Owns t-SNE of features that do not fit in memory.

The first 9,000 rows are the landmarks (de Silva 2004, "Sparse multidimensional scaling using landmark points"). They
are laid out as a map of their own. Rows are in random order, so the landmarks are a fair sample of all. The map then
grows to all rows in a few stages (:mod:`services.projections.stages`): new points join the points laid out before, and
all are refined together.

The layout of the landmarks fixes the broad arrangement of the map. The stages keep it, because t-SNE largely keeps the
broad arrangement of its start (Kobak and Linderman 2021, doi:10.1038/s41587-020-00809-z).

PCA reads the features twice. It gives the first 50 principal components of all rows, which are held in memory; the
stages work in these. The landmarks are laid out from all feature dimensions, as :mod:`services.projections.tsne` lays
out any features that fit in memory.

Two ways were compared on 200,000 made-up rows, by the trustworthiness of the map within a sample of 3,000 points. A
layout of these 3,000 alone has .790.

- 50,000 landmarks, then 400 iterations with all points: .655, in 190 s.
- 9,000 landmarks, then stages of 50 iterations: .742, in 43 s.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import Features
from services.neighbours import table
from services.neighbours.inverted_lists import InvertedLists
from services.projections import tsne, waves
from services.projections.jitter import separate
from services.projections.layout import Layout, LayoutStopped, OnStage, perplexity_for
from services.projections.patience import StepProgress
from services.projections.reduce import pca_by_blocks
from services.projections.stages import NEIGHBOURS, PROBES, Stages
from services.projections.waves import Waves
from services.schema import ALL_WAVES, LayoutTick, Recipe

#: The layout of the landmarks does at most this many iterations. With fewer, the map of the landmarks has not reached
#: its full width when the stages begin, and the stages then keep less of its broad arrangement. By the trustworthiness
#: that is described above:
#:
#: - 5,000 landmarks: .724 after 300 iterations, .734 after 600.
#: - 9,000 landmarks: .733 after 300 iterations, .742 after 600.
LANDMARK_STEPS = 600
#: Principal components that features are reduced to. Raise it for an encoder whose features vary in more dimensions, at
#: more memory and time.
COMPONENTS = 50
#: The steps before the layout, and about how long each takes, in seconds on one machine. Only the ratios count: a step
#: moves the progress bar by its share of the sum.
SECONDS = {"pca": 3.0, "landmarks": 0.1, "nearest": 0.5, "lists": 1.5, "neighbours": 4.0}


def run(
    features: Features,
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
    waves_done: Waves | None = None,
) -> Layout:
    """Lay out very many pictures.

    In two dimensions the landmarks are laid out in waves first (:mod:`services.projections.waves`). The iterations
    inside the waves do not count towards ``recipe.iterations``. A layout that is stopped after k iterations is the same
    as that of a recipe which asks for k iterations. A layout that is stopped before its first iteration, when w waves
    are done, is the same as that of a recipe with w waves and no iterations.

    Parameters
    ----------
    features : Features
        In random order; n more than :data:`services.projections.waves.LANDMARKS`.
    recipe : Recipe
    threads : int
    tick : LayoutTick
        Before the layout it is called with (pictures dealt with, n, None). During the layout it is called with
        (iterations done, iterations of the recipe, positions); the positions are those of one wave, those of all rows,
        or None where there are no new ones. If it returns False, the layout stops.
    stage : OnStage
    waves_done : Waves, optional
        Finished waves of the landmarks.

    Raises
    ------
    StoppedByUser
        Stopped before any wave was done or, in three dimensions, before the layout began.
    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    grown = waves_done or tsne.new_waves(recipe, threads=threads)
    if recipe.dimensions == 2 and not recipe.iterations:
        # A recipe asks for 0 iterations only if it describes a layout that was stopped after a wave. That layout is
        # repeated here.
        stage("neighbours")
        tsne.advance(grown, features.rows(np.arange(waves.LANDMARKS)), recipe=recipe, tick=tick)
        return _layout_after_waves(grown, features, recipe=recipe, stopped=False)
    try:
        stages = _prepare(features, seconds, recipe=recipe, threads=threads, tick=tick, stage=stage)
    except LayoutStopped:
        stages = None
    if stages is None or (stages.neighbours is None and recipe.dimensions == 2):
        return _layout_after_waves(grown, features, recipe=recipe, stopped=True)
    seconds["neighbours"] = round(time.perf_counter() - started, 3)
    stage("project")
    started = time.perf_counter()
    first = _landmark_layout(features, stages, grown)
    seconds["first"] = round(time.perf_counter() - started, 3)
    if first.stopped and first.waves != ALL_WAVES:
        return _layout_after_waves(grown, features, recipe=recipe, stopped=True)
    positions, done, stopped = stages.run(first)
    if positions.shape[1] == 2:
        positions = separate(positions)
    seconds["project"] = round(time.perf_counter() - started, 3)
    neighbours = None if stages.neighbours is None else table.kept(stages.neighbours[0])
    return Layout(positions, first.perplexity, done, stopped, seconds, neighbours=neighbours)


def _prepare(
    features: Features,
    seconds: dict[str, float],
    *,
    recipe: Recipe,
    threads: int,
    tick: LayoutTick,
    stage: OnStage,
) -> Stages:
    """Reduce the features and find all neighbours, before anything is laid out.

    The result's ``neighbours`` are None in two cases: ``tick`` stopped the search, or the map has three dimensions. In
    three dimensions the stages do not refine the layout, so that they need no neighbours.

    Raises
    ------
    LayoutStopped
        Stopped during PCA.
    """
    stage("neighbours")
    progress = StepProgress(tick, features.n, SECONDS)
    count = waves.LANDMARKS
    started = time.perf_counter()
    reduced = pca_by_blocks(features, components=COMPONENTS, tick=progress.tick_for("pca"))
    seconds["pca"] = round(time.perf_counter() - started, 3)
    nearest_landmark, neighbours = np.zeros(features.n, dtype=np.int32), None
    try:
        landmarks = InvertedLists(
            reduced[:count], threads=threads, on_progress=progress.tick_for("landmarks"), probes=PROBES
        )
        found, _ = landmarks.query(reduced[count:], k=1, on_progress=progress.tick_for("nearest"))
        nearest_landmark[count:] = found[:, 0]
        if recipe.dimensions == 2:
            lists = InvertedLists(reduced, threads=threads, on_progress=progress.tick_for("lists"))
            neighbours = lists.search(k=NEIGHBOURS, on_progress=progress.tick_for("neighbours"))
    except LayoutStopped:
        neighbours = None
    return Stages(reduced, nearest_landmark, neighbours, recipe, threads, tick)


def _landmark_layout(features: Features, stages: Stages, grown: Waves) -> Layout:
    """Lay out the landmarks as a map of their own. If the map has two dimensions, they are laid out in waves.

    Waves that ``grown`` has already are not repeated.
    """
    count, recipe = waves.LANDMARKS, stages.recipe

    def on_layout(done: int, _total: int, positions: NDArray[np.float32] | None) -> bool:
        # A row that is no landmark is shown at its nearest landmark. A wave does not have all landmarks, so it is shown
        # as it is.
        if positions is not None and len(positions) == count:
            return stages.report(done, positions)
        return stages.tick(done, recipe.iterations, positions)

    return tsne.run(
        features.rows(np.arange(count)),
        recipe=recipe.with_(iterations=min(LANDMARK_STEPS, recipe.iterations)),
        threads=stages.threads,
        tick=on_layout,
        stage=lambda _: None,
        waves_done=grown,
    )


def _layout_after_waves(grown: Waves, features: Features, *, recipe: Recipe, stopped: bool) -> Layout:
    """Return the layout that ends with the last wave that is done.

    Rows that are not in that wave lie where the next wave would start them.

    Raises
    ------
    StoppedByUser
        No wave is done.
    """
    if not grown.count:
        raise StoppedByUser(STOPPED_EARLY)
    positions = np.empty((features.n, 2), dtype=np.float32)
    for at, block in features.blocks():
        positions[at : at + len(block)] = grown.initial_positions(block, first=at)
    positions[: grown.rows] = grown.positions
    return Layout(separate(positions), perplexity_for(grown.rows, recipe.perplexity), 0, stopped, {}, grown.count)
