"""Owns the second half of a build: from rows with features to a stored map. A stopped layout is stored as it stands.

Steps: neighbours and layout, trust, what lies beside the map, store.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services import projections
from services.errors import STOPPED_EARLY, StoppedByUser
from services.library import Library, MapInfo, RowTable
from services.neighbours import metric
from services.pipeline import align, beside
from services.pipeline import centre as centres
from services.pipeline import draft as drafts
from services.pipeline.preview import Preview
from services.progress import Clock, Listener
from services.quality.trust import measure
from services.schema import ALL_WAVES, LayoutTick, Recipe, Skipped
from services.settings import Settings


def finish(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    skipped: list[Skipped],
    listener: Listener,
    clock: Clock,
    preview: Preview | None = None,
) -> MapInfo:
    """Lay out, measure and store the map ``info``, or the map that a stopped layout makes of it.

    Parameters
    ----------
    preview : Preview, optional
        Has the waves that are laid out already. Its map becomes this one.

    Raises
    ------
    StoppedByUser
        Before there was any layout.
    """
    turn = align.onto(library, info.recipe, rows)
    info = replace(info, centred=centres.rows_of(info))
    library.maps.begin(info, rows, skipped)
    # The rest of a map that was stopped while it grew is finished whatever the listener says.
    tick = listener.tick if info.recipe.waves == ALL_WAVES else None
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width, tick=tick)
    centre = centres.found(features, info)
    compared = metric.compared(features, centre)
    layout = projections.project(
        compared,
        recipe=info.recipe,
        threads=settings.threads,
        tick=_on_layout(library, info, rows, turn=turn, listener=listener, preview=preview),
        stage=listener.stage,
        waves_done=preview.waves if preview else None,
    )
    positions = turn(layout.positions)
    clock.lap("project")
    clock.seconds.update(layout.seconds)
    if layout.stopped:
        whole, info = info.id, _stopped(library, info, rows, layout=layout, skipped=skipped)
        library.maps.supersede(whole, info.id)
    listener.stage("measure")
    centres.keep(library, info, centre)
    trust = measure(compared, positions, seed=info.recipe.seed, tick=listener.tick)
    rows = replace(rows, positions=positions, trust=trust.points)
    work = beside.Work(library, settings, info, rows, listener, features, layout.neighbours)
    beside.take_of_build(work, late=False)
    clock.lap("measure")
    listener.stage("store")
    info = replace(
        info,
        state="ready",
        trust=trust.map,
        trust_sampled=trust.measured,
        trust_against=trust.against,
        perplexity=layout.perplexity,
        iterations=layout.iterations,
        stopped=layout.stopped or info.recipe.waves != ALL_WAVES,
        seconds=dict(clock.seconds),
    )
    library.maps.finish(info, rows)
    if preview:
        preview.became(info.id)
    listener.showing(info.id)
    beside.take_of_build(replace(work, info=info), late=True)
    return info


def _on_layout(
    library: Library,
    info: MapInfo,
    rows: RowTable,
    *,
    turn: align.Turn,
    listener: Listener,
    preview: Preview | None,
) -> LayoutTick:
    """What the projection calls with each layout: it stores the layout for the page, and asks whether to go on."""
    on_page = False

    def tick(iteration: int, total: int, positions: NDArray[np.float32] | None) -> bool:
        nonlocal on_page
        if positions is not None:
            library.live.save(info.id, turn(positions))
            # A preview shows all rows. The page leaves it only for a layout that has all rows too.
            if not on_page and (preview is None or len(positions) == rows.n):
                if preview:
                    preview.became(info.id)
                listener.showing(info.id)
                on_page = True
        return listener.tick(iteration, total)

    return tick


def _stopped(
    library: Library, info: MapInfo, rows: RowTable, *, layout: projections.Layout, skipped: list[Skipped]
) -> MapInfo:
    """A layout that was stopped after k iterations is the map of a recipe with k iterations, or with so many waves.

    The unfinished map of the whole recipe stays for the pages that show it, until it is swept
    (:mod:`services.library.cleanup`).
    """
    if layout.iterations < 1 and layout.waves < 1:
        library.cleanup.delete(info.id)
        raise StoppedByUser(STOPPED_EARLY)
    recipe = _recipe_of(layout, asked=info.recipe)
    stopped = replace(info, recipe=recipe, goal=info.goal or info.recipe.as_json())
    info = drafts.identified(library, stopped, rows)
    library.maps.begin(info, rows, skipped)
    return info


def _recipe_of(layout: projections.Layout, *, asked: Recipe) -> Recipe:
    if layout.iterations:
        return asked.with_(iterations=layout.iterations)
    return asked.with_(waves=layout.waves, iterations=0)
