"""Owns which maps share a layout: those of the same pictures, made the same way, in folders of their own."""

from __future__ import annotations

from services.library.db import Database, text
from services.library.info import MapInfo
from services.library.maps import Maps


class Layouts:
    """The layouts of the maps in ``maps``. A layout has an id (:func:`services.provenance.layout_id`) and no more."""

    def __init__(self, db: Database, maps: Maps) -> None:
        self._db = db
        self._maps = maps

    def of_map(self, map_id: str) -> str:
        """Return the layout of a map; ``map_id`` itself where there is no such map."""
        row = self._db.read().execute("SELECT layout FROM maps WHERE id = ?", (map_id,)).fetchone()
        return (row["layout"] if row else "") or map_id

    def maps(self, layout: str) -> list[MapInfo]:
        """Return the finished maps that have a layout, the one that was made first being the first."""
        query = "SELECT id FROM maps WHERE layout = ? AND layout != '' AND state = 'ready' ORDER BY created, made"
        ids = [row["id"] for row in self._db.read().execute(query, (layout,))]
        return [self._maps.get(map_id) for map_id in ids if self._maps.has(map_id)]

    def made(self, layout: str, source: str) -> str | None:
        """Return the id of the finished map of a layout and a source, whoever gave it; None where there is none."""
        return next((info.id for info in self.maps(layout) if same_source(info.source, source)), None)

    def is_taken(self, map_id: str, source: str) -> bool:
        """Whether a map of another source has an id, as one that followed its pictures elsewhere has that of before."""
        row = self._db.read().execute("SELECT source FROM maps WHERE id = ?", (map_id,)).fetchone()
        return row is not None and not same_source(text(row["source"]), source)


def same_source(one: str, other: str) -> bool:
    """Whether two sources are the same; an address may end in a slash or not."""
    return one.rstrip("/") == other.rstrip("/")
