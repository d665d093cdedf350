"""Owns the skipped files of a map in the database, and the other files beside them: what is not on the map."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from services.library.db import raw, text
from services.schema import Reason, Skipped


def replace(db: Connection, map_id: str, skipped: Sequence[Skipped]) -> None:
    """Store the skipped files of a map instead of earlier ones, inside the transaction of ``db``."""
    db.execute("DELETE FROM skipped WHERE map = ?", (map_id,))
    lines = [(map_id, position, raw(s.path), s.reason, s.code.value) for position, s in enumerate(skipped)]
    db.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?, ?)", lines)


def of(db: Connection, map_id: str) -> list[Skipped]:
    """Return the skipped files of a map, in the order in which they were stored."""
    query = "SELECT path, reason, code FROM skipped WHERE map = ? AND position >= 0 ORDER BY position"
    rows = db.execute(query, (map_id,))
    return [Skipped(text(row["path"]), row["reason"], Reason(row["code"])) for row in rows]
