"""Owns the removal of maps: those that a person deletes, and unfinished ones that nobody works on."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from sqlite3 import Connection

from services.library.db import Database, raw
from services.library.files import MapFiles
from services.library.maps import Maps
from services.library.sheets import Sheets

#: Seconds after which an unfinished map that no running job works on is deleted.
ABANDONED_AFTER = 3600.0


class Cleanup:
    """Deletes maps; their features stay. ``uploads`` is the folder of uploaded pictures."""

    def __init__(self, db: Database, maps: Maps, files: MapFiles, sheets: Sheets, *, uploads: Path) -> None:
        self._db = db
        self._maps = maps
        self._files = files
        self._sheets = sheets
        self._uploads = uploads

    def delete(self, map_id: str) -> None:
        """Delete a map. Its pictures stay, unless they are an upload that no other map and no unfinished job needs.

        Raises
        ------
        NotFound
        """
        info = self._maps.get(map_id)
        source = info.source
        waiting_jobs = (
            "SELECT count(*) FROM jobs WHERE source = ? AND state IN ('queued', 'running') AND completes = ''"
        )
        with self._db.write() as db:
            _delete_records(db, map_id)
            db.execute("INSERT OR REPLACE INTO deleted (id, name) VALUES (?, ?)", (map_id, info.name))
            waiting = db.execute(waiting_jobs, (raw(source),)).fetchone()[0]
        self._files.remove(map_id)
        self._sheets.remove(map_id)
        # A superseded map shows nothing of its own, so it needs no pictures.
        others = [other for other in self._maps.all() if other.source == source and not other.became]
        if Path(source).parent == self._uploads and not others and not waiting:
            shutil.rmtree(source, ignore_errors=True)
            Path(f"{source}.refused.json").unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete unfinished maps that were abandoned: their build was stopped, or killed and not started again."""
        unfinished = (
            "SELECT id, made FROM maps WHERE state = 'building' "
            "AND id NOT IN (SELECT map_id FROM jobs WHERE state = 'running' AND map_id NOTNULL)"
        )
        for row in self._db.read().execute(unfinished).fetchall():
            last_change = row["made"]
            with contextlib.suppress(OSError):
                last_change = max(last_change, self._files.live(row["id"]).stat().st_mtime)
            if time.time() - last_change > ABANDONED_AFTER:
                with self._db.write() as db:
                    _delete_records(db, row["id"])
                self._files.remove(row["id"])


def _delete_records(db: Connection, map_id: str) -> None:
    """Delete a map from the database, inside the transaction of ``db``."""
    db.execute("DELETE FROM maps WHERE id = ?", (map_id,))
    db.execute("DELETE FROM skipped WHERE map = ?", (map_id,))
    db.execute("DELETE FROM region_names WHERE map = ?", (map_id,))
    db.execute("DELETE FROM selections WHERE map = ?", (map_id,))
