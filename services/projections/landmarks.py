"""Owns t-SNE of more pictures than memory holds features of.

The first 9,000 rows are the landmarks (de Silva 2004, "Sparse multidimensional scaling using landmark points"). They
are laid out as a map of their own. Rows are in random order, so the landmarks are a fair sample of all. The map then
grows to all rows in a few stages (:mod:`services.projections.stages`): new points join the points laid out before, and
all are refined together.

The landmarks settle what is broad, and the stages keep it, as Kobak and Linderman 2021 (doi:10.1038/s41587-020-00809-z)
found of good starts. The measure is trustworthiness within 3,000 of 200,000 made-up pictures; a layout of those 3,000
alone has .790. With 50,000 landmarks, and 400 steps of refining all, it was .655 in 190 s. With 9,000 landmarks, and
stages of 50 steps, it was .742 in 43 s.

The features are read twice, for PCA. Everything else works in the first 50 principal components, which are held in
memory.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import Features
from services.neighbours.inverted_lists import InvertedLists
from services.projections import tsne, waves
from services.projections.jitter import separate
from services.projections.layout import Layout, LayoutStopped, OnStage, perplexity_for
from services.projections.patience import StepProgress
from services.projections.reduce import pca_by_blocks
from services.projections.stages import NEIGHBOURS, PROBES, Stages
from services.projections.waves import Waves
from services.schema import ALL_WAVES, LayoutTick, Recipe

#: Most iterations of the landmarks' layout. A layout that has not settled loses more of the broad order in the stages.
#: Trustworthiness, measured as above: 5,000 landmarks in 300 steps .724 and in 600 .734; 9,000 landmarks .733 and .742.
LANDMARK_STEPS = 600
#: Principal components that features are reduced to. Raise it for an encoder whose features vary in more dimensions, at
#: more memory and time.
COMPONENTS = 50
#: The steps before the layout, and the seconds that each takes, roughly and relative to the others.
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

    A layout that is stopped after k iterations is that of a recipe with k iterations. A layout that is stopped after k
    waves is that of a recipe with k waves and no iterations.

    Parameters
    ----------
    features : Features
        In random order; n more than :data:`services.projections.waves.LANDMARKS`.
    recipe : Recipe
    threads : int
    tick : LayoutTick
        Called with (pictures, n, None) before the layout and with (iteration, iterations, positions) during it. Its
        positions are those of a wave, or of all rows. False stops.
    stage : OnStage
    waves_done : Waves, optional
        Waves of the landmarks that are laid out already.

    Raises
    ------
    StoppedByUser
        Stopped before the first iteration.
    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    grown = waves_done or tsne.new_waves(recipe, threads=threads)
    if recipe.dimensions == 2 and not recipe.iterations:
        # The recipe of a map that was stopped after a wave.
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
    first = _lay_out_landmarks(features, stages, grown)
    seconds["first"] = round(time.perf_counter() - started, 3)
    if first.stopped and first.waves != ALL_WAVES:
        return _layout_after_waves(grown, features, recipe=recipe, stopped=True)
    positions, done, stopped = stages.run(first)
    if positions.shape[1] == 2:
        positions = separate(positions)
    seconds["project"] = round(time.perf_counter() - started, 3)
    return Layout(positions, first.perplexity, done, stopped, seconds)


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

    Stopped in the steps after PCA, it returns stages without neighbours. A layout in three dimensions needs none.

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


def _lay_out_landmarks(features: Features, stages: Stages, grown: Waves) -> Layout:
    """Lay the landmarks out from all their dimensions, in the waves of ``grown``."""
    count, recipe = waves.LANDMARKS, stages.recipe

    def on_layout(done: int, _total: int, positions: NDArray[np.float32] | None) -> bool:
        # A wave has fewer rows. Only a layout of all landmarks can be shown as one of all rows.
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
    """Return the layout that ends with the last wave: all other rows lie where they would begin.

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
