"""Owns the outdated rows of a map: rows whose file has vanished, or holds another picture, since the row was mapped.

A map that pictures were added to keeps such rows. They are stored in the table of skipped files, at positions below 0:
a skipped file counts as found and not mapped, an outdated row is mapped.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.library.db import Database, raw, text
from services.schema import Reason, Skipped


class Outdated:
    """The outdated rows in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, map_id: str, outdated: Sequence[Skipped]) -> None:
        """Store the outdated rows of a map, with what became of each file, instead of earlier ones."""
        lines = [(map_id, -1 - place, raw(s.path), s.reason, s.code.value) for place, s in enumerate(outdated)]
        with self._db.write() as db:
            db.execute("DELETE FROM skipped WHERE map = ? AND position < 0", (map_id,))
            db.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?, ?)", lines)

    def of(self, map_id: str) -> list[Skipped]:
        """Return the outdated rows of a map, in the order in which they were stored."""
        rows = self._db.read().execute(
            "SELECT path, reason, code FROM skipped WHERE map = ? AND position < 0 ORDER BY position DESC", (map_id,)
        )
        return [Skipped(text(row["path"]), row["reason"], Reason(row["code"])) for row in rows]
