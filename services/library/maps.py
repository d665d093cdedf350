"""Owns the maps: the facts of each in the database, and its rows in ``maps/<id>.parquet``.

A finished map never changes, but for its name, times and counts of the files in its folder, and trust it lacked; and
for its folder where a person lets it follow its pictures (:mod:`services.library.following`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest, LibraryUnusable, NotFound
from services.library import skipped as skipped_files
from services.library import tables
from services.library.columns import Columns
from services.library.db import Database, raw, text
from services.library.files import MapFiles
from services.library.found import find
from services.library.held import Held
from services.library.info import MapInfo
from services.library.rows import RowTable
from services.schema import Skipped, name_of

_ID = re.compile(r"[0-9a-f]{16,64}")
#: Row tables held in memory at once; a table of a million rows takes some 300 MB, and few tabs are open at a time.
HELD = 4
#: Characters in a map's name.
LONGEST_NAME = 120
#: What a map says of the files of its folder; a later look there replaces it.
COUNTS = ("found", "skipped", "others", "sampled_from", "vanished", "changed")


class Maps:
    """Facts and rows of all maps. ``MapInfo.state`` is ``building`` or ``ready``."""

    def __init__(self, db: Database, files: MapFiles) -> None:
        self._db = db
        self._files = files
        self._held: Held[RowTable] = Held(HELD)

    def begin(self, info: MapInfo, rows: RowTable, skipped: Sequence[Skipped]) -> None:
        """Store an unfinished map, whose rows have no positions. A map of the same id is replaced."""
        self._save(info, rows)
        with self._db.write() as db:
            _upsert(db, info)
            skipped_files.replace(db, info.id, skipped)

    def finish(self, info: MapInfo, rows: RowTable) -> None:
        """Store a finished map, whose layout does not change any more."""
        ready = replace(info, state="ready")
        self._save(ready, rows)
        with self._db.write() as db:
            _upsert(db, ready)
        self._files.live(info.id).unlink(missing_ok=True)

    def grow(self, info: MapInfo, rows: RowTable) -> None:
        """Store an unfinished map with more rows than it had. The rows it had come first."""
        self._save(info, rows)
        with self._db.write() as db:
            _upsert(db, info)

    def get(self, map_id: str) -> MapInfo:
        """Return the facts of a map.

        Raises
        ------
        NotFound
        """
        query = "SELECT name, source, state, info, layout FROM maps WHERE id = ?"
        row = self._db.read().execute(query, (map_id,)).fetchone() if _ID.fullmatch(map_id) else None
        if row is None:
            missing = f"There is no map {map_id[:64]!r} here."
            raise NotFound(f"{missing} It may have been deleted; the list of maps shows those there are.")
        info = MapInfo.from_json(row["info"])
        own = {name: row[name] for name in ("name", "state", "layout")}
        return replace(info, source=text(row["source"]), **own)

    def deleted(self, map_id: str) -> str | None:
        """Return the name of a map that a person has deleted; None if there was none of this id."""
        row = self._db.read().execute("SELECT name FROM deleted WHERE id = ?", (map_id,)).fetchone()
        return row["name"] if row else None

    def all(self) -> list[MapInfo]:
        """Return the facts of every map, newest first."""
        return [self.get(row["id"]) for row in self._db.read().execute("SELECT id FROM maps ORDER BY made DESC")]

    def has(self, map_id: str) -> bool:
        """Whether there is a finished map of this id, and its file exists."""
        row = self._db.read().execute("SELECT 1 FROM maps WHERE id = ? AND state = 'ready'", (map_id,)).fetchone()
        return row is not None and self._files.table(map_id).is_file()

    def rows(self, map_id: str) -> RowTable:
        """Return all rows of a map, which must not be changed. The last :data:`HELD` tables stay in memory.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info = self.get(map_id)
        path = self._files.table(map_id)
        try:
            key = (map_id, info.state, path.stat().st_mtime_ns)
            return self._held.get(key, lambda: replace(tables.load(path), added=info.added))
        except OSError as error:
            raise self.damaged(info) from error

    def some_rows(self, map_id: str, rows: slice) -> RowTable:
        """Return a slice of a map's rows without reading the others.

        On a map of a million rows this takes milliseconds instead of seconds.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info = self.get(map_id)
        try:
            return tables.load(self._files.table(map_id), rows=rows)
        except OSError as error:
            raise self.damaged(info) from error

    def columns(self, map_id: str) -> Columns:
        """Return what reads single columns of a map's rows.

        Raises
        ------
        NotFound
        """
        info = self.get(map_id)
        found = partial(find, self._files, map_id)
        return Columns(self._files.table(map_id), info.added, partial(self.damaged, info), found)

    def damaged(self, info: MapInfo) -> LibraryUnusable:
        """Return the error to raise for a map whose file cannot be read."""
        name = self._files.table(info.id).name
        return LibraryUnusable(f"The file of map {info.name} ({name}) is missing or damaged. Build the map again.")

    def unstored(self, info: MapInfo, error: OSError) -> LibraryUnusable:
        """Return the error to raise for a map of which a file cannot be written."""
        folder = self._files.folder.parent
        return LibraryUnusable(
            f"{info.name} could not be stored in {folder} ({error}). Free some disk and start again."
        )

    def skipped(self, map_id: str) -> list[Skipped]:
        """Return the skipped files of a map and the other files beside them, in the order of their paths."""
        return skipped_files.of(self._db.read(), map_id)

    def rename(self, map_id: str, name: str) -> None:
        """Give a map another name.

        Raises
        ------
        BadRequest
            The name is empty, or longer than :data:`LONGEST_NAME`.
        """
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise BadRequest(f"A map's name has 1 to {LONGEST_NAME} characters; this one has {len(name)}.")
        self.get(map_id)
        with self._db.write() as db:
            db.execute("UPDATE maps SET name = ? WHERE id = ?", (name, map_id))

    def reopen(self, info: MapInfo, skipped: Sequence[Skipped], *, mtime_ns: NDArray[np.int64] | None = None) -> None:
        """Update a map whose pictures were found again in its folder: the counts of the files there, and their times.

        A name given by a person stays. One that is only the folder's becomes that of the new build.

        Parameters
        ----------
        info : MapInfo
            The map as the new build would have made it.
        mtime_ns : i8 (n,), optional
            Times of the files, nanoseconds since 1970.

        Raises
        ------
        ValueError
            The pictures were found in another folder: that has a map of its own.
        """
        known = self.get(info.id)
        if known.source.rstrip("/") != info.source.rstrip("/"):
            raise ValueError(f"map {info.id} is of {known.source!r}, and never becomes one of {info.source!r}")
        renamed = known.name != name_of(known.source)
        updated = replace(known, warnings=info.warnings, **{count: getattr(info, count) for count in COUNTS})
        if mtime_ns is not None:
            rows = self.rows(info.id)
            if not np.array_equal(rows.mtime_ns, mtime_ns):
                self._save(updated, replace(rows, mtime_ns=mtime_ns))
        name = known.name if renamed else info.name
        with self._db.write() as db:
            db.execute(
                "UPDATE maps SET name = ?, info = ?, opened = ? WHERE id = ?",
                (name, updated.as_json(), time.time(), info.id),
            )
            skipped_files.replace(db, info.id, skipped)

    def opened(self, map_id: str) -> None:
        """Record that someone looked at this map just now."""
        with self._db.write() as db:
            db.execute("UPDATE maps SET opened = ? WHERE id = ?", (time.time(), map_id))

    def last(self) -> str | None:
        """Return the id of the finished map that was made or looked at last; None if there is none."""
        query = "SELECT id FROM maps WHERE state = 'ready' ORDER BY max(opened, made) DESC LIMIT 1"
        row = self._db.read().execute(query).fetchone()
        return row["id"] if row else None

    def supersede(self, map_id: str, by: str) -> None:
        """Record that an unfinished map became the map ``by``. Pages that show the old id go on with the new one.

        The old id stays until :meth:`services.library.cleanup.Cleanup.sweep`.
        """
        became = replace(self.get(map_id), became=by)
        with self._db.write() as db:
            _upsert(db, became)

    def _save(self, info: MapInfo, rows: RowTable) -> None:
        """Write the file of a map.

        Raises
        ------
        LibraryUnusable
        """
        try:
            tables.save(self._files.table(info.id), rows, about=info.as_json())
        except OSError as error:
            raise self.unstored(info, error) from error


def _upsert(db: Connection, info: MapInfo) -> None:
    """Insert a map, or update all but the name of the one that has its id, inside the transaction of ``db``."""
    db.execute(
        "INSERT INTO maps (id, name, source, created, state, info, made, layout) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, info = excluded.info, source = excluded.source, "
        "made = excluded.made, layout = excluded.layout",
        (info.id, info.name, raw(info.source), info.created, info.state, info.as_json(), time.time(), info.layout),
    )
