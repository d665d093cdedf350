"""Owns the order of the steps from a folder to a stored map; knows nothing of processes, pages or terminals.

Scan, decode and embed, neighbours and project, measure, store: each step is one call, and whoever listens
(a job, a terminal) is told through one small protocol.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services import encoders, projections, provenance
from services.embedding import embed
from services.errors import NothingToMap
from services.library import Library, MapInfo, RowTable
from services.pipeline.finish import lay_out
from services.pipeline.preview import Growth
from services.pipeline.preview import id_for as growth_id
from services.progress import Clock, Listener
from services.schema import ARTICLE, Candidate, Recipe, Skipped
from services.settings import Settings
from services.sources import demo, scan, uploads


@dataclass(frozen=True, slots=True)
class Built:
    """A finished map, and what this run did for it (a map that was there already costs nothing)."""

    info: MapInfo
    embedded: int
    cached: int
    seconds: dict[str, float]
    reopened: bool


def build(
    library: Library,
    settings: Settings,
    source: str,
    *,
    recipe: Recipe,
    name: str,
    listener: Listener,
    watched: bool = False,
) -> Built:
    """Make the map of ``source``, or find it already made.

    Parameters
    ----------
    source : str
        Absolute folder, or an fsspec URL.
    recipe : Recipe
        Decides the map, together with the pictures.
    name : str
        What the map is called in the list; not part of its id.
    watched : bool
        Whether someone looks on: the map is then shown while it grows, and stopping keeps what is on it. It ends as the
        same map.

    Raises
    ------
    NoSuchFolder, NothingToMap, StoppedByUser, EncoderUnavailable, BadRequest
    """
    clock = Clock()
    listener.stage("scan")
    library.cleanup.sweep()
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
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    draft = _draft(encoder, recipe=recipe, source=source, name=name, found=total, sampled_from=found.sampled_from)
    growth = None
    if watched and projections.grows(recipe, len(found.candidates)):
        growth = Growth(library, draft, expected=len(found.candidates), threads=settings.threads, listener=listener)
    done, recipe = _embed(
        library, settings, draft, encoder=encoder, candidates=found.candidates, listener=listener, growth=growth
    )
    skipped = sorted([*found.skipped, *done.skipped, *refused], key=lambda s: s.path)
    listener.note("")
    listener.counts(mapped=len(done.rows), skipped=len(skipped), embedded=done.embedded, cached=done.cached)
    clock.lap("embed")
    if not done.rows:
        raise NothingToMap(_nothing(source, skipped))

    rows = RowTable.of(done.rows, done.hashes, library.contents.facts(set(done.hashes)), dimensions=recipe.dimensions)
    known = replace(
        draft,
        found=total - (len(found.candidates) - done.settled),
        skipped=len(skipped),
        warnings=list(encoder.warnings),
    )
    info = _with_rows(known, rows, done, recipe=recipe, seconds=clock.seconds)
    if library.maps.has(info.id):
        library.maps.reopen(info, skipped, mtime_ns=rows.mtime_ns)
        if growth:
            growth.became(info.id)
        listener.showing(info.id)
        return Built(library.maps.get(info.id), done.embedded, done.cached, clock.seconds, reopened=True)
    info = lay_out(library, settings, info, rows, skipped=skipped, listener=listener, clock=clock, growth=growth)
    return Built(info, info.embedded, info.cached, clock.seconds, reopened=False)


def _embed(
    library: Library,
    settings: Settings,
    draft: MapInfo,
    *,
    encoder: encoders.Encoder,
    candidates: tuple[Candidate, ...],
    listener: Listener,
    growth: Growth | None,
) -> tuple[embed.Embedded, Recipe]:
    """What came of the candidates, and the recipe of the map it makes: another than that of ``draft`` where it was
    stopped while it grew.
    """
    recipe = draft.recipe
    try:
        done = embed.run(
            library,
            draft.source,
            candidates,
            encoder=encoder,
            recipe=recipe,
            settings=settings,
            listener=listener,
            grown=growth.grown if growth else None,
        )
    except embed.Stopped as stopped:
        if growth is None or not growth.end(give_up=True).count:
            raise
        # The map of the first so many files, whose pictures after the last wave lie where they were put.
        return stopped.done, recipe.with_(sample=stopped.done.settled, waves=growth.waves.count, iterations=0)
    except BaseException:
        if growth:
            growth.end(give_up=True)
        raise
    if growth:
        growth.end()
    return done, recipe


def _draft(
    encoder: encoders.Encoder, *, recipe: Recipe, source: str, name: str, found: int, sampled_from: int
) -> MapInfo:
    """All that is known of a map before its pictures are; its id is that of a map that grows."""
    return MapInfo(
        id=growth_id(source, recipe.as_json()),
        name=name,
        source=source,
        created=now(),
        state="building",
        recipe=recipe,
        n=0,
        dimensions=recipe.dimensions,
        found=found,
        mapped=0,
        skipped=0,
        sampled_from=sampled_from,
        embedded=0,
        cached=0,
        width=encoder.width,
        trust=None,
        trust_sampled=0,
        perplexity=None,
        iterations=0,
        stopped=False,
        seconds={},
        images_per_second=0.0,
        warnings=list(encoder.warnings),
        versions=provenance.versions(),
        encoder_key=embed.feature_key(encoder, recipe),
    )


def _with_rows(
    draft: MapInfo, rows: RowTable, done: embed.Embedded, *, recipe: Recipe, seconds: dict[str, float]
) -> MapInfo:
    """What is known of a map when its pictures are; ``recipe`` is another than the draft's where it was stopped while
    it grew.
    """
    rate = done.embedded / seconds["embed"] if done.embedded and seconds["embed"] else 0.0
    return replace(
        draft,
        id=provenance.of(rows, recipe, draft.encoder_key),
        recipe=recipe,
        goal="" if recipe == draft.recipe else draft.recipe.as_json(),
        n=rows.n,
        mapped=rows.n,
        embedded=done.embedded,
        cached=done.cached,
        # After embedding, as what tells which files came later (services/sources/changes.py) reckons.
        created=now(),
        seconds=dict(seconds),
        images_per_second=round(rate, 1),
    )


def _nothing(source: str, skipped: list[Skipped]) -> str:
    if not skipped:
        return f"There is no file in {source}. Choose a folder that holds pictures ({', '.join(scan.ENDINGS)})."
    reasons = Counter(s.reason for s in skipped).most_common(3)
    told = "; ".join(f"{count:,} × {reason}" for reason, count in reasons)
    none = (
        f"The one file in {source} cannot"
        if len(skipped) == 1
        else f"None of the {len(skipped):,} files in {source} can"
    )
    return f"{none} be mapped: {told}. Choose a folder that holds pictures."


def now() -> str:
    """The time as a map tells it, in whole seconds of UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
