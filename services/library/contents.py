"""Owns files and their contents: sizes and times of files, facts, thumbnails and features of contents.

A file whose size and time are unchanged is not opened again. A content, known by its hash, is embedded once, whatever
its file is called and in however many maps it appears.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.errors import LibraryUnusable
from services.features import IN_MEMORY, FeatureMatrix
from services.library import measured
from services.library.db import Database, by_hash, raw, text
from services.library.spool import spooled
from services.schema import Candidate, Facts, Reason, Skipped, Tick


class Contents:
    """Files, contents and features in the database. ``cache`` is the folder for features that memory cannot hold."""

    def __init__(self, db: Database, cache: Path) -> None:
        self._db = db
        self._cache = cache

    def known(
        self, source: str, candidates: Sequence[Candidate], *, decode_key: str | None
    ) -> dict[str, str | Skipped]:
        """Return what is stored of those files whose size and time have not changed.

        Parameters
        ----------
        decode_key : str or None
            How pictures are decoded. A skipped file is returned only if it was skipped with the same key; None accepts
            any key.

        Returns
        -------
        dict
            Path -> content hash, or why the file was skipped.
        """
        wanted = {c.path: c for c in candidates}
        rows = self._db.read().execute(
            "SELECT path, size, mtime_ns, hash, reason, decode_key, code FROM files WHERE source = ?", (raw(source),)
        )
        known: dict[str, str | Skipped] = {}
        for row in rows:
            path = text(row["path"])
            candidate = wanted.get(path)
            if candidate is None or (row["size"], row["mtime_ns"]) != (candidate.size, candidate.mtime_ns):
                continue
            if row["hash"]:
                known[path] = row["hash"]
            elif decode_key in (None, row["decode_key"]):
                known[path] = Skipped(path, row["reason"], Reason(row["code"]))
        return known

    def facts(self, hashes: Iterable[str]) -> dict[str, Facts]:
        """Return facts by content hash; unknown hashes are left out."""
        found = {}
        for rows in by_hash(
            self._db,
            "SELECT hash, width, height, bytes, format, mode, taken, camera FROM contents WHERE hash IN",
            hashes,
        ):
            for row in rows:
                found[row["hash"]] = Facts(**dict(row))
        return found

    def has_features(self, hashes: Iterable[str], *, key: str) -> set[str]:
        """Return those of ``hashes`` that have a stored feature of the encoder ``key``."""
        found: set[str] = set()
        # An integer of ours stands in the statement.
        statement = f"SELECT hash FROM features WHERE encoder = {self._encoder(key)} AND hash IN"  # noqa: S608
        for rows in by_hash(self._db, statement, hashes):
            found.update(row["hash"] for row in rows)
        return found

    def any_feature(self, key: str) -> bool:
        """Whether any feature of the encoder ``key`` is stored. If not, no picture need be looked up."""
        return (
            self._db.read()
            .execute("SELECT 1 FROM features WHERE encoder = ? LIMIT 1", (self._encoder(key),))
            .fetchone()
            is not None
        )

    def features(self, hashes: Sequence[str], *, key: str, width: int, tick: Tick | None = None) -> FeatureMatrix:
        """Return features in the order of ``hashes``, which may repeat.

        Parameters
        ----------
        key : str
            Of the encoder.
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
        LibraryUnusable
            A feature is missing, as someone changed the library by hand, or the disk has no room for so many.
        StoppedByUser
        """
        if len(hashes) > IN_MEMORY:
            return spooled(
                self._cache, hashes, lambda part, into: self._fetch(part, into, key=key), width=width, tick=tick
            )
        return self.vectors(hashes, key=key, width=width)

    def vectors(self, hashes: Sequence[str], *, key: str, width: int) -> NDArray[np.float32]:
        """Return features of few pictures, ``f4 (n, width)``: like :meth:`features`, but always one array.

        Raises
        ------
        LibraryUnusable
            A feature is missing.
        """
        out = np.empty((len(hashes), width), dtype=np.float32)
        self._fetch(hashes, out, key=key)
        return out

    def _fetch(self, hashes: Sequence[str], into: NDArray[np.float32], *, key: str) -> None:
        """Fill ``into``, ``f4 (n, width)``, with the features in the order of ``hashes``."""
        places: dict[str, list[int]] = {}
        for place, content in enumerate(hashes):
            places.setdefault(content, []).append(place)
        seen = 0
        statement = f"SELECT hash, vector FROM features WHERE encoder = {self._encoder(key)} AND hash IN"  # noqa: S608
        for rows in by_hash(self._db, statement, places):
            for row in rows:
                into[places[row["hash"]]] = np.frombuffer(row["vector"], dtype="<f4")
                seen += 1
        if seen != len(places):
            raise LibraryUnusable(
                f"{len(places) - seen:,} features are missing from the library {self._db.path}. Build the map again."
            )

    def feature_count(self) -> int:
        """Return the number of stored features, of all encoders."""
        return int(self._db.read().execute("SELECT count(*) FROM features").fetchone()[0])

    def thumbnail(self, content: str) -> bytes | None:
        """Return the thumbnail of a content hash, JPEG; None if it is unknown."""
        row = self._db.read().execute("SELECT thumbnail FROM contents WHERE hash = ?", (content,)).fetchone()
        return bytes(row[0]) if row else None

    def thumbnails(self, contents: Iterable[str]) -> dict[str, bytes]:
        """Return thumbnails by content hash; unknown hashes are left out."""
        found: dict[str, bytes] = {}
        for rows in by_hash(self._db, "SELECT hash, thumbnail FROM contents WHERE hash IN", dict.fromkeys(contents)):
            found.update((row["hash"], bytes(row["thumbnail"])) for row in rows)
        return found

    def keep(
        self,
        source: str,
        *,
        decode_key: str,
        key: str,
        seen: Sequence[tuple[Candidate, Facts, bytes]],
        skipped: Sequence[tuple[Candidate, Skipped]],
        features: Mapping[str, NDArray[np.floating]],
    ) -> int:
        """Store a batch in one transaction.

        Parameters
        ----------
        source : str
            Folder or URL the candidates' paths are relative to.
        decode_key, key : str
            How pictures were decoded, and by which encoder they were embedded.
        seen : sequence of (Candidate, Facts, thumbnail)
            The measures of the facts are stored too.
        skipped : sequence of (Candidate, Skipped)
        features : mapping
            Content hash -> ``(d,)``, stored as float32.

        Returns
        -------
        int
            Features that were not stored before.
        """
        where = raw(source)
        encoder = self._encoder(key) if features else 0
        files: list[tuple[object, ...]] = [
            (where, raw(c.path), c.size, c.mtime_ns, f.hash, None, decode_key, "") for c, f, _ in seen
        ]
        files += [
            (where, raw(c.path), c.size, c.mtime_ns, None, s.reason, decode_key, s.code.value) for c, s in skipped
        ]
        contents = [
            (f.hash, f.width, f.height, f.bytes, f.format, f.mode, f.taken, thumb, f.camera) for _, f, thumb in seen
        ]
        vectors = [(encoder, h, np.ascontiguousarray(v, dtype="<f4").tobytes()) for h, v in features.items()]
        with self._db.write() as db:
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", files)
            # Of a content that an older version read the camera is not known.
            db.executemany(
                "INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE "
                "SET camera = excluded.camera WHERE contents.camera IS NULL AND excluded.camera IS NOT NULL",
                contents,
            )
            measured.insert(db, measured.of_facts(f for _, f, _ in seen))
            before = db.total_changes
            db.executemany("INSERT OR IGNORE INTO features VALUES (?, ?, ?)", vectors)
            return db.total_changes - before

    def _encoder(self, key: str) -> int:
        """Return the number of an encoder in the database, which is given one if it is new."""
        row = self._db.read().execute("SELECT id FROM encoders WHERE key = ?", (key,)).fetchone()
        if row is None:
            with self._db.write() as db:
                db.execute("INSERT OR IGNORE INTO encoders (key) VALUES (?)", (key,))
            row = self._db.read().execute("SELECT id FROM encoders WHERE key = ?", (key,)).fetchone()
        return int(row["id"])
