"""Owns files and their contents: what the disk tells of files, and facts and thumbnails of contents.

A file is opened again as soon as its size, one of its times or its inode is another. A content, known by its hash, is
embedded once, whatever its file is called and in however many maps it appears. Only what was said of a content is
remembered: what kept a file from being read may be over the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Row

import numpy as np
from numpy.typing import NDArray

from services.library import feature_keys, measured
from services.library.db import by_hash, raw, text
from services.library.vectors import Vectors
from services.schema import FIRST_PIXELS, REMEMBERED, Candidate, Facts, Reason, Skipped

#: Columns of a file that say whether it is still the one that was read, as :class:`services.schema.Candidate` has them.
_STAMP = ("size", "mtime_ns", "inode", "ctime_ns")
#: Facts of a content as they are stored.
_FACTS = (
    *("hash", "width", "height", "bytes", "format", "mode", "taken", "camera"),
    *("edited", "frames", "damage", "notes", "pixels", "read"),
)


class Contents(Vectors):
    """Files, contents and features in the database."""

    def known(
        self,
        source: str,
        candidates: Sequence[Candidate],
        *,
        decode_key: str | None,
        read: int = 0,
        to_count: bool = False,
    ) -> dict[str, str | Skipped]:
        """Return what is stored of those files that are, by all that the disk tells, still those that were read.

        A file without a time is never known: nothing says whether it is still the same.

        Parameters
        ----------
        decode_key : str or None
            How pictures are decoded. A skipped file is returned only if it was skipped with the same key; None accepts
            any key.
        to_count : bool
            Only count what is new: a file that could not be read the last time is not, nor one that an older version
            read, while size and time are the same.
        read : int
            Least edition of the decoding that read a file; one that an earlier one read is not known.

        Returns
        -------
        dict
            Path -> content hash, or why the file was skipped.
        """
        wanted = {c.path: c for c in candidates}
        rows = self._db.read().execute(
            "SELECT path, size, mtime_ns, inode, ctime_ns, hash, reason, decode_key, code FROM files WHERE source = ?",
            (raw(source),),
        )
        known: dict[str, str | Skipped] = {}
        for row in rows:
            path = text(row["path"])
            candidate = wanted.get(path)
            if candidate is None or not (_alike(candidate, row) if to_count else _same(candidate, row)):
                continue
            if row["hash"]:
                if not read or _edition(row["decode_key"]) >= read:
                    known[path] = row["hash"]
            elif decode_key in (None, row["decode_key"]) and (to_count or row["code"] in REMEMBERED):
                known[path] = Skipped(path, row["reason"], Reason(row["code"]))
        return known

    def touched(self, source: str, candidates: Iterable[Candidate]) -> set[str]:
        """Return the paths of files with the size and time of the one that was read, and another inode or change time.

        Somebody may have written into them and set the time back; or only have moved or copied them.
        """
        wanted = {c.path: c for c in candidates}
        query = "SELECT path, size, mtime_ns, inode, ctime_ns FROM files WHERE source = ? AND inode NOTNULL"
        found: set[str] = set()
        for row in self._db.read().execute(query, (raw(source),)):
            candidate = wanted.get(text(row["path"]))
            if candidate is None or (candidate.size, candidate.mtime_ns) != (row["size"], row["mtime_ns"]):
                continue
            if not _same(candidate, row):
                found.add(candidate.path)
        return found

    def found_same(self, source: str, found: Iterable[tuple[Candidate, str]]) -> None:
        """Note that files were read again and have the content that they had: they are known again from now on.

        ``found`` has each with its content hash.
        """
        lines = [(c.inode, c.ctime_ns, raw(source), raw(c.path), c.size, c.mtime_ns, content) for c, content in found]
        with self._db.write() as db:
            db.executemany(
                "UPDATE files SET inode = ?, ctime_ns = ? WHERE source = ? AND path = ? AND size = ? "
                "AND mtime_ns = ? AND hash = ?",
                lines,
            )

    def facts(self, hashes: Iterable[str]) -> dict[str, Facts]:
        """Return facts by content hash; unknown hashes are left out."""
        found = {}
        statement = f"SELECT {', '.join(_FACTS)} FROM contents WHERE hash IN"  # noqa: S608 - names of ours
        for rows in by_hash(self._db, statement, hashes):
            for row in rows:
                found[row["hash"]] = Facts(**dict(row))
        return found

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
            How pictures were decoded, and the key of their features; each is stored under that of its own pixels.
        seen : sequence of (Candidate, Facts, thumbnail)
            The measures of the facts are stored too.
        skipped : sequence of (Candidate, Skipped)
            What is about the moment is kept too, so that it does not count as new; a build tries it again.
        features : mapping
            Content hash -> ``(d,)``, stored as float32.

        Returns
        -------
        int
            Features that were not stored before.
        """
        where = raw(source)
        files: list[tuple[object, ...]] = [(where, *_file(c), f.hash, None, decode_key, "") for c, f, _ in seen]
        files += [(where, *_file(c), None, s.reason, decode_key, s.code.value) for c, s in skipped]
        contents = [(*(getattr(f, name) for name in _FACTS), thumbnail) for _, f, thumbnail in seen]
        columns = (*_FACTS, "thumbnail")
        pixels = {f.hash: f.pixels for _, f, _ in seen}
        by_key: dict[str, dict[str, NDArray[np.floating]]] = {}
        for content, vector in features.items():
            own = feature_keys.of_pixels(key, pixels[content]) if content in pixels else key
            by_key.setdefault(own, {})[content] = vector
        for own in by_key:
            self._encoder(own)
        with self._db.write() as db:
            db.executemany(
                "INSERT OR REPLACE INTO files (source, path, size, mtime_ns, inode, ctime_ns, hash, reason, decode_key,"
                " code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                files,
            )
            # Of a thumbnail that becomes another the measures do too.
            db.executemany(
                "DELETE FROM measures WHERE hash = ? AND (SELECT pixels FROM contents WHERE contents.hash = ?) < ?",
                [(f.hash, f.hash, f.pixels) for _, f, _ in seen if f.pixels > FIRST_PIXELS],
            )
            # What a later edition reads of a content takes the place of what an earlier one did.
            db.executemany(
                f"INSERT INTO contents ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608
                f"ON CONFLICT (hash) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns[1:])} "
                "WHERE excluded.read > contents.read",
                contents,
            )
            measured.insert(db, measured.of_facts(f for _, f, _ in seen))
            return sum(self._insert(db, some, key=own) for own, some in by_key.items())


def _file(candidate: Candidate) -> tuple[bytes, int, int, int, int]:
    """The columns of a file that its candidate has."""
    return (raw(candidate.path), candidate.size, candidate.mtime_ns, candidate.inode, candidate.ctime_ns)


def _edition(decode_key: str) -> int:
    """The edition of decoding, which a key begins with."""
    edition = decode_key.partition("|")[0]
    return int(edition) if edition.isdecimal() else 0


def _same(candidate: Candidate, row: Row) -> bool:
    """Whether a file is the one that was read, by all that the disk tells; without a time nothing says so."""
    return bool(candidate.mtime_ns) and all(getattr(candidate, name) == row[name] for name in _STAMP)


def _alike(candidate: Candidate, row: Row) -> bool:
    """Whether a file has the size and the time of the one that was read; enough to count what is new."""
    return bool((candidate.size, candidate.mtime_ns) == (row["size"], row["mtime_ns"]))
