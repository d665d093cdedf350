"""Owns adding pictures to a finished map whose points do not move, and the choice between that and a layout of its own.

Scan, compare, embed what is new, place it among the old, measure, store: another map, with the old rows as they were
and the new
behind them. The old map stays too.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from services import projections, provenance
from services.embedding import embed
from services.errors import BadRequest
from services.library import Library, MapInfo, RowTable
from services.pipeline import build as building
from services.pipeline.build import Built
from services.progress import Clock, Listener
from services.quality.trust import measure
from services.schema import Candidate, Recipe, Skipped
from services.settings import Settings
from services.sources import changes, scan

#: What is told of a file whose picture stays on the map.
VANISHED = "its file has vanished; the map still shows it"
CHANGED = "its file holds another picture now, which was added; the map shows both"


@dataclass(frozen=True, slots=True)
class Added(Built):
    """A map with ``added`` pictures more; with none it is the old map. ``vanished`` and ``changed`` are counts of
    files.
    """

    added: int = 0
    vanished: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Came:
    """What is to be added, ``paths`` as the new map has them, and what became of the rest of the folder."""

    rows: list[Candidate]
    hashes: list[str]
    skipped: list[Skipped]
    strays: list[Skipped]
    vanished: int
    changed: int
    embedded: int
    cached: int


def make(
    library: Library,
    settings: Settings,
    source: str,
    *,
    recipe: Recipe,
    name: str,
    listener: Listener,
    watched: bool = False,
) -> Built:
    """The map that a recipe asks for: added to another where it has a ``base``, else laid out; ``watched`` is shown
    while it grows.
    """
    if recipe.base:
        return add(library, settings, source, recipe=recipe, name=name, listener=listener)
    return building.build(library, settings, source, recipe=recipe, name=name, listener=listener, watched=watched)


def recipe_for(info: MapInfo) -> Recipe:
    """The recipe of a map to which pictures are added."""
    return info.recipe.with_(base=info.id, align="")


def relayout_for(info: MapInfo) -> Recipe:
    """The recipe of a full layout of the same folder, turned to fit the map; a map of a sample is drawn anew, as large
    as it has become.

    Raises
    ------
    BadRequest
        Pictures of other folders were added, which a layout of this one would lose.
    """
    if info.outside:
        raise BadRequest(
            f"{info.outside:,} pictures on this map lie outside {info.source}. Put them below it, and build a map of it."
        )
    return info.recipe.with_(base="", align=info.id, sample=info.n if info.recipe.sample else 0)


def add(library: Library, settings: Settings, source: str, *, recipe: Recipe, name: str, listener: Listener) -> Added:
    """Add what ``source`` has and the map ``recipe.base`` has not, or find that done already.

    Parameters
    ----------
    source : str
        The map's own folder, also where that has moved to; a folder below it; or one beside it with nothing but new
        pictures.
    recipe : Recipe
        As of :func:`recipe_for`.
    name : str
        What the new map is called; not part of its id.

    Raises
    ------
    NotFound, BadRequest, NoSuchFolder, StoppedByUser, EncoderUnavailable
    """
    clock = Clock()
    listener.stage("scan")
    library.cleanup.sweep()
    old = library.maps.get(recipe.base)
    if old.state != "ready":
        raise BadRequest(f"Map {old.name} is still being made; pictures can be added when it is done.")
    before = library.maps.rows(old.id)
    found = scan.find(
        source, seed=recipe.seed, max_pictures=sys.maxsize, endings=changes.endings(recipe), tick=listener.tick
    )
    clock.lap("scan")
    listener.stage("embed")
    prefix = changes.way(old, before, source, found.candidates)
    came = _embed(
        library, settings, source, old=old, before=before, found=found, prefix=prefix or "", listener=listener
    )
    clock.lap("embed")
    told = {"added": len(came.rows), "vanished": came.vanished, "changed": came.changed}
    if not came.rows:
        return Added(old, came.embedded, came.cached, clock.seconds, reopened=True, **told)
    rows = _joined(
        before, RowTable.of(came.rows, came.hashes, library.contents.facts(set(came.hashes)), dimensions=old.dimensions)
    )
    if rows.n > settings.max_pictures:
        raise BadRequest(
            f"With {len(came.rows):,} more this map would have {rows.n:,} pictures; one may have {settings.max_pictures:,}."
        )
    info = _new(old, came, rows, recipe=recipe, source=source if prefix is None else old.source, name=name)
    listener.counts(
        found=info.found, mapped=info.mapped, skipped=info.skipped, embedded=came.embedded, cached=came.cached
    )
    if library.maps.has(info.id):
        library.maps.reopen(info, came.skipped, mtime_ns=rows.mtime_ns)
        library.outdated.put(info.id, came.strays)
        listener.showing(info.id)
        return Added(library.maps.get(info.id), came.embedded, came.cached, clock.seconds, reopened=True, **told)
    _place(library, settings, info, rows, came=came, listener=listener, clock=clock)
    return Added(library.maps.get(info.id), came.embedded, came.cached, clock.seconds, reopened=False, **told)


def _embed(
    library: Library,
    settings: Settings,
    source: str,
    *,
    old: MapInfo,
    before: RowTable,
    found: scan.Found,
    prefix: str,
    listener: Listener,
) -> _Came:
    recipe = old.recipe
    difference = changes.compare(old, before, found.candidates, source=source, prefix=prefix)
    listener.counts(found=len(difference.fresh) + len(difference.altered))
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    if embed.feature_key(encoder, recipe) != old.encoder_key:
        raise BadRequest(
            f"{old.name} was made with other weights of {recipe.encoder}, which see pictures otherwise. Build the map anew."
        )
    wanted = {c.path for c in (*difference.fresh, *difference.altered)}
    done = embed.run(
        library,
        source,
        [c for c in found.candidates if c.path in wanted],
        encoder=encoder,
        recipe=recipe,
        settings=settings,
        listener=listener,
    )
    listener.note("")
    there = set(zip(before.path, before.hash, strict=True))
    paths = set(before.path)
    both = [(replace(c, path=prefix + c.path), h) for c, h in zip(done.rows, done.hashes, strict=True)]
    new = [(c, h) for c, h in both if (c.path, h) not in there]
    changed = [c.path for c, _ in new if c.path in paths]
    strays = [*(Skipped(p, VANISHED) for p in difference.vanished), *(Skipped(p, CHANGED) for p in sorted(changed))]
    return _Came(
        rows=[c for c, _ in new],
        hashes=[h for _, h in new],
        skipped=_skipped(library, old, [*found.skipped, *done.skipped], found, prefix=prefix, again=wanted),
        strays=strays,
        vanished=len(difference.vanished),
        changed=len(changed),
        embedded=done.embedded,
        cached=len(new) - done.embedded,
    )


def _skipped(
    library: Library, old: MapInfo, now: list[Skipped], found: scan.Found, *, prefix: str, again: set[str]
) -> list[Skipped]:
    """What is skipped of the folder as it is now; of what was not looked at again, as the old map has it."""
    left = {prefix + c.path for c in found.candidates if c.path not in again}
    kept = [s for s in library.maps.skipped(old.id) if s.path in left or not s.path.startswith(prefix)]
    every = {s.path: s for s in kept} | {prefix + s.path: replace(s, path=prefix + s.path) for s in now}
    return [every[path] for path in sorted(every)]


def _joined(before: RowTable, new: RowTable) -> RowTable:
    """The old rows, bit for bit, and behind them the new."""
    lists: dict[str, Any] = {
        name: [*getattr(before, name), *getattr(new, name)] for name in ("path", "hash", "format", "mode", "taken")
    }
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(before, name), getattr(new, name)])
        for name in ("bytes", "mtime_ns", "width", "height", "positions", "trust")
    }
    return RowTable(**lists, **arrays, added=new.n)


def _new(old: MapInfo, came: _Came, rows: RowTable, *, recipe: Recipe, source: str, name: str) -> MapInfo:
    return replace(
        old,
        id=provenance.of(rows, recipe, old.encoder_key),
        name=name,
        source=source,
        created=building.now(),
        state="building",
        recipe=recipe,
        n=rows.n,
        found=rows.n + len(came.skipped),
        mapped=rows.n,
        skipped=len(came.skipped),
        sampled_from=old.sampled_from + len(came.rows),
        embedded=came.embedded,
        cached=came.cached,
        versions=provenance.versions(),
        added=len(came.rows),
        vanished=came.vanished,
        changed=came.changed,
        goal="",
        outside=old.outside + sum(c.path.startswith("../") for c in came.rows),
    )


def _place(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    came: _Came,
    listener: Listener,
    clock: Clock,
) -> None:
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width, tick=listener.tick)
    n = rows.n - rows.added

    def stage(name: str) -> None:
        if name == "project":
            clock.lap("neighbours")
        listener.stage(name)

    def tick(iteration: int, total: int, _positions: Any) -> bool:
        return listener.tick(iteration, total)

    placed = projections.place(
        features[:n],
        features[n:],
        rows.positions[:n],
        recipe=info.recipe,
        threads=settings.threads,
        tick=tick,
        stage=stage,
    )
    positions = np.concatenate([rows.positions[:n], placed])
    clock.lap("project")
    listener.stage("measure")
    trust = measure(features, positions, seed=info.recipe.seed, tick=listener.tick)
    clock.lap("measure")
    listener.stage("store")
    info = replace(info, trust=trust.map, trust_sampled=trust.sampled, seconds=dict(clock.seconds))
    rows = replace(rows, positions=positions, trust=trust.points_or_nan(rows.n))
    library.maps.begin(info, rows, came.skipped)
    library.outdated.put(info.id, came.strays)
    library.maps.finish(info, rows)
    listener.showing(info.id)
