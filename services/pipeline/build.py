"""Owns the order of the steps from a folder to a stored map. It knows nothing of processes, pages or terminals.

Steps: scan, decode and embed, neighbours and layout, trust, store. A :class:`services.progress.Listener` hears of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services import projections
from services.embedding import embed
from services.encoders import Encoder
from services.errors import NothingToMap
from services.library import Library, MapInfo, RowTable
from services.pipeline import draft as drafts
from services.pipeline import shared
from services.pipeline.draft import Built
from services.pipeline.finish import finish
from services.pipeline.preview import Preview, preview_id
from services.progress import Clock, Listener
from services.schema import ARTICLE, Candidate, Reason, Recipe, Skipped
from services.settings import Settings
from services.sources import demo, scan, uploads

#: Reasons why nothing can be mapped that are listed, the most frequent first.
REASONS = 3


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
    clock = Clock()
    found, refused = _scan(library, settings, source, recipe=recipe, listener=listener)
    others = sum(file.code is Reason.OTHER for file in (*found.skipped, *refused))
    total = len(found.candidates) + len(found.skipped) + len(refused) - others
    listener.counts(found=total, others=others)
    clock.lap("scan")
    if not found.candidates:
        raise NothingToMap(_nothing(source, [*found.skipped, *refused]))

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
        growing = Preview(library, draft, expected=len(found.candidates), threads=settings.threads, listener=listener)
    done, recipe = _embed(
        library,
        settings,
        draft,
        encoder=encoder,
        candidates=found.candidates,
        listener=listener,
        preview=growing,
        rehash=rehash,
    )
    skipped = sorted([*found.skipped, *done.skipped, *refused], key=lambda s: s.path)
    listener.note("")
    listener.counts(mapped=len(done.rows), skipped=len(skipped) - others, embedded=done.embedded, cached=done.cached)
    clock.lap("embed")
    if not done.rows:
        raise NothingToMap(_not_finite(source, recipe, skipped) or _nothing(source, skipped))

    facts = library.contents.facts(set(done.hashes))
    rows = RowTable.of(done.rows, done.hashes, facts, dimensions=recipe.dimensions)
    draft = replace(
        draft,
        found=total - (len(found.candidates) - done.settled),
        skipped=len(skipped) - others,
        others=others,
        warnings=[*encoder.warnings, *_warnings(skipped, done)],
    )
    pixels = {one.pixels for one in facts.values()}
    info = drafts.with_rows(draft, rows, done, recipe=recipe, seconds=clock.seconds, pixels=pixels)
    info = drafts.identified(library, info, rows)
    if library.maps.has(info.id):
        library.maps.reopen(info, skipped, mtime_ns=rows.mtime_ns)
        if growing:
            growing.became(info.id)
        listener.showing(info.id)
        return Built(library.maps.get(info.id), done.embedded, done.cached, clock.seconds, reopened=True)
    shares = shared.find(library, info, rows)
    if shares:
        info = shared.store(
            library, settings, info, rows, shares, skipped=skipped, listener=listener, clock=clock, preview=growing
        )
    else:
        info = finish(library, settings, info, rows, skipped=skipped, listener=listener, clock=clock, preview=growing)
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
    told = {file.path for file in found.skipped}
    return found, [file for file in uploads.refused(library, source) if file.path not in told]


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


def _warnings(skipped: Sequence[Skipped], done: embed.Embedded) -> list[str]:
    """What the user should know of files that could not be read this time, and of pictures that are seen otherwise."""
    told = []
    passing = Counter(s.reason for s in skipped if s.code.passing)
    if count := passing.total():
        reasons = "; ".join(f"{number:,} × {reason}" for reason, number in passing.most_common(REASONS))
        files, them = ("file", "it") if count == 1 else ("files", "them")
        told.append(f"{count:,} {files} could not be read this time; the next build tries {them} again: {reasons}.")
    if done.anew:
        pictures, were = ("picture", "was") if done.anew == 1 else ("pictures", "were")
        told.append(
            f"{done.anew:,} {pictures} {were} embedded anew: this version shows deep colour, colour profiles, "
            "transparency and files of several pages otherwise than the one before."
        )
    return told


def _not_finite(source: str, recipe: Recipe, skipped: Sequence[Skipped]) -> str:
    """What to say of a map without pictures, if the encoder is at fault; else empty."""
    broken = sum(s.code is Reason.NOT_FINITE for s in skipped)
    if not broken:
        return ""
    return (
        f"{recipe.encoder} gives numbers that are not finite (NaN or infinite) for every picture that can be read "
        f"in {source}, {broken:,} of them. Check the model: it gets RGB from 0 to 255, and must not divide "
        "by what can be 0."
    )


def _nothing(source: str, skipped: list[Skipped]) -> str:
    if not skipped:
        return f"There is no file in {source}. Choose a folder that holds pictures ({', '.join(scan.ENDINGS)})."
    found = [file for file in skipped if file.code is not Reason.OTHER]
    others = len(skipped) - len(found)
    beside = f"{others:,} other file{'' if others == 1 else 's'}"
    if not found:
        told = f"There is no picture in {source}, but {beside}: {_listed(skipped)}."
    else:
        told = f"{_cannot(source, found, others)}: {_listed(found)}."
        told += f" There {'is' if others == 1 else 'are'} {beside} too." if others else ""
    return f"{told} Choose a folder that holds pictures."


def _cannot(source: str, found: list[Skipped], others: int) -> str:
    """That nothing of what was found can be mapped. A folder that is left out as a whole is no file."""
    if any(file.code in (Reason.SYSTEM, Reason.UNREADABLE) for file in found):
        return f"Nothing in {source} can be mapped"
    if len(found) == 1:
        return f"The one file in {source}{' that may be a picture' if others else ''} cannot be mapped"
    return f"None of the {len(found):,} files in {source}{' that may be pictures' if others else ''} can be mapped"


def _listed(skipped: list[Skipped]) -> str:
    reasons = Counter(s.reason for s in skipped).most_common(REASONS)
    rest = len(skipped) - sum(count for _, count in reasons)
    listed = "; ".join(f"{count:,} × {reason}" for reason, count in reasons)
    return f"{listed}; {rest:,} for other reasons" if rest else listed
