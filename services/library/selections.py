"""Owns selections of rows that are kept with a map: those that a person has named, and those that a link shows.

Each has an edition, which every change raises: a change tells the edition that it was made from, so that two windows
overwrite nothing of each other's in silence. One that is taken away stays for a while, so that undo brings it back.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import uuid
import zlib
from typing import NamedTuple

from services.errors import BadRequest, Changed, NotFound
from services.library.db import Database

#: Characters of a name at most, and named selections of a map.
LONGEST, MOST = 80, 500


class Selection(NamedTuple):
    """A kept selection: its rows as a bitmap (:mod:`services.library.bitmap`), and how many it has.

    The name is empty where it is only kept for a link.
    """

    id: str
    name: str
    n: int
    edition: int
    rows: bytes


class Selections:
    """Selections in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, map_id: str) -> list[Selection]:
        """Return the named selections of a map, in the order in which they were made."""
        query = "SELECT * FROM selections WHERE map = ? AND name != '' AND NOT gone ORDER BY made, id"
        return [_selection(row) for row in self._db.read().execute(query, (map_id,))]

    def get(self, map_id: str, selection: str) -> Selection:
        """Return a selection of a map.

        Raises
        ------
        NotFound
        """
        return self._get(self._db.read(), map_id, selection)

    def keep(self, map_id: str, rows: bytes, n: int, *, name: str = "") -> Selection:
        """Keep ``rows``, a bitmap of ``n`` rows, with a map; without a name the same rows have the same id each time.

        Raises
        ------
        BadRequest
            The name is too long, or the map has :data:`MOST` named selections.
        """
        name = named(name)
        link = hashlib.sha256(map_id.encode() + rows).hexdigest()[:16]
        kept = Selection(uuid.uuid4().hex[:16] if name else link, name, n, 1, rows)
        with self._db.write() as db:
            if name and len(self.of(map_id)) >= MOST:
                raise BadRequest(f"A map keeps {MOST} named selections. Take one away first.")
            db.execute(
                "INSERT OR IGNORE INTO selections (id, map, name, rows, n, edition, gone, made) "
                "VALUES (?, ?, ?, ?, ?, 1, 0, ?)",
                (kept.id, map_id, name, zlib.compress(rows), n, time.time()),
            )
        return kept

    def change(
        self,
        map_id: str,
        selection: str,
        *,
        edition: int,
        name: str | None = None,
        gone: bool | None = None,
        rows: tuple[bytes, int] | None = None,
    ) -> Selection:
        """Change a named selection, of which ``edition`` was seen, and return it.

        Parameters
        ----------
        name : str, optional
        gone : bool, optional
            True takes it away, False brings it back.
        rows : (bytes, int), optional
            Its rows as a bitmap, and how many.

        Raises
        ------
        NotFound
        Changed
            It has another edition by now.
        BadRequest
            The name is empty or too long.
        """
        with self._db.write() as db:
            known = self._get(db, map_id, selection)
            if known.edition != edition or not known.name:
                raise Changed(f"{known.name or 'This selection'} was changed in another window. Look at it again.")
            called = known.name if name is None else named(name)
            if not called:
                raise BadRequest("A selection needs a name.")
            bits, n = (known.rows, known.n) if rows is None else rows
            db.execute(
                "UPDATE selections SET name = ?, rows = ?, n = ?, edition = edition + 1, gone = coalesce(?, gone) "
                "WHERE id = ?",
                (called, zlib.compress(bits), n, gone, selection),
            )
            return self._get(db, map_id, selection)

    def inherit(self, map_id: str, base: str, *, wide: int) -> None:
        """Give a map the named selections of the map ``base``, whose rows it begins with.

        ``wide`` is how many bytes a bitmap of the map has.
        """
        with self._db.write() as db:
            for one in self.of(base):
                db.execute(
                    "INSERT OR IGNORE INTO selections (id, map, name, rows, n, edition, gone, made) "
                    "VALUES (?, ?, ?, ?, ?, 1, 0, ?)",
                    (
                        hashlib.sha256(f"{map_id} {one.id}".encode()).hexdigest()[:16],
                        map_id,
                        one.name,
                        zlib.compress(one.rows.ljust(wide, b"\0")),
                        one.n,
                        time.time(),
                    ),
                )

    def _get(self, db: sqlite3.Connection, map_id: str, selection: str) -> Selection:
        row = db.execute("SELECT * FROM selections WHERE map = ? AND id = ?", (map_id, selection)).fetchone()
        if row is None:
            raise NotFound("This selection is not kept here. It may have been taken away with its map.")
        return _selection(row)


def named(name: str) -> str:
    """A name with single spaces.

    Raises
    ------
    BadRequest
        It is too long.
    """
    name = " ".join(name.split())
    if len(name) > LONGEST:
        raise BadRequest(f"A selection's name has at most {LONGEST} characters; this one has {len(name)}.")
    return name


def _selection(row: sqlite3.Row) -> Selection:
    return Selection(row["id"], row["name"], row["n"], row["edition"], zlib.decompress(row["rows"]))
