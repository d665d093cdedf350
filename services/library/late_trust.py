"""Owns storing the trust of a finished map's points of which an older version measured only some."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.library import tables
from services.library.db import Database
from services.library.files import MapFiles
from services.library.maps import Maps


class LateTrust:
    """Writes the files of ``maps`` anew, with a trust for every row; all else in them stays as it is."""

    def __init__(self, db: Database, maps: Maps, files: MapFiles) -> None:
        self._db = db
        self._maps = maps
        self._files = files

    def put(self, map_id: str, trust: NDArray[np.float32], *, against: int) -> None:
        """Store the trust of all rows of a finished map.

        Parameters
        ----------
        trust : f4 (n,)
            Those that were measured have the trust they had.
        against : int
            See :attr:`services.library.info.MapInfo.trust_against`.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info, rows = self._maps.get(map_id), replace(self._maps.rows(map_id), trust=trust)
        about = replace(info, trust_against=against).as_json()
        try:
            tables.save(self._files.table(map_id), rows, about=about)
        except OSError as error:
            raise self._maps.unstored(info, error) from error
        with self._db.write() as db:
            db.execute("UPDATE maps SET info = ? WHERE id = ?", (about, map_id))
