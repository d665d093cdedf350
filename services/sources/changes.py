"""Owns the difference between a map and its folder as it is now: new, changed and vanished files.

Files are compared by path, size and time; none is opened. A path that is not on the map is a new picture, whatever its
content. The folder of a sampled map has files that were never drawn: only a file that came or changed after the map was
made counts as new there.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services import storage
from services.errors import BadRequest
from services.library import Library, MapInfo, RowTable
from services.schema import ARTICLE, Candidate, Reason, Recipe, Skipped, shown
from services.sources import scan

#: Share of a map's files, by path and size, that a folder must hold to count as the map's own folder, moved.
SAME = 0.5
#: Bytes of files with another inode or change time that are read at one look at a folder.
READ_AT_A_LOOK = 500_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """What a folder has that its map does not.

    ``fresh`` are files whose path is not on the map. ``altered`` are files with another size or time than their row.
    ``vanished`` are paths of rows without a file.
    """

    fresh: tuple[Candidate, ...]
    altered: tuple[Candidate, ...]
    vanished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of files in a map's folder: ``new`` ones, ones whose content ``changed``, and ``vanished`` ones.

    Those that are on a map which continues this one are neither new nor changed: ``later`` is how many they are.
    ``left`` is the id of an older map, which the same pictures left behind (:mod:`services.sources.moved`).
    """

    new: int = 0
    changed: int = 0
    vanished: int = 0
    later: int = 0
    left: str = ""


def endings(recipe: Recipe) -> tuple[str, ...]:
    """The endings of file names that a map of this recipe takes."""
    return scan.ARTICLE_ENDINGS if recipe.decoding == ARTICLE else scan.ENDINGS


def compare(
    info: MapInfo,
    rows: RowTable,
    candidates: Sequence[Candidate],
    *,
    source: str,
    prefix: str = "",
    touched: Collection[str] = (),
    skipped: Sequence[Skipped] = (),
) -> Difference:
    """Compare the files of a folder with a map.

    Parameters
    ----------
    info, rows
        The map and its rows.
    candidates : sequence of Candidate
        Files found in ``source``.
    source : str
        The map's own folder or another one.
    prefix : str
        Path from the map's source to ``source``, from :func:`way`. Only rows below it can vanish.
    touched : collection of str
        Paths of files that may hold another picture though size and time are those of their row
        (:meth:`services.library.contents.Contents.touched`).
    skipped : sequence of Skipped
        What else was found in ``source``. Nothing vanished in a folder that was left out or could not be read: an older
        version mapped what lies in some of them.

    Returns
    -------
    Difference
    """
    there: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for path, size, time_ns in zip(rows.path, rows.bytes.tolist(), rows.mtime_ns.tolist(), strict=True):
        if path.startswith(prefix) and (prefix or not path.startswith("../")):
            there[path].add((size, time_ns))
    since = _known_until(info) if info.recipe.sample else None
    fresh: list[Candidate] = []
    altered: list[Candidate] = []
    for candidate in candidates:
        stamps = there.pop(prefix + candidate.path, None)
        if stamps is None:
            if since is None or _came(source, candidate) > since:
                fresh.append(candidate)
        elif (candidate.size, candidate.mtime_ns) not in stamps or candidate.path in touched or not candidate.mtime_ns:
            altered.append(candidate)
    unseen = {f"{prefix}{s.path}" for s in skipped if s.code in (Reason.SYSTEM, Reason.UNREADABLE)}
    return Difference(tuple(fresh), tuple(altered), tuple(sorted(p for p in there if not _lies_in(unseen, p, prefix))))


def count_changes(folder: str, map_id: str) -> Changes:
    """Count the changes in a finished map's folder. It runs in a process of its own: a million files take seconds.

    A file that was read before and could not be mapped does not count while it stays as it is. One whose size and time
    are as they were, and whose inode or change time is not, is read: somebody may have set the time back.
    """
    library = Library(Path(folder))
    info, rows = library.maps.get(map_id), library.maps.rows(map_id)
    found, skipped = scan.listed(info.source, endings(info.recipe))
    touched = _altered(library, info, rows, found)
    difference = compare(info, rows, found, source=info.source, touched=touched, skipped=skipped)
    unsure = [*difference.fresh, *difference.altered]
    known = library.contents.known(info.source, unsure, decode_key=None, to_count=True) if unsure else {}
    there = set(zip(rows.path, rows.hash, strict=True)) if difference.altered else set()
    fresh = [c for c in difference.fresh if isinstance(known.get(c.path, ""), str)]
    altered = [
        c
        for c in difference.altered
        if c.path in touched or (isinstance(seen := known.get(c.path, ""), str) and (c.path, seen) not in there)
    ]
    if not fresh and not altered:
        return Changes(vanished=len(difference.vanished))
    mapped = _mapped_later(library, info)
    new, changed = (sum((c.path, c.size, c.mtime_ns) not in mapped for c in some) for some in (fresh, altered))
    return Changes(new, changed, len(difference.vanished), len(fresh) + len(altered) - new - changed)


def _altered(library: Library, info: MapInfo, rows: RowTable, found: Sequence[Candidate]) -> set[str]:
    """The paths of files with another content than that of their row, though size and time are the same.

    At one look so many are read that it ends soon; the next look goes on. Until then the others count as they were.
    """
    touched = library.contents.touched(info.source, found)
    of_row = dict(zip(rows.path, rows.hash, strict=True)) if touched else {}
    same, altered, left = list[tuple[Candidate, str]](), set[str](), READ_AT_A_LOOK
    for candidate in found:
        if candidate.path not in touched or candidate.path not in of_row or left <= 0:
            continue
        left -= candidate.size
        with suppress(OSError):
            content = hashlib.sha256(storage.read(info.source, candidate.path, limit=candidate.size)).hexdigest()
            if content == of_row[candidate.path]:
                same.append((candidate, content))
            else:
                altered.add(candidate.path)
    if same:
        library.contents.found_same(info.source, same)
    return altered


def _mapped_later(library: Library, info: MapInfo) -> set[tuple[str, int, int]]:
    """Path, size and time of what the maps have that continue this one, or continue such a map, of the same folder."""
    later: dict[str, MapInfo] = {info.id: info}
    # A map is newer than the one that it continues.
    for other in reversed(library.maps.all()):
        bases = (other.recipe.base, other.recipe.align)
        if other.state == "ready" and other.source == info.source and any(base in later for base in bases if base):
            later[other.id] = other
    found: set[tuple[str, int, int]] = set()
    for other in list(later.values())[1:]:
        rows = library.maps.rows(other.id)
        found.update(zip(rows.path, rows.bytes.tolist(), rows.mtime_ns.tolist(), strict=True))
    return found


def way(info: MapInfo, rows: RowTable, source: str, candidates: Iterable[Candidate]) -> str | None:
    """Return the path from the map's source to ``source``, such as "", "below/" or "../beside/".

    Returns None if ``source`` is the map's own folder, moved.

    Raises
    ------
    BadRequest
        One is a URL and ``source`` is not below the map's source, they lie on different drives, or ``source`` holds
        the map's folder.
    """
    if storage.is_url(source) or storage.is_url(info.source):
        if source.rstrip("/") == info.source.rstrip("/"):
            return ""
        if source.startswith(f"{info.source.rstrip('/')}/"):
            return f"{source.rstrip('/')[len(info.source.rstrip('/')) + 1 :]}/"
        raise BadRequest(
            f"{source} is not where the pictures of this map are. Give {shown(info.source)}, or a folder below it."
        )
    try:
        relative = os.path.relpath(os.path.realpath(source), os.path.realpath(info.source)).replace(os.sep, "/")
    except ValueError as error:
        raise BadRequest(
            f"{source} lies on another drive than the pictures of this map. Give a folder on the same drive as "
            f"{shown(info.source)}."
        ) from error
    if relative == ".":
        return ""
    if relative.startswith("../") or relative == "..":
        sizes = dict(zip(rows.path, rows.bytes.tolist(), strict=True))
        if sum(sizes.get(c.path) == c.size for c in candidates) >= SAME * rows.n:
            return None
    if set(relative.split("/")) == {".."}:
        raise BadRequest(
            f"{source} holds the folder of this map, {shown(info.source)}. Give that one, a folder below it, or one "
            "beside it."
        )
    return f"{relative}/"


def _lies_in(unseen: set[str], path: str, prefix: str) -> bool:
    """Whether a file, or a folder on the way to it, is among ``unseen``; there the source itself is called ``.``."""
    if not unseen:
        return False
    parts = path.split("/")
    return f"{prefix}." in unseen or any("/".join(parts[:depth]) in unseen for depth in range(1, len(parts) + 1))


def _known_until(info: MapInfo) -> int:
    """Return when the map's folder was last listed, in Unix nanoseconds. Files that came later are new.

    ``created`` is the time after embedding, in whole seconds. Where the map followed its pictures, all that was left
    out of the sample came with them.
    """
    created = datetime.fromisoformat(info.created).timestamp()
    followed = datetime.fromisoformat(info.followed).timestamp() + 1 if info.followed else 0.0
    return int(max(created + 1 - info.seconds.get("embed", 0.0), followed) * 1e9)


def _came(source: str, candidate: Candidate) -> int:
    """Return when a file was last changed or put in its place, in Unix nanoseconds.

    A copy may keep the modification time of its original, but its inode has a time of its own.
    """
    if storage.is_url(source):
        return candidate.mtime_ns
    try:
        return max(candidate.mtime_ns, os.stat(os.path.join(source, candidate.path)).st_ctime_ns)
    except OSError:
        return candidate.mtime_ns
