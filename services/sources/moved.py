"""Owns telling that a map's pictures have left its folder, and whether another folder holds them.

Nothing is followed by itself: a folder can be gone because its disk is not plugged in.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services import storage
from services.errors import BadRequest, LibraryUnusable, NotFound
from services.library import Library, MapInfo
from services.library.layouts import same_source
from services.schema import Candidate, Tick, visible
from services.sources import changes, scan

#: First rows of a map whose files are looked for in its folder, a fair sample. Raise it where a folder that came in the
#: place of another has some files of the same names.
LOOKED_FOR = 100


@dataclass(frozen=True, slots=True)
class Holds:
    """What a folder holds of a map: the times of its files, ``i8 (n,)``, and the paths of those not there as mapped."""

    mtime_ns: NDArray[np.int64]
    missing: tuple[str, ...]


def is_gone(library: Library, info: MapInfo) -> bool:
    """Whether no picture of a finished map is in its folder any more. Of an address this is never said."""
    if storage.is_url(info.source):
        return False
    some = library.maps.some_rows(info.id, slice(0, LOOKED_FOR)).path
    return all(_is_missing(os.path.join(info.source, path)) for path in some)


def left_when_made(library: Library, info: MapInfo) -> str:
    """Return the id of the oldest map of the layout of ``info`` whose pictures are gone, or "" if there is none.

    It is asked when ``info`` is made: where the other folder was still there then, the two are two, and none has moved.
    """
    for other in library.layouts.maps(info.layout):
        with contextlib.suppress(LibraryUnusable):
            if other.id != info.id and not same_source(other.source, info.source) and is_gone(library, other):
                return other.id
    return ""


def left_behind(library: Library, info: MapInfo) -> MapInfo | None:
    """Return the map that the pictures of ``info`` had left behind when it was made, if they are still gone there."""
    with contextlib.suppress(NotFound, LibraryUnusable):
        other = library.maps.get(info.left) if info.left else None
        if other and not same_source(other.source, info.source) and is_gone(library, other):
            return other
    return None


def sentence(behind: MapInfo) -> str:
    """Say that there is such a map. The folder stands last: a narrow page cuts the end off."""
    there = visible(behind.source)
    return f'The same pictures were mapped as "{behind.name}", and are gone from where they lay then: {there}.'


def count(folder: str, map_id: str) -> changes.Changes:
    """Count the changes in a finished map's folder, and look for a map that was left behind.

    It runs in a process of its own, as :func:`services.sources.changes.count_changes` does.
    """
    library = Library(Path(folder))
    left = left_behind(library, library.maps.get(map_id))
    return replace(changes.count_changes(folder, map_id), left=left.id if left else "")


def holds(library: Library, info: MapInfo, source: str, *, tick: Tick | None = None) -> Holds:
    """Compare every picture of a finished map with the file at its path in another folder, by its whole content.

    A file that the library has read there is known by its size and time, and not read again. A row of which a later
    row has the path, or whose file had vanished before the map was made, need not be there.

    Parameters
    ----------
    source : str
        Folder or URL.
    tick : callable, optional
        Called with (rows so far, rows).

    Raises
    ------
    NoSuchFolder, BadRequest, NotFound, LibraryUnusable
    """
    rows = library.maps.rows(info.id)
    there = {file.path: file for file in scan.listed(source, changes.endings(info.recipe))[0]}
    there |= {path: file for path in rows.path if path.startswith("../") and (file := _beside(source, path))}
    known = library.contents.known(source, list(there.values()), decode_key=None)
    times, missing = rows.mtime_ns.copy(), []
    last = {path: row for row, path in enumerate(rows.path)}
    vanished = {file.path for file in library.outdated.of(info.id)}
    for row, (path, content) in enumerate(zip(rows.path, rows.hash, strict=True)):
        file = there.get(path)
        if file and file.size == rows.bytes[row] and content == (known.get(path) or _content(source, file)):
            times[row] = file.mtime_ns
        elif last[path] == row and (file or path not in vanished):
            missing.append(path)
        if tick:
            tick(row + 1, rows.n)
    return Holds(times, tuple(missing))


def refuse(info: MapInfo, source: str, missing: tuple[str, ...]) -> BadRequest:
    """Return the error to raise where a folder does not hold all pictures of a map."""
    pictures = "1 picture" if info.n == 1 else f"{info.n:,} pictures"
    return BadRequest(
        f"{visible(source)} does not hold the {pictures} of {info.name} as they were mapped: {len(missing):,} "
        f"{'is' if len(missing) == 1 else 'are'} missing or another there, such as {visible(missing[0])}. "
        "Give the folder that holds all of them at the same paths, or build a map of this one."
    )


def _is_missing(path: str) -> bool:
    """Whether there is no such file. Of one in a folder that may not be read this is not known."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _beside(source: str, path: str) -> Candidate | None:
    """The file of a row that was added from a folder beside the map's own."""
    try:
        facts = os.stat(os.path.join(source, path))
    except OSError:
        return None
    return Candidate(path, facts.st_size, storage.storable(facts.st_mtime_ns))


def _content(source: str, file: Candidate) -> str:
    """The hash of a file's content; empty where it cannot be read."""
    path = file.path
    if path.startswith("../"):
        source, path = os.path.split(os.path.normpath(os.path.join(source, path)))
    try:
        return hashlib.sha256(storage.read(source, path, limit=file.size)).hexdigest()
    except Exception:  # noqa: BLE001 - each library behind fsspec raises its own kinds
        return ""
