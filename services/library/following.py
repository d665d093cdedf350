"""Owns letting a map follow its pictures into another folder, and the addresses of maps that became part of it there.

A map has the source that it was made of. Only a person may give it another, where its pictures lie elsewhere and their
old folder is gone.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from services.library import tables
from services.library.db import Database, raw
from services.library.files import MapFiles
from services.library.info import MapInfo
from services.library.maps import COUNTS, Maps
from services.library.sheets import Sheets
from services.schema import Recipe


class Following:
    """Moves maps of ``maps`` to other sources."""

    def __init__(self, db: Database, maps: Maps, files: MapFiles, sheets: Sheets) -> None:
        self._db = db
        self._maps = maps
        self._files = files
        self._sheets = sheets

    def follow(
        self, map_id: str, source: str, *, mtime_ns: NDArray[np.int64] | None = None, twin: str | None = None
    ) -> MapInfo:
        """Give a finished map another source. Its id, name, date and all that persons gave to its rows stay.

        Parameters
        ----------
        source : str
            Where the pictures lie now.
        mtime_ns : i8 (n,), optional
            Times of the files there, nanoseconds since 1970.
        twin : str, optional
            The finished map of the same layout and ``source``. It becomes part of this one: selections, names of
            regions and what is said of the folder are this map's then, and its address leads here.

        Returns
        -------
        MapInfo
            The map as it is now.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        known = self._maps.get(map_id)
        followed = datetime.now(UTC).isoformat(timespec="seconds")
        info = replace(known, source=source, moved_from=known.source, followed=followed)
        if twin:
            there = self._maps.get(twin)
            info = replace(info, **{count: getattr(there, count) for count in COUNTS})
        if mtime_ns is not None:
            try:
                rows = replace(self._maps.rows(map_id), mtime_ns=mtime_ns)
                tables.save(self._files.table(map_id), rows, about=info.as_json())
            except OSError as error:
                raise self._maps.unstored(info, error) from error
        with self._db.write() as db:
            db.execute(
                "UPDATE maps SET source = ?, info = ?, opened = ? WHERE id = ?",
                (raw(source), info.as_json(), time.time(), map_id),
            )
            if twin:
                _join(db, twin, map_id)
        if twin:
            self._files.remove(twin)
            self._sheets.remove(twin)
        return self._maps.get(map_id)

    def led_to(self, map_id: str) -> str | None:
        """Return the id of the map that a map became part of; None of any other."""
        # A map that was made anew has its old id again.
        query = "SELECT became FROM deleted WHERE id = ? AND became != '' AND id NOT IN (SELECT id FROM maps)"
        row = self._db.read().execute(query, (map_id,)).fetchone()
        return row["became"] if row else None


def _join(db: Connection, twin: str, into: str) -> None:
    """Let a map become part of the map ``into``, inside the transaction of ``db``."""
    db.execute("DELETE FROM skipped WHERE map = ?", (into,))
    for table in ("skipped", "selections", "region_names"):
        # Only names of ours stand in the statement.
        db.execute(f"UPDATE {table} SET map = ? WHERE map = ?", (into, twin))  # noqa: S608
    db.execute("UPDATE jobs SET map_id = ? WHERE map_id = ?", (into, twin))
    # Maps that continue the twin continue the map that has its rows.
    for row in db.execute("SELECT id, info FROM maps WHERE instr(info, ?)", (twin,)).fetchall():
        info = MapInfo.from_json(row["info"])
        continued = replace(
            info,
            recipe=_renamed(info.recipe, twin, into),
            goal=_renamed(Recipe.from_json(info.goal), twin, into).as_json() if info.goal else "",
            left=into if info.left == twin else info.left,
        )
        db.execute("UPDATE maps SET info = ? WHERE id = ?", (continued.as_json(), row["id"]))
    db.execute("UPDATE deleted SET became = ? WHERE became = ?", (into, twin))
    db.execute(
        "INSERT OR REPLACE INTO deleted (id, name, became) SELECT id, name, ? FROM maps WHERE id = ?", (into, twin)
    )
    db.execute("DELETE FROM maps WHERE id = ?", (twin,))


def _renamed(recipe: Recipe, twin: str, into: str) -> Recipe:
    """The recipe with the map ``into`` wherever it names ``twin``."""
    return recipe.with_(**{name: into for name in ("base", "align") if getattr(recipe, name) == twin})
