"""Owns what is to be added to a map: the new pictures of a folder, embedded, and what became of its other files."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from services import provenance
from services.embedding import embed
from services.errors import BadRequest
from services.library import Library, MapInfo, RowTable, feature_keys
from services.pipeline import told
from services.pipeline.draft import Built
from services.progress import Listener
from services.schema import Candidate, Reason, Skipped
from services.settings import Settings
from services.sources import changes
from services.sources.scan import Found

#: What the skipped drawer says of a file whose picture stays on the map.
VANISHED = "its file has vanished; the map still shows it"
CHANGED = "its file holds another picture now, which was added; the map shows both"


@dataclass(frozen=True, slots=True)
class Additions:
    """The rows to add, and what became of the other files of the folder.

    ``rows[i]`` has content ``hashes[i]``; its path is relative to the map's folder. ``outdated`` are rows of the old
    map whose file has vanished or changed; ``vanished`` and ``changed`` count them. ``candidates`` counts the files
    with a picture's ending that the old map does not know: ``rows``, and those that are skipped. ``key`` is that of the
    features of the new map, and ``passing`` says which files could not be mapped this time.
    """

    rows: list[Candidate]
    hashes: list[str]
    candidates: int
    skipped: list[Skipped]
    outdated: list[Skipped]
    vanished: int
    changed: int
    embedded: int
    cached: int
    key: str
    passing: list[str]


@dataclass(frozen=True, slots=True)
class Extended(Built):
    """A map with ``added`` more pictures; with none it is the old map.

    ``vanished`` and ``changed`` count files of the old map; ``passing`` says which could not be mapped this time.
    """

    added: int = 0
    vanished: int = 0
    changed: int = 0
    passing: tuple[str, ...] = ()


def find(
    library: Library,
    settings: Settings,
    source: str,
    *,
    old: MapInfo,
    old_rows: RowTable,
    found: Found,
    prefix: str,
    listener: Listener,
    rehash: bool = False,
    place: embed.Place | None = None,
) -> Additions:
    """Compare a folder with a map, and embed what the map does not have.

    Parameters
    ----------
    source : str
        The folder that was scanned.
    found : Found
        What the scan found there.
    prefix : str
        What turns a path below ``source`` into one relative to the map's folder: empty, ``sub/`` or ``../beside/``.
    rehash : bool
        Read every file, also those that are by all that the disk tells as they were.
    place : Place, optional
        The folder as it was before it was scanned.

    Raises
    ------
    BadRequest
        The encoder's weights are not those of the map, so its features cannot be compared.
    EmbeddingStopped, EncoderUnavailable
    """
    recipe = old.recipe
    touched = {c.path for c in found.candidates} if rehash else _touched(library, source, old, found, prefix)
    difference = changes.compare(
        old, old_rows, found.candidates, source=source, prefix=prefix, touched=touched, skipped=found.skipped
    )
    listener.counts(found=len(difference.fresh) + len(difference.altered))
    encoder = embed.encoder_for(library, settings, recipe, note=listener.note)
    key = embed.feature_key(encoder, recipe)
    if not feature_keys.comparable(key, old.encoder_key):
        raise BadRequest(
            f"{old.name} was made with other weights of {recipe.encoder}, which see pictures otherwise. "
            "Build the map anew."
        )
    unread = {c.path for c in (*difference.fresh, *difference.altered)}
    candidates = [c for c in found.candidates if c.path in unread]
    done = embed.run(
        library,
        source,
        candidates,
        encoder=encoder,
        recipe=recipe,
        settings=settings,
        listener=listener,
        rehash=rehash,
        place=place,
    )
    listener.note("")
    rows, hashes = _not_on_the_map(old_rows, done, prefix=prefix)
    pixels = {facts.pixels for facts in library.contents.facts(set(hashes)).values()}
    old_paths, old_skipped = set(old_rows.path), library.maps.skipped(old.id)
    left_out = {s.path for s in old_skipped}
    changed = sorted(c.path for c in rows if c.path in old_paths)
    unknown = [s for s in done.skipped if prefix + s.path not in old_paths and prefix + s.path not in left_out]
    return Additions(
        rows=rows,
        hashes=hashes,
        candidates=len(rows) + len(unknown),
        skipped=[
            file
            for file in _skipped(old_skipped, [*found.skipped, *done.skipped], found, prefix=prefix, read=unread)
            if file.path not in old_paths
        ],
        passing=told.passing([*found.skipped, *done.skipped]),
        outdated=[
            *(Skipped(p, VANISHED, Reason.VANISHED) for p in difference.vanished),
            *(Skipped(p, CHANGED, Reason.CHANGED) for p in changed),
        ],
        vanished=len(difference.vanished),
        changed=len(changed),
        embedded=done.embedded,
        cached=len(rows) - done.embedded,
        key=feature_keys.joined(feature_keys.newest(done.key, pixels), old.encoder_key),
    )


def _touched(library: Library, source: str, old: MapInfo, found: Found, prefix: str) -> set[str]:
    """Files that may be others by inode or change time, also where they were read as files of the map's folder."""
    touched = library.contents.touched(source, found.candidates)
    if source.rstrip("/") == old.source.rstrip("/") and not prefix:
        return touched
    there = [replace(c, path=prefix + c.path) for c in found.candidates]
    return touched | {path.removeprefix(prefix) for path in library.contents.touched(old.source, there)}


def _not_on_the_map(old_rows: RowTable, done: embed.Embedded, *, prefix: str) -> tuple[list[Candidate], list[str]]:
    """Rows and hashes of what was embedded, without files that only have another time than on the map."""
    known = set(zip(old_rows.path, old_rows.hash, strict=True))
    embedded = [(replace(c, path=prefix + c.path), h) for c, h in zip(done.rows, done.hashes, strict=True)]
    new = [(c, h) for c, h in embedded if (c.path, h) not in known]
    return [c for c, _ in new], [h for _, h in new]


def _skipped(old: list[Skipped], now: list[Skipped], found: Found, *, prefix: str, read: set[str]) -> list[Skipped]:
    """Every skipped file of the new map: those of this run, and the old map's where a file was not read again."""
    not_read = {prefix + c.path for c in found.candidates if c.path not in read}
    kept = [s for s in old if s.path in not_read or not s.path.startswith(prefix)]
    by_path = {s.path: s for s in kept} | {prefix + s.path: replace(s, path=prefix + s.path) for s in now}
    return [by_path[path] for path in sorted(by_path)]


def warnings_of(old: MapInfo, additions: Additions) -> list[str]:
    """The warnings of the old map, and which versions its features are of, if the new ones are of others."""
    known = told.renewed(old.warnings, additions.passing)
    if "\n" not in additions.key:
        return known
    now = provenance.versions()
    others = [
        f"{name} {had}, now {now.get(name, 'missing')}" for name, had in old.versions.items() if now.get(name) != had
    ]
    return [
        *known,
        f"The features of the {old.n:,} pictures that were there are of other versions than those of the "
        f"{len(additions.rows):,} that were added ({'; '.join(others) or 'not noted then'}). Lay out everything "
        "anew to have all of one.",
    ]


def joined(old: RowTable, library: Library, additions: Additions, *, dimensions: int, most: int) -> RowTable:
    """The old rows, bit for bit, and the new rows behind them."""
    facts = library.contents.facts(set(additions.hashes))
    new = RowTable.of(additions.rows, additions.hashes, facts, dimensions=dimensions)
    if old.n + new.n > most:
        raise BadRequest(f"With {new.n:,} more this map would have {old.n + new.n:,} pictures; one may have {most:,}.")
    return RowTable(
        path=[*old.path, *new.path],
        hash=[*old.hash, *new.hash],
        format=[*old.format, *new.format],
        mode=[*old.mode, *new.mode],
        taken=[*old.taken, *new.taken],
        bytes=np.concatenate([old.bytes, new.bytes]),
        mtime_ns=np.concatenate([old.mtime_ns, new.mtime_ns]),
        width=np.concatenate([old.width, new.width]),
        height=np.concatenate([old.height, new.height]),
        positions=np.concatenate([old.positions, new.positions]),
        trust=np.concatenate([old.trust, new.trust]),
        added=new.n,
    )
