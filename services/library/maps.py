"""Owns the maps: their facts in the database, their rows in maps/<id>.parquet, their layout while it is being made.

A finished map never changes but for its name and where its folder was last seen.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from services.errors import BadRequest, LibraryUnusable, NotFound
from services.library import live, tables
from services.library.db import Database, raw, text
from services.library.info import MapInfo
from services.library.tables import RowTable
from services.schema import Skipped, name_of

_ID = re.compile(r"[0-9a-f]{16,64}")
#: Row tables held in memory at once: what a few open tabs look at.
HELD = 4
LONGEST_NAME = 120
#: Seconds after which a map nobody works on counts as left.
LEFT = 3600.0


class Maps:
    """The part of the library that is maps."""

    db: Database
    folder: Path
    uploads: Path
    _held: OrderedDict[tuple[str, str, int], RowTable]
    _lock: threading.Lock

    def begin_map(self, info: MapInfo, rows: RowTable, skipped: Sequence[Skipped]) -> None:
        """A map whose rows are known and whose positions are not; the same id again replaces it."""
        self._save(info, rows)
        with self.db.write() as db:
            self._put(db, info)
            self._put_skipped(db, info.id, skipped)

    def finish_map(self, info: MapInfo, rows: RowTable) -> None:
        """The map is done: written aside, renamed, and never written again."""
        ready = replace(info, state="ready")
        self._save(ready, rows)
        with self.db.write() as db:
            self._put(db, ready)
        self._live(info.id).unlink(missing_ok=True)

    def grow_map(self, info: MapInfo, rows: RowTable) -> None:
        """A map in the making has more rows now: those it had, and others behind them."""
        self._save(info, rows)
        with self.db.write() as db:
            self._put(db, info)

    def save_live(self, map_id: str, positions: Any) -> None:
        """The layout so far, ``f4 (n, 2 or 3)``, for whoever watches: of all rows or of the first."""
        live.save(self._live(map_id), positions)

    def live(self, map_id: str) -> tuple[int, Any] | None:
        """(Serial number, positions) of the layout so far, None while there is none; of a finished map where its points
        lie, and none comes after.
        """
        if self.map(map_id).state == "ready":
            return live.LAST, self.rows(map_id).positions
        return live.load(self._live(map_id))

    def map(self, map_id: str) -> MapInfo:
        """A map's facts.

        Raises
        ------
        NotFound
        """
        row = (
            self.db.read().execute("SELECT name, source, state, info FROM maps WHERE id = ?", (map_id,)).fetchone()
            if _ID.fullmatch(map_id)
            else None
        )
        if row is None:
            raise NotFound(
                f"There is no map {map_id[:64]!r} here. It may have been deleted; the list of maps shows those there are."
            )
        return replace(MapInfo.from_json(row["info"]), name=row["name"], source=text(row["source"]), state=row["state"])

    def maps(self) -> list[MapInfo]:
        """Every map, newest first."""
        rows = self.db.read().execute("SELECT id FROM maps ORDER BY made DESC").fetchall()
        return [self.map(row["id"]) for row in rows]

    def has_map(self, map_id: str) -> bool:
        """Whether a finished map of this id is here, file and all."""
        row = self.db.read().execute("SELECT 1 FROM maps WHERE id = ? AND state = 'ready'", (map_id,)).fetchone()
        return row is not None and self._file(map_id).is_file()

    def rows(self, map_id: str) -> RowTable:
        """A map's rows, read-only; the last few are held in memory.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info = self.map(map_id)
        path = self._file(map_id)
        try:
            key = (map_id, info.state, path.stat().st_mtime_ns)
            with self._lock:
                if key not in self._held:
                    self._held[key] = replace(tables.load(path), added=info.added)
                    while len(self._held) > HELD:
                        self._held.popitem(last=False)
                self._held.move_to_end(key)
                return self._held[key]
        except OSError as error:
            raise LibraryUnusable(
                f"The file of map {info.name} ({path.name}) is missing or damaged. Build the map again."
            ) from error

    def some_rows(self, map_id: str, rows: slice) -> RowTable:
        """A stretch of a map's rows, read by itself: of a million rows that is milliseconds, all of them are seconds.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info = self.map(map_id)
        try:
            return tables.load(self._file(map_id), rows=rows)
        except OSError as error:
            raise LibraryUnusable(
                f"The file of map {info.name} ({self._file(map_id).name}) is missing or damaged. Build the map again."
            ) from error

    def skipped_of(self, map_id: str) -> list[Skipped]:
        """What was skipped, by path."""
        rows = self.db.read().execute(
            "SELECT path, reason FROM skipped WHERE map = ? AND position >= 0 ORDER BY position", (map_id,)
        )
        return [Skipped(text(row["path"]), row["reason"]) for row in rows]

    def rename(self, map_id: str, name: str) -> None:
        """Give a map another name.

        Raises
        ------
        BadRequest
            Empty, or longer than :data:`LONGEST_NAME`.
        """
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise BadRequest(f"A map's name has 1 to {LONGEST_NAME} characters; this one has {len(name)}.")
        self.map(map_id)
        with self.db.write() as db:
            db.execute("UPDATE maps SET name = ? WHERE id = ?", (name, map_id))

    def reopen(self, info: MapInfo, skipped: Sequence[Skipped], *, mtime_ns: Any = None) -> None:
        """The same pictures, met again as ``info`` tells: from now on they are looked for there, and what lies beside
        them is counted anew.

        A name that someone gave stays; one that was only the old folder's becomes the new one's. ``mtime_ns``, ``i8
        (n,)``, are the
        files' dates there, if they may be others: a date stands beside the file it is of.
        """
        known = self.map(info.id)
        own = known.name != name_of(known.source)
        counts = {key: getattr(info, key) for key in ("found", "skipped", "sampled_from", "vanished", "changed")}
        told = replace(
            known, source=info.source, moved_from=known.source if known.source != info.source else "", **counts
        )
        rows = None if mtime_ns is None else self.rows(info.id)
        if rows is not None and not np.array_equal(rows.mtime_ns, mtime_ns):
            self._save(told, replace(rows, mtime_ns=mtime_ns))
        with self.db.write() as db:
            db.execute(
                "UPDATE maps SET source = ?, name = ?, info = ?, opened = ? WHERE id = ?",
                (raw(info.source), known.name if own else info.name, told.as_json(), time.time(), info.id),
            )
            self._put_skipped(db, info.id, skipped)

    def opened(self, map_id: str) -> None:
        """Remember that this map was looked at last."""
        with self.db.write() as db:
            db.execute("UPDATE maps SET opened = ? WHERE id = ?", (time.time(), map_id))

    def last_map(self) -> str | None:
        """The finished map that was made or looked at last."""
        row = (
            self.db.read()
            .execute("SELECT id FROM maps WHERE state = 'ready' ORDER BY max(opened, made) DESC LIMIT 1")
            .fetchone()
        )
        return row["id"] if row else None

    def delete(self, map_id: str) -> None:
        """Forget a map; features stay, and so do pictures, but for uploads that no other map shows.

        Raises
        ------
        NotFound
        """
        source = self.map(map_id).source
        with self.db.write() as db:
            self._forget(db, map_id)
            waiting = db.execute(
                "SELECT count(*) FROM jobs WHERE source = ? AND state IN ('queued', 'running')", (raw(source),)
            ).fetchone()[0]
        self._clear(map_id)
        # What a stop left for the pages that look at it (see supersede) holds no pictures back.
        others = [info for info in self.maps() if info.source == source and not info.became]
        if Path(source).parent == self.uploads and not others and not waiting:
            shutil.rmtree(source, ignore_errors=True)
            Path(f"{source}.refused.json").unlink(missing_ok=True)

    def _save(self, info: MapInfo, rows: RowTable) -> None:
        try:
            tables.save(self._file(info.id), rows, about=info.as_json())
        except OSError as error:
            raise LibraryUnusable(
                f"The map could not be stored in {self.folder} ({error}). Free some disk and start again."
            ) from error

    def supersede(self, map_id: str, by: str) -> None:
        """An unfinished map became another: pages that look at it are sent there, until :meth:`sweep`."""
        became = replace(self.map(map_id), became=by)
        with self.db.write() as db:
            self._put(db, became)

    def sweep(self) -> None:
        """Forget maps that were begun and left: stopped on the way, or their build was killed and not taken up
        again.
        """
        unfinished = "SELECT id, made FROM maps WHERE state = 'building' AND id NOT IN (SELECT map_id FROM jobs WHERE state = 'running' AND map_id NOTNULL)"
        for row in self.db.read().execute(unfinished).fetchall():
            touched = row["made"]
            with contextlib.suppress(OSError):
                touched = max(touched, self._live(row["id"]).stat().st_mtime)
            if time.time() - touched > LEFT:
                with self.db.write() as db:
                    self._forget(db, row["id"])
                self._clear(row["id"])

    @staticmethod
    def _forget(db: Any, map_id: str) -> None:
        db.execute("DELETE FROM maps WHERE id = ?", (map_id,))
        db.execute("DELETE FROM skipped WHERE map = ?", (map_id,))

    def _clear(self, map_id: str) -> None:
        """Once it is forgotten, and not before: a map that is still listed has its file."""
        self._file(map_id).unlink(missing_ok=True)
        self._live(map_id).unlink(missing_ok=True)
        self._file(map_id).with_suffix(".points").unlink(missing_ok=True)

    def _file(self, map_id: str) -> Path:
        return self.folder / "maps" / f"{map_id}.parquet"

    def _live(self, map_id: str) -> Path:
        return self.folder / "maps" / f"{map_id}.live"

    @staticmethod
    def _put_skipped(db: Any, map_id: str, skipped: Sequence[Skipped]) -> None:
        db.execute("DELETE FROM skipped WHERE map = ?", (map_id,))
        lines = [(map_id, place, raw(s.path), s.reason) for place, s in enumerate(skipped)]
        db.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", lines)

    @staticmethod
    def _put(db: Any, info: MapInfo) -> None:
        db.execute(
            "INSERT INTO maps (id, name, source, created, state, info, made) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, info = excluded.info, source = excluded.source, made = excluded.made",
            (info.id, info.name, raw(info.source), info.created, info.state, info.as_json(), time.time()),
        )
