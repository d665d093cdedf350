"""Owns stored features: numbers by content hash and key. What is not finite is never handed on, nor kept.

Keys and what they stand for: :mod:`services.library.feature_keys`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from services.errors import FeaturesLost
from services.features import IN_MEMORY, FeatureMatrix
from services.library import feature_keys
from services.library.db import Database, by_hash
from services.library.spool import spooled
from services.library.usable import usable
from services.schema import FIRST_PIXELS, Tick

#: Rows that are looked through at a time for numbers that are not finite.
PART = 4096


class Vectors:
    """Features in the database. ``cache`` is the folder for those that memory cannot hold."""

    def __init__(self, db: Database, cache: Path) -> None:
        self._db = db
        self._cache = cache

    def has_features(self, hashes: Iterable[str], *, key: str) -> set[str]:
        """Return those of ``hashes`` that have a stored feature under ``key``, and under no other."""
        found: set[str] = set()
        # An integer of ours stands in the statement.
        statement = f"SELECT hash FROM features WHERE encoder = {self._encoder(key)} AND hash IN"  # noqa: S608
        for rows in by_hash(self._db, statement, hashes):
            found.update(row["hash"] for row in rows)
        return found

    def has_current(self, hashes: Iterable[str], *, key: str) -> set[str]:
        """Return those of ``hashes`` that have a feature of the pixels they have now; ``key`` is of any edition."""
        # Few are of a later edition, and an index has these: in the table their edition lies behind the thumbnail.
        later = dict(map(tuple, self._db.read().execute("SELECT hash, pixels FROM contents WHERE pixels > 3")))
        of_pixels: dict[int, list[str]] = {}
        for content in hashes:
            of_pixels.setdefault(later.get(content, FIRST_PIXELS), []).append(content)
        found: set[str] = set()
        for pixels, some in of_pixels.items():
            found |= self.has_features(some, key=feature_keys.of_pixels(key, pixels))
        return found

    def any_feature(self, key: str) -> bool:
        """Whether any feature is stored under ``key``. If not, no picture need be looked up."""
        query = "SELECT 1 FROM features WHERE encoder = ? LIMIT 1"
        return self._db.read().execute(query, (self._encoder(key),)).fetchone() is not None

    def features(self, hashes: Sequence[str], *, key: str, width: int, tick: Tick | None = None) -> FeatureMatrix:
        """Return features in the order of ``hashes``, which may repeat.

        Parameters
        ----------
        key : str
            Of a map: see :func:`services.library.feature_keys.chain`.
        width : int
            Numbers a feature.
        tick : Tick, optional
            Called above :data:`services.features.IN_MEMORY` hashes, with (rows read, rows); False stops.

        Returns
        -------
        f4 (n, width), or Features of that shape
            An array up to :data:`services.features.IN_MEMORY` hashes, a :class:`services.features.Features` above.

        Raises
        ------
        FeaturesLost
            A feature is missing, as someone changed the library by hand, or is not finite: then it is removed.
        LibraryUnusable
            The disk has no room for so many.
        StoppedByUser
        """
        if len(hashes) > IN_MEMORY:
            try:
                return spooled(
                    self._cache, hashes, lambda part, into: self._fetch(part, into, key=key), width=width, tick=tick
                )
            except FeaturesLost:
                # What is wrong with the others is found now too, so that the next try is not the next failure.
                for start in range(0, len(hashes), PART):
                    with contextlib.suppress(FeaturesLost):
                        self.vectors(hashes[start : start + PART], key=key, width=width)
                raise
        return self.vectors(hashes, key=key, width=width)

    def vectors(self, hashes: Sequence[str], *, key: str, width: int) -> NDArray[np.float32]:
        """Return features of few pictures, ``f4 (n, width)``: like :meth:`features`, but always one array.

        Raises
        ------
        FeaturesLost
        """
        out = np.empty((len(hashes), width), dtype=np.float32)
        self._fetch(hashes, out, key=key)
        return out

    def feature_count(self) -> int:
        """Return the number of stored features, of all encoders."""
        return int(self._db.read().execute("SELECT count(*) FROM features").fetchone()[0])

    def adopt(self, key: str, versions: Mapping[str, str]) -> None:
        """Let features count under ``key`` that a version stored whose keys had no versions, if these are known.

        They are known where every map with the old key was made with one and the same set, and that is ``versions``:
        others may have been computed by others, and are left alone.
        """
        old = feature_keys.without_versions(key)
        row = self._db.read().execute("SELECT id FROM encoders WHERE key = ?", (old,)).fetchone()
        if row is None or old == key:
            return
        fields = ", ".join(f"json_extract(info, '$.versions.\"{name}\"')" for name in versions)
        made = self._db.read().execute(
            f"SELECT DISTINCT {fields} FROM maps WHERE json_extract(info, '$.encoder_key') = ?",  # noqa: S608 - ours
            (old,),
        )
        if [tuple(found) for found in made] != [tuple(versions.values())]:
            return
        with self._db.write() as db:
            if db.execute("SELECT 1 FROM encoders WHERE key = ?", (key,)).fetchone() is None:
                db.execute("UPDATE encoders SET key = ? WHERE key = ?", (key, old))
                db.execute(
                    "UPDATE maps SET info = json_set(info, '$.encoder_key', ?) "
                    "WHERE json_extract(info, '$.encoder_key') = ?",
                    (key, old),
                )

    def _insert(self, db: Connection, features: Mapping[str, NDArray[np.floating]], *, key: str) -> int:
        """Store features inside the transaction of ``db``; return how many were not there before."""
        encoder = self._encoder(key)
        lines = [(encoder, h, np.ascontiguousarray(v, dtype="<f4").tobytes()) for h, v in features.items()]
        before = db.total_changes
        db.executemany("INSERT OR IGNORE INTO features VALUES (?, ?, ?)", lines)
        return db.total_changes - before

    def _fetch(self, hashes: Sequence[str], into: NDArray[np.float32], *, key: str) -> None:
        """Fill ``into``, ``f4 (n, width)``, with the features in the order of ``hashes``."""
        places: dict[str, list[int]] = {}
        for place, content in enumerate(hashes):
            places.setdefault(content, []).append(place)
        wanted = dict.fromkeys(places)
        for one in feature_keys.chain(key):
            if not wanted:
                break
            encoder = self._encoder(one)
            statement = f"SELECT hash, vector FROM features WHERE encoder = {encoder} AND hash IN"  # noqa: S608 - ours
            for rows in by_hash(self._db, statement, list(wanted)):
                for row in rows:
                    into[places[row["hash"]]] = np.frombuffer(row["vector"], dtype="<f4")
                    del wanted[row["hash"]]
        if wanted:
            raise FeaturesLost(
                f"{len(wanted):,} features are missing from the library {self._db.path}. Build the map again."
            )
        self._check(hashes, into, key=key)

    def _check(self, hashes: Sequence[str], read: NDArray[np.float32], *, key: str) -> None:
        """Remove features that cannot be compared from the database: a layout of them would end the process."""
        bad: set[str] = set()
        for start in range(0, len(read), PART):
            bad.update(hashes[start + int(row)] for row in np.flatnonzero(~usable(read[start : start + PART])))
        if not bad:
            return
        with self._db.write() as db:
            for one in feature_keys.chain(key):
                encoder = self._encoder(one)
                db.executemany("DELETE FROM features WHERE encoder = ? AND hash = ?", [(encoder, h) for h in bad])
        raise FeaturesLost(
            f"{len(bad):,} features in the library {self._db.path} were not finite, or too large or too small to be "
            "compared, and have been removed. "
            "Build the map again; these pictures are then embedded anew."
        )

    def _encoder(self, key: str) -> int:
        """Return the number of an encoder in the database, which is given one if it is new."""
        row = self._db.read().execute("SELECT id FROM encoders WHERE key = ?", (key,)).fetchone()
        if row is None:
            with self._db.write() as db:
                db.execute("INSERT OR IGNORE INTO encoders (key) VALUES (?)", (key,))
            row = self._db.read().execute("SELECT id FROM encoders WHERE key = ?", (key,)).fetchone()
        return int(row["id"])
