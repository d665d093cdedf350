"""Owns the order of the steps from a folder to a stored map. It knows nothing of processes, pages or terminals.

Steps: scan, decode and embed, neighbours and layout, trust, store. A :class:`services.progress.Listener` hears of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services import projections
from services.embedding import embed
from services.encoders import Encoder
from services.errors import NothingToMap
from services.library import Library, MapInfo, RowTable
from services.pipeline import draft as drafts
from services.pipeline import shared, told
from services.pipeline.draft import Built
from services.pipeline.finish import finish
from services.pipeline.preview import Preview, preview_id
from services.progress import Clock, Listener
from services.schema import ARTICLE, Candidate, Reason, Recipe, Skipped
from services.settings import Settings
from services.sources import demo, scan, uploads


def build(
    library: Library,
    settings: Settings,
    source: str,
    *,
    recipe: Recipe,
    name: str,
    listener: Listener,
    preview: bool = False,
    rehash: bool = False,
) -> Built:
    """Make the map of ``source``, or find it already made.

    Parameters
    ----------
    source : str
        Absolute folder, or an fsspec URL.
    recipe : Recipe
        Decides the map, together with the pictures.
    name : str
        The map's name in the list; not part of its id.
    preview : bool
        Show the map while it grows, and keep what is on it when the build is stopped. The finished map is the same.
    rehash : bool
        Read every file again, whatever its times say.

    Raises
    ------
    NoSuchFolder, NothingToMap, StoppedByUser, EncoderUnavailable, SourceGone, BadRequest
    """
    clock, place = Clock(), embed.Place.of(source)
    found, refused = _scan(library, settings, source, recipe=recipe, listener=listener)
    others = sum(file.code is Reason.OTHER for file in (*found.skipped, *refused))
    total = len(found.candidates) + len(found.skipped) + len(refused) - others
    listener.counts(found=total, others=others)
    clock.lap("scan")
    if not found.candidates:
        raise NothingToMap(told.nothing(source, [*found.skipped, *refused]))

    listener.stage("embed")
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    draft = drafts.draft(
        encoder,
        map_id=preview_id(source, recipe.as_json()),
        recipe=recipe,
        source=source,
        name=name,
        found=total,
        sampled_from=found.sampled_from,
    )
    growing = None
    if preview and projections.in_waves(recipe, len(found.candidates)):
        growing = Preview(
            library,
            drafts.of_any_runtime(draft, encoder),
            expected=len(found.candidates),
            threads=settings.threads,
            listener=listener,
        )
    done, recipe = _embed(
        library,
        settings,
        draft,
        encoder=encoder,
        candidates=found.candidates,
        listener=listener,
        preview=growing,
        rehash=rehash,
        place=place,
    )
    skipped = sorted([*found.skipped, *done.skipped, *refused], key=lambda s: s.path)
    listener.note("")
    listener.counts(mapped=len(done.rows), skipped=len(skipped) - others, embedded=done.embedded, cached=done.cached)
    clock.lap("embed")
    if not done.rows:
        raise NothingToMap(told.not_finite(source, recipe, skipped) or told.nothing(source, skipped))

    facts = library.contents.facts(set(done.hashes))
    rows = RowTable.of(done.rows, done.hashes, facts, dimensions=recipe.dimensions)
    draft = replace(
        draft,
        found=total - (len(found.candidates) - done.settled),
        skipped=len(skipped) - others,
        others=others,
        warnings=[*encoder.warnings, *told.warnings(skipped, done)],
    )
    pixels = {one.pixels for one in facts.values()}
    info = drafts.with_rows(draft, rows, done, recipe=recipe, seconds=clock.seconds, pixels=pixels)
    info = drafts.identified(library, info, rows)
    return _made(library, settings, info, rows, skipped=skipped, listener=listener, clock=clock, preview=growing)


def _made(
    library: Library,
    settings: Settings,
    info: MapInfo,
    rows: RowTable,
    *,
    skipped: list[Skipped],
    listener: Listener,
    clock: Clock,
    preview: Preview | None,
) -> Built:
    """Find the map of ``rows``, give it the layout that another one has, or lay it out."""
    if library.maps.has(info.id):
        library.maps.reopen(told.anew(library.maps.get(info.id), info), skipped, mtime_ns=rows.mtime_ns)
        if preview:
            preview.became(info.id)
        listener.showing(info.id)
        return Built(library.maps.get(info.id), info.embedded, info.cached, clock.seconds, reopened=True)
    shares = shared.find(library, info, rows)
    if shares:
        info = shared.store(
            library, settings, info, rows, shares, skipped=skipped, listener=listener, clock=clock, preview=preview
        )
    else:
        info = finish(library, settings, info, rows, skipped=skipped, listener=listener, clock=clock, preview=preview)
    return Built(info, info.embedded, info.cached, clock.seconds, reopened=False, shares=shares)


def _scan(
    library: Library, settings: Settings, source: str, *, recipe: Recipe, listener: Listener
) -> tuple[scan.Found, list[Skipped]]:
    """The candidates of a folder, and the files of an upload that were refused and are not told with the folder."""
    listener.stage("scan")
    library.cleanup.sweep()
    demo.write(library, source)
    found = scan.find(
        source,
        sample=recipe.sample,
        seed=recipe.seed,
        max_pictures=settings.max_pictures,
        endings=scan.ARTICLE_ENDINGS if recipe.decoding == ARTICLE else scan.ENDINGS,
        tick=listener.tick,
    )
    there = {file.path for file in found.skipped}
    return found, [file for file in uploads.refused(library, source) if file.path not in there]


def _embed(
    library: Library,
    settings: Settings,
    draft: MapInfo,
    *,
    encoder: Encoder,
    candidates: Sequence[Candidate],
    listener: Listener,
    preview: Preview | None,
    rehash: bool,
    place: embed.Place,
) -> tuple[embed.Embedded, Recipe]:
    """Embed the candidates. Answers the recipe of the map they make: another than the draft's after a stop."""
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
            on_rows=preview.on_rows if preview else None,
            rehash=rehash,
            place=place,
        )
    except embed.EmbeddingStopped as stopped:
        if preview is None or not preview.end(give_up=True).count:
            raise
        # The map of the first files. Pictures after the last wave lie where the preview has them.
        return stopped.done, recipe.with_(sample=stopped.done.settled, waves=preview.waves.count, iterations=0)
    except BaseException:
        if preview:
            preview.end(give_up=True)
        raise
    if preview:
        preview.end()
    return done, recipe
