"""Owns adding pictures to a finished map whose points do not move.

The result is another map: the old rows as they were, bit for bit, and the new rows behind them. The old map stays.
Steps: scan, compare, embed what is new, transform it into the old layout, measure trust, store.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services import projections, provenance
from services.embedding import embed
from services.errors import BadRequest
from services.library import Library, MapInfo, RowTable, machine
from services.neighbours import metric
from services.pipeline import beside, shared, told
from services.pipeline import centre as centres
from services.pipeline.additions import Additions, Extended, find, joined, warnings_of
from services.pipeline.draft import identified, now
from services.progress import Clock, Listener
from services.quality.trust import measure
from services.schema import Reason, Recipe
from services.settings import Settings
from services.sources import changes, scan


def extend_recipe(info: MapInfo) -> Recipe:
    """The recipe of a map to which pictures are added."""
    return info.recipe.with_(base=info.id, align="")


def relayout_recipe(info: MapInfo) -> Recipe:
    """The recipe of a new layout of the map's folder, turned to fit the map.

    A map of a sample is drawn anew, as large as it has become.

    Raises
    ------
    BadRequest
        The map has pictures of other folders, which a layout of its own folder would lose.
    """
    if info.outside:
        raise BadRequest(
            f"{info.outside:,} pictures on this map lie outside {info.source}. "
            "Put them below it, and build a map of it."
        )
    return info.recipe.with_(base="", align=info.id, sample=info.n if info.recipe.sample else 0)


def extend(
    library: Library,
    settings: Settings,
    source: str,
    *,
    recipe: Recipe,
    name: str,
    listener: Listener,
    rehash: bool = False,
) -> Extended:
    """Add the pictures of ``source`` that the map ``recipe.base`` does not have. A map that was made before is found.

    Parameters
    ----------
    source : str
        The map's own folder, also where it was moved to; a folder below it; or a folder of new pictures beside it.
    recipe : Recipe
        As given by :func:`extend_recipe`.
    name : str
        The new map's name; not part of its id.
    rehash : bool
        Read every file again, whatever its times say.

    Raises
    ------
    NotFound, BadRequest, NoSuchFolder, StoppedByUser, EncoderUnavailable
    """
    clock, place = Clock(), embed.Place.of(source)
    listener.stage("scan")
    library.cleanup.sweep()
    old = library.maps.get(recipe.base)
    if old.state != "ready":
        raise BadRequest(f"Map {old.name} is still being made; pictures can be added when it is done.")
    old_rows = library.maps.rows(old.id)
    found = scan.find(
        source, seed=recipe.seed, max_pictures=sys.maxsize, endings=changes.endings(recipe), tick=listener.tick
    )
    clock.lap("scan")
    listener.stage("embed")
    prefix = changes.way(old, old_rows, source, found.candidates)
    additions = find(
        library,
        settings,
        source,
        old=old,
        old_rows=old_rows,
        found=found,
        prefix=prefix or "",
        listener=listener,
        rehash=rehash,
        place=place,
    )
    clock.lap("embed")
    if not additions.rows:
        return _extended(old, additions, clock, reopened=True)
    rows = joined(old_rows, library, additions, dimensions=old.dimensions, most=settings.max_pictures)
    info = _draft(old, additions, rows, recipe=recipe, source=source if prefix is None else old.source, name=name)
    info = identified(library, info, rows)
    counts = {name: getattr(info, name) for name in ("found", "mapped", "skipped", "others", "embedded", "cached")}
    listener.counts(**counts)
    reopened = library.maps.has(info.id)
    shares = None if reopened else shared.find(library, info, rows)
    if reopened:
        library.maps.reopen(told.anew(library.maps.get(info.id), info), additions.skipped, mtime_ns=rows.mtime_ns)
        library.outdated.put(info.id, additions.outdated)
    elif shares:
        skipped = additions.skipped
        shared.store(library, settings, info, rows, shares, skipped=skipped, listener=listener, clock=clock)
        library.outdated.put(info.id, additions.outdated)
        library.selections.inherit(info.id, recipe.base, wide=(rows.n + 7) // 8)
    else:
        _store(library, settings, info, rows, additions=additions, listener=listener, clock=clock)
    listener.showing(info.id)
    return replace(_extended(library.maps.get(info.id), additions, clock, reopened=reopened), shares=shares)


def _store(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    additions: Additions,
    listener: Listener,
    clock: Clock,
) -> None:
    """Lay out the new rows among the old, measure, and store the map ``info``."""
    centre = centres.of_map(library, library.maps.get(info.recipe.base))
    work = _laid_out(library, settings, info, rows, centre=centre, listener=listener, clock=clock)
    library.maps.begin(info, rows, additions.skipped)
    centres.keep(library, info, centre)
    library.outdated.put(info.id, additions.outdated)
    beside.take_of_build(work, late=False)
    clock.lap("measure")
    listener.stage("store")
    library.maps.finish(replace(work.info, seconds=dict(clock.seconds)), work.rows)
    library.selections.inherit(work.info.id, work.info.recipe.base, wide=(work.rows.n + 7) // 8)
    listener.showing(info.id)
    beside.take_of_build(work, late=True)


def _extended(info: MapInfo, additions: Additions, clock: Clock, *, reopened: bool) -> Extended:
    return Extended(
        info=info,
        embedded=additions.embedded,
        cached=additions.cached,
        seconds=clock.seconds,
        reopened=reopened,
        added=len(additions.rows),
        vanished=additions.vanished,
        changed=additions.changed,
        passing=tuple(additions.passing),
    )


def _draft(old: MapInfo, additions: Additions, rows: RowTable, *, recipe: Recipe, source: str, name: str) -> MapInfo:
    """What is known of the new map before its new rows have positions."""
    others = sum(file.code is Reason.OTHER for file in additions.skipped)
    return replace(
        old,
        encoder_key=additions.key,
        warnings=warnings_of(old, additions),
        name=name,
        source=source,
        created=now(),
        state="building",
        recipe=recipe,
        n=rows.n,
        found=rows.n + len(additions.skipped) - others,
        mapped=rows.n,
        skipped=len(additions.skipped) - others,
        others=others,
        sampled_from=old.sampled_from + additions.candidates,
        embedded=additions.embedded,
        cached=additions.cached,
        versions=provenance.versions(),
        machine=dict(machine.here()),
        added=len(additions.rows),
        vanished=additions.vanished,
        changed=additions.changed,
        goal="",
        moved_from="",
        followed="",
        left="",
        outside=old.outside + sum(c.path.startswith("../") for c in additions.rows),
    )


def _laid_out(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    centre: metric.Centre,
    listener: Listener,
    clock: Clock,
) -> beside.Work:
    """Give the new rows positions and measure the trust of all."""
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width, tick=listener.tick)
    compared = metric.compared(features, centre)
    n = rows.n - rows.added

    def stage(name: str) -> None:
        if name == "project":
            clock.lap("neighbours")
        listener.stage(name)

    def tick(iteration: int, total: int, _positions: NDArray[np.float32] | None) -> bool:
        return listener.tick(iteration, total)

    transformed = projections.transform_new(
        compared[:n],
        compared[n:],
        rows.positions[:n],
        recipe=info.recipe,
        threads=settings.threads,
        tick=tick,
        stage=stage,
    )
    positions = np.concatenate([rows.positions[:n], transformed])
    clock.lap("project")
    listener.stage("measure")
    trust = measure(compared, positions, seed=info.recipe.seed, tick=listener.tick)
    info = replace(info, trust=trust.map, trust_sampled=trust.measured, trust_against=trust.against)
    rows = replace(rows, positions=positions, trust=trust.points)
    return beside.Work(library, settings, info, rows, listener, features)
