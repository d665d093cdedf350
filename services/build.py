"""Owns the order of the steps from a folder to a stored map; knows nothing of processes, pages or terminals.

Scan, decode and embed, neighbours and project, measure, store: each step is one call, and whoever listens
(a job, a terminal) is told through one small protocol.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from services import aligning, demo, embed, encoders, identity, measure, projections, scan, uploads
from services.clock import Clock
from services.errors import NothingToMap, StoppedByUser
from services.library import Library, MapInfo, RowTable
from services.schema import ARTICLE, Candidate, Recipe, Skipped
from services.settings import Settings


class Listener(Protocol):
    """Whoever follows a build. ``tick`` answers False when the user has asked to stop."""

    def stage(self, stage: str) -> None:
        """A step of :data:`services.schema.STAGES` begins."""

    def tick(self, done: int, total: int) -> bool:
        """So much of the step is done."""

    def note(self, text: str) -> None:
        """A sentence for the user about what takes its time."""

    def counts(self, **fields: int) -> None:
        """found, mapped, skipped, embedded, cached, as they become known."""

    def showing(self, map_id: str) -> None:
        """The map of this build can be looked at from now on, though it is not done."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished map, and what this run did for it (a map that was there already costs nothing)."""

    info: MapInfo
    embedded: int
    cached: int
    seconds: dict[str, float]
    reopened: bool


def build(library: Library, settings: Settings, source: str, *, recipe: Recipe, name: str, listener: Listener) -> Built:
    """Make the map of ``source``, or find it already made.

    Parameters
    ----------
    source : str
        Absolute folder, or an fsspec URL.
    recipe : Recipe
        Decides the map, together with the pictures.
    name : str
        What the map is called in the list; not part of its id.

    Raises
    ------
    NoSuchFolder, NothingToMap, StoppedByUser, EncoderUnavailable, BadRequest
    """
    clock = Clock()
    listener.stage("scan")
    library.sweep()
    demo.prepare(library, source)
    found = scan.find(
        source,
        sample=recipe.sample,
        seed=recipe.seed,
        max_pictures=settings.max_pictures,
        endings=scan.ARTICLE_ENDINGS if recipe.decoding == ARTICLE else scan.ENDINGS,
        tick=listener.tick,
    )
    refused = uploads.refused(library, source)
    total = found.total + len(refused)
    listener.counts(found=total)
    clock.lap("scan")
    if not found.candidates:
        raise NothingToMap(_nothing(source, [*found.skipped, *refused]))

    listener.stage("embed")
    encoder, done = _embed(library, settings, source, recipe=recipe, candidates=found.candidates, listener=listener)
    skipped = sorted([*found.skipped, *done.skipped, *refused], key=lambda s: s.path)
    listener.note("")
    listener.counts(mapped=len(done.rows), skipped=len(skipped), embedded=done.embedded, cached=done.cached)
    clock.lap("embed")
    if not done.rows:
        raise NothingToMap(_nothing(source, skipped))

    rows = RowTable.of(done.rows, done.hashes, library.facts(set(done.hashes)), dimensions=recipe.dimensions)
    info = _new(
        rows,
        done,
        encoder,
        recipe=recipe,
        source=source,
        name=name,
        seconds=clock.seconds,
        found=total,
        skipped=len(skipped),
        sampled_from=found.sampled_from,
    )
    if library.has_map(info.id):
        library.reopen(info, skipped)
        listener.showing(info.id)
        return Built(library.map(info.id), done.embedded, done.cached, clock.seconds, reopened=True)
    library.begin_map(info, rows, skipped)
    return _lay_out(library, settings, info, rows, skipped=skipped, listener=listener, clock=clock)


def _embed(
    library: Library, settings: Settings, source: str, *, recipe: Recipe, candidates: tuple[Candidate, ...], listener: Listener
) -> tuple[encoders.Encoder, embed.Embedded]:
    encoder = encoders.open_encoder(
        recipe.encoder, weights=settings.weights, models=library.models, precision=recipe.precision, threads=settings.threads, note=listener.note
    )
    done = embed.run(
        library,
        source,
        candidates,
        encoder=encoder,
        recipe=recipe,
        settings=settings,
        tick=listener.tick,
        count=lambda embedded, cached: listener.counts(embedded=embedded, cached=cached),
        note=listener.note,
    )
    return encoder, done


def _new(
    rows: RowTable,
    done: embed.Embedded,
    encoder: encoders.Encoder,
    *,
    recipe: Recipe,
    source: str,
    name: str,
    seconds: dict[str, float],
    found: int,
    skipped: int,
    sampled_from: int,
) -> MapInfo:
    """All that is known of a map before it is laid out."""
    key = embed.feature_key(encoder, recipe)
    return MapInfo(
        id=identity.of(rows, recipe, key),
        name=name,
        source=source,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        state="building",
        recipe=recipe,
        n=rows.n,
        dimensions=recipe.dimensions,
        found=found,
        mapped=rows.n,
        skipped=skipped,
        sampled_from=sampled_from,
        embedded=done.embedded,
        cached=done.cached,
        width=encoder.width,
        trust=None,
        trust_sampled=0,
        perplexity=None,
        iterations=0,
        stopped=False,
        seconds=dict(seconds),
        images_per_second=round(done.embedded / seconds["embed"], 1) if done.embedded and seconds["embed"] else 0.0,
        warnings=list(encoder.warnings),
        versions=identity.versions(),
        encoder_key=key,
    )


def _lay_out(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    skipped: list[Skipped],
    listener: Listener,
    clock: Clock,
) -> Built:
    shown = False
    fit = aligning.onto(library, info.recipe, rows)

    def tick(iteration: int, total: int, positions: Any) -> bool:
        nonlocal shown
        if positions is not None:
            library.save_live(info.id, iteration=iteration, total=total, positions=fit(positions))
            if not shown:
                listener.showing(info.id)
                shown = True
        return listener.tick(iteration, total)

    features = library.features(rows.hash, key=info.encoder_key, width=info.width, tick=listener.tick)
    layout = projections.project(features, recipe=info.recipe, threads=settings.threads, tick=tick, stage=listener.stage)
    positions = fit(layout.positions)
    clock.lap("project")
    clock.seconds.update(layout.seconds)
    if layout.stopped:
        begun, info = info.id, _stopped(library, info, rows, skipped=skipped, iterations=layout.iterations)
        library.supersede(begun, info.id)
    listener.stage("measure")
    trust = measure.trust(features, positions, seed=info.recipe.seed, tick=listener.tick)
    clock.lap("measure")
    listener.stage("store")
    info = replace(
        info,
        state="ready",
        trust=trust.map,
        trust_sampled=trust.sampled,
        perplexity=layout.perplexity,
        iterations=layout.iterations,
        stopped=layout.stopped,
        seconds=dict(clock.seconds),
    )
    library.finish_map(info, replace(rows, positions=positions, trust=trust.points_or_nan(rows.n)))
    listener.showing(info.id)
    return Built(info, info.embedded, info.cached, clock.seconds, reopened=False)


def _stopped(library: Library, info: MapInfo, rows: RowTable, *, skipped: list[Skipped], iterations: int) -> MapInfo:
    """A layout stopped at iteration k is the map of a recipe of k iterations, so it can be made again.

    The unfinished map of the whole recipe stays for the pages that look at it, until :meth:`Library.sweep`.
    """
    if iterations < 1:
        library.delete(info.id)
        raise StoppedByUser("Stopped before the layout began; the features are kept, and the next start goes on from there.")
    recipe = info.recipe.with_(iterations=iterations)
    info = replace(info, id=identity.of(rows, recipe, info.encoder_key), recipe=recipe)
    library.begin_map(info, rows, skipped)
    return info


def _nothing(source: str, skipped: list[Skipped]) -> str:
    if not skipped:
        return f"There is no file in {source}. Choose a folder that holds pictures ({', '.join(scan.ENDINGS)})."
    reasons = Counter(s.reason for s in skipped).most_common(3)
    told = "; ".join(f"{count:,} × {reason}" for reason, count in reasons)
    return f"None of the {len(skipped):,} files in {source} can be mapped: {told}. Choose a folder that holds pictures."
