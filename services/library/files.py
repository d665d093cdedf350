"""Owns the paths of a map's files: table, positions and hashes, what lies beside it, an unfinished layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MapFiles:
    """Paths below ``folder``, the folder of all maps."""

    folder: Path

    def table(self, map_id: str) -> Path:
        """The Parquet file of the map's rows (:mod:`services.library.tables`)."""
        return self.folder / f"{map_id}.parquet"

    def points(self, map_id: str) -> Path:
        """Positions and content hashes at fixed offsets (:mod:`services.library.points`)."""
        return self.folder / f"{map_id}.points"

    def live(self, map_id: str) -> Path:
        """The layout of an unfinished map (:mod:`services.library.live`)."""
        return self.folder / f"{map_id}.live"

    def beside(self, map_id: str, kind: str) -> Path:
        """What is said about the facts of a kind (:mod:`services.library.beside`)."""
        return self.folder / f"{map_id}.{kind}.json"

    def remove(self, map_id: str) -> None:
        """Delete every file of a map.

        Call it after the map was removed from the database, so that no listed map lacks its file.
        """
        for path in (self.table(map_id), self.live(map_id), self.points(map_id), *self.folder.glob(f"{map_id}.*.*")):
            path.unlink(missing_ok=True)
