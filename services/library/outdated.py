"""Owns the files that a map with added pictures shows as they were, though the folder has them otherwise: vanished, or
changed.

They stand in the table of the skipped, at positions below 0: those count as found and not mapped, these are mapped.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.library.db import Database, raw, text
from services.schema import Skipped


class Strays:
    """The part of the library that is files of a map which are no longer as mapped."""

    db: Database

    def put_strays(self, map_id: str, strays: Sequence[Skipped]) -> None:
        """Remember them, with what became of each; those known before are forgotten."""
        lines = [(map_id, -1 - place, raw(s.path), s.reason) for place, s in enumerate(strays)]
        with self.db.write() as db:
            db.execute("DELETE FROM skipped WHERE map = ? AND position < 0", (map_id,))
            db.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", lines)

    def strays_of(self, map_id: str) -> list[Skipped]:
        """Path and what became of it, in the order given."""
        rows = self.db.read().execute(
            "SELECT path, reason FROM skipped WHERE map = ? AND position < 0 ORDER BY position DESC", (map_id,)
        )
        return [Skipped(text(row["path"]), row["reason"]) for row in rows]
