"""Owns the way from rows with features to a finished map: neighbours and layout, trust, store; stopped, it is finished
as it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services import projections, provenance
from services.errors import STOPPED_EARLY, StoppedByUser
from services.library import Library, MapInfo, RowTable
from services.pipeline import align
from services.pipeline.preview import Growth
from services.progress import Clock, Listener
from services.quality.trust import measure
from services.schema import Recipe, Skipped
from services.settings import Settings


def lay_out(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    skipped: list[Skipped],
    listener: Listener,
    clock: Clock,
    growth: Growth | None = None,
) -> MapInfo:
    """Lay out and store the map ``info``, or what it was stopped as.

    Parameters
    ----------
    growth : Growth, optional
        The waves of it that are laid out, and the map that shows them, which becomes this one.

    Raises
    ------
    StoppedByUser
        Before there was any layout.
    """
    shown = False
    fit = align.onto(library, info.recipe, rows)
    library.maps.begin(info, rows, skipped)

    def tick(iteration: int, total: int, positions: Any) -> bool:
        nonlocal shown
        if positions is not None:
            library.live.save(info.id, fit(positions))
            # What is seen of it already is not taken away: a map that has grown has all its rows from the first.
            if not shown and (growth is None or len(positions) == rows.n):
                if growth:
                    growth.became(info.id)
                listener.showing(info.id)
                shown = True
        return listener.tick(iteration, total)

    # What was stopped while it grew is finished all the same.
    going = None if info.recipe.waves >= 0 else listener.tick
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width, tick=going)
    begun = growth.waves if growth else None
    layout = projections.project(
        features, recipe=info.recipe, threads=settings.threads, tick=tick, stage=listener.stage, begun=begun
    )
    positions = fit(layout.positions)
    clock.lap("project")
    clock.seconds.update(layout.seconds)
    if layout.stopped:
        whole, info = info.id, _stopped(library, info, rows, layout=layout, skipped=skipped)
        library.maps.supersede(whole, info.id)
    listener.stage("measure")
    trust = measure(features, positions, seed=info.recipe.seed, tick=listener.tick)
    clock.lap("measure")
    listener.stage("store")
    info = replace(
        info,
        state="ready",
        trust=trust.map,
        trust_sampled=trust.sampled,
        perplexity=layout.perplexity,
        iterations=layout.iterations,
        stopped=layout.stopped or info.recipe.waves >= 0,
        seconds=dict(clock.seconds),
    )
    library.maps.finish(info, replace(rows, positions=positions, trust=trust.points_or_nan(rows.n)))
    if growth:
        growth.became(info.id)
    listener.showing(info.id)
    return info


def _stopped(
    library: Library, info: MapInfo, rows: RowTable, *, layout: projections.Layout, skipped: list[Skipped]
) -> MapInfo:
    """A layout stopped at iteration k is the map of a recipe of k iterations, or of as many waves, so it can be made
    again.

    The unfinished map of the whole recipe stays for the pages that look at it, until :meth:`Library.sweep`.
    """
    if layout.iterations < 1 and layout.waves < 1:
        library.cleanup.delete(info.id)
        raise StoppedByUser(STOPPED_EARLY)
    recipe = _recipe(info.recipe, layout)
    info = replace(
        info, id=provenance.of(rows, recipe, info.encoder_key), recipe=recipe, goal=info.goal or info.recipe.as_json()
    )
    library.maps.begin(info, rows, skipped)
    return info


def _recipe(asked: Recipe, layout: projections.Layout) -> Recipe:
    if layout.iterations:
        return asked.with_(iterations=layout.iterations)
    return asked.with_(waves=layout.waves, iterations=0)
