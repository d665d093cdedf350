"""Owns the difference between a map and its folder as it is now: new, changed and vanished files.

Files are compared by path, size and time; none is opened. A path that is not on the map is a new picture, whatever its
content. The folder of a sampled map has files that were never drawn: only a file that came or changed after the map was
made counts as new there.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services import storage
from services.errors import BadRequest
from services.library import Library, MapInfo, RowTable
from services.schema import ARTICLE, Candidate, Recipe, shown
from services.sources import scan

#: Share of a map's files, by path and size, that a folder must hold to count as the map's own folder, moved.
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """``fresh`` are files whose path is not on the map, ``altered`` have another size or time than their row;
    ``vanished`` are paths.
    """

    fresh: tuple[Candidate, ...]
    altered: tuple[Candidate, ...]
    vanished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of files in a map's folder: ``new`` ones, ones whose content ``changed``, and ``vanished`` ones."""

    new: int = 0
    changed: int = 0
    vanished: int = 0


def endings(recipe: Recipe) -> tuple[str, ...]:
    """The endings of file names that a map of this recipe takes."""
    return scan.ARTICLE_ENDINGS if recipe.decoding == ARTICLE else scan.ENDINGS


def compare(
    info: MapInfo, rows: RowTable, candidates: Sequence[Candidate], *, source: str, prefix: str = ""
) -> Difference:
    """What ``candidates``, found in ``source``, are to a map.

    Parameters
    ----------
    prefix : str
        What leads from the map's source to ``source``, as by :func:`way`; only rows below it are looked for.
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
        elif (candidate.size, candidate.mtime_ns) not in stamps:
            altered.append(candidate)
    return Difference(tuple(fresh), tuple(altered), tuple(sorted(there)))


def count_changes(folder: str, map_id: str) -> Changes:
    """Count the changes in a finished map's folder. It runs in a process of its own: a million files take seconds.

    A file that was read before and could not be mapped does not count while it stays as it is.
    """
    library = Library(Path(folder))
    info, rows = library.maps.get(map_id), library.maps.rows(map_id)
    found = scan.listed(info.source, endings(info.recipe))
    difference = compare(info, rows, found, source=info.source)
    unsure = [*difference.fresh, *difference.altered]
    known = library.contents.known(info.source, unsure, decode_key=None) if unsure else {}
    there = set(zip(rows.path, rows.hash, strict=True)) if difference.altered else set()
    new = sum(isinstance(known.get(c.path, ""), str) for c in difference.fresh)
    changed = sum(
        isinstance(seen := known.get(c.path, ""), str) and (c.path, seen) not in there for c in difference.altered
    )
    return Changes(new, changed, len(difference.vanished))


def way(info: MapInfo, rows: RowTable, source: str, candidates: Iterable[Candidate]) -> str | None:
    """What leads from the map's source to ``source``: "", "below/", "../beside/"; None where ``source`` is the map's
    own folder, moved.

    Raises
    ------
    BadRequest
        One is a URL and the other is not below it, they lie on different drives, or ``source`` lies above and has all
        of the map's files too.
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


def _known_until(info: MapInfo) -> int:
    """When the folder of a map was last listed, Unix nanoseconds: what came later is new. ``created`` is after
    embedding, and in whole seconds.
    """
    created = datetime.fromisoformat(info.created).timestamp()
    return int((created + 1 - info.seconds.get("embed", 0.0)) * 1e9)


def _came(source: str, candidate: Candidate) -> int:
    """When a file was last changed, or put where it is: a copy may keep the time of its original, but not that of its
    entry.
    """
    if storage.is_url(source):
        return candidate.mtime_ns
    try:
        return max(candidate.mtime_ns, os.stat(os.path.join(source, candidate.path)).st_ctime_ns)
    except OSError:
        return candidate.mtime_ns
