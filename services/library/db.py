"""Owns the database file: its path, its tables, its migrations, one connection a thread.

The web process, the worker and the command line use it at the same time. With a write-ahead log (WAL) readers go on
while one process writes. Every write is a short ``BEGIN IMMEDIATE`` transaction, and a kill -9 loses at most the
transaction that was open.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from services.errors import LibraryUnusable

FILE = "imagescape.sqlite"
#: Seconds to wait for another thread or process that writes.
PATIENCE = 30
#: Hashes a statement. SQLite takes up to 32,766 variables, and smaller chunks are no slower.
CHUNK = 900
#: The entry at index i takes a database of format i to format i + 1.
MIGRATIONS = (
    """
    CREATE TABLE files (source BLOB NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
                        hash TEXT, reason TEXT, decode_key TEXT NOT NULL, PRIMARY KEY (source, path)) WITHOUT ROWID;
    CREATE TABLE contents (hash TEXT PRIMARY KEY, width INTEGER, height INTEGER, bytes INTEGER, format TEXT, mode TEXT,
                           taken TEXT, thumbnail BLOB NOT NULL);
    CREATE TABLE encoders (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
    CREATE TABLE features (encoder INTEGER NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL);
    CREATE UNIQUE INDEX features_by_hash ON features (encoder, hash);
    CREATE TABLE maps (id TEXT PRIMARY KEY, name TEXT NOT NULL, source BLOB NOT NULL, created TEXT NOT NULL,
                       state TEXT NOT NULL, info TEXT NOT NULL, opened REAL NOT NULL DEFAULT 0, made REAL NOT NULL);
    CREATE TABLE skipped (map TEXT NOT NULL, position INTEGER NOT NULL, path BLOB NOT NULL, reason TEXT NOT NULL,
                          PRIMARY KEY (map, position)) WITHOUT ROWID;
    CREATE TABLE jobs (id TEXT PRIMARY KEY, source BLOB NOT NULL, recipe TEXT NOT NULL, name TEXT NOT NULL,
                       state TEXT NOT NULL, stage TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
                       total INTEGER NOT NULL DEFAULT 0, rate REAL NOT NULL DEFAULT 0, left REAL,
                       note TEXT NOT NULL DEFAULT '', found INTEGER NOT NULL DEFAULT 0,
                       mapped INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0,
                       embedded INTEGER NOT NULL DEFAULT 0, cached INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL,
                       started REAL NOT NULL DEFAULT 0, beat REAL NOT NULL DEFAULT 0, worker TEXT NOT NULL DEFAULT '',
                       attempts INTEGER NOT NULL DEFAULT 0, stop INTEGER NOT NULL DEFAULT 0, map_id TEXT,
                       error TEXT NOT NULL DEFAULT '', dismissed INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX jobs_by_state ON jobs (state, created);
    """,
    # Whether a job made no map because the library had it. In format 1 the stage said so: such a job ended at "embed".
    """
    ALTER TABLE jobs ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;
    UPDATE jobs SET reopened = 1 WHERE state = 'done' AND stage = 'embed'
    """,
    # Why a file was skipped, as a code beside the words (services.schema.Reason); older rows have the words alone.
    """
    ALTER TABLE files ADD COLUMN code TEXT NOT NULL DEFAULT '';
    ALTER TABLE skipped ADD COLUMN code TEXT NOT NULL DEFAULT ''
    """,
    # Files that are no pictures by their names have a code of their own. Until format 3 they had that of pictures of
    # other kinds, of files that did not come in with an upload, or none: the words tell which they are.
    """
    UPDATE skipped SET code = 'other' WHERE position >= 0 AND (reason LIKE 'not a picture by its ending (%'
        OR reason IN ('no ending that says it is a picture', 'not sent: not a picture by its ending'))
    """,
    # A bookmark of a map that was deleted is told so.
    "CREATE TABLE deleted (id TEXT PRIMARY KEY, name TEXT NOT NULL)",
    # A job that finds what a map lacks beside it has that map's id here.
    "ALTER TABLE jobs ADD COLUMN completes TEXT NOT NULL DEFAULT ''",
    # The names that a person has given to regions, each with the rows that it was given to: regions can change.
    """
    CREATE TABLE region_names (id INTEGER PRIMARY KEY, map TEXT NOT NULL, name TEXT NOT NULL, rows BLOB NOT NULL);
    CREATE INDEX region_names_by_map ON region_names (map)
    """,
    # The camera of a content, empty where its EXIF names none, NULL where it was never asked; and measures of pixels.
    """
    ALTER TABLE contents ADD COLUMN camera TEXT;
    CREATE TABLE measures (hash TEXT PRIMARY KEY, edition INTEGER NOT NULL, brightness REAL NOT NULL,
                           contrast REAL NOT NULL, sharpness REAL NOT NULL, colourfulness REAL NOT NULL,
                           colour TEXT NOT NULL) WITHOUT ROWID
    """,
    # Selections that are kept with a map, with a name or for a link.
    """
    CREATE TABLE selections (id TEXT PRIMARY KEY, map TEXT NOT NULL, name TEXT NOT NULL, rows BLOB NOT NULL,
                             n INTEGER NOT NULL, edition INTEGER NOT NULL, gone INTEGER NOT NULL, made REAL NOT NULL);
    CREATE INDEX selections_by_map ON selections (map)
    """,
    # Inode and change time of a file: with size and time they say whether it is the one that was read. NULL where an
    # older version read it; then it is read again. Of a content: when it was edited, its frames, what is wrong with it,
    # what was done to it; which edition of decoding last changed such pixels, and which one read it.
    """
    ALTER TABLE files ADD COLUMN inode INTEGER;
    ALTER TABLE files ADD COLUMN ctime_ns INTEGER;
    ALTER TABLE contents ADD COLUMN edited TEXT NOT NULL DEFAULT '';
    ALTER TABLE contents ADD COLUMN frames INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE contents ADD COLUMN damage TEXT NOT NULL DEFAULT '';
    ALTER TABLE contents ADD COLUMN notes TEXT NOT NULL DEFAULT '';
    ALTER TABLE contents ADD COLUMN pixels INTEGER NOT NULL DEFAULT 3;
    ALTER TABLE contents ADD COLUMN read INTEGER NOT NULL DEFAULT 3;
    CREATE INDEX contents_of_later_pixels ON contents (hash, pixels) WHERE pixels > 3
    """,
    # Files that are no pictures by their names are counted beside what is found; until format 10 they were part of it.
    """
    UPDATE maps SET info = json_set(info, '$.others', (SELECT count(*) FROM skipped WHERE map = maps.id
        AND position >= 0 AND code = 'other')) WHERE json_valid(info);
    UPDATE maps SET info = json_set(info, '$.found', json_extract(info, '$.found') - json_extract(info, '$.others'),
        '$.skipped', json_extract(info, '$.skipped') - json_extract(info, '$.others')) WHERE json_valid(info);
    ALTER TABLE jobs ADD COLUMN others INTEGER NOT NULL DEFAULT 0
    """,
    # The layout of a map, which maps of other folders can share. Until format 11 a map was its layout, whatever its
    # folder, and had its id. The address of a map that became part of another one leads there.
    """
    ALTER TABLE maps ADD COLUMN layout TEXT NOT NULL DEFAULT '';
    UPDATE maps SET layout = id WHERE state = 'ready';
    CREATE INDEX maps_by_layout ON maps (layout);
    ALTER TABLE deleted ADD COLUMN became TEXT NOT NULL DEFAULT ''
    """,
)


def raw(text: str) -> bytes:
    """Return the bytes of a path, which is how it is stored: a path need not be UTF-8, and SQLite's text must be."""
    return text.encode("utf-8", "surrogateescape")


def text(stored: bytes) -> str:
    """The inverse of :func:`raw`."""
    return bytes(stored).decode("utf-8", "surrogateescape")


class Database:
    """The database of the library in ``folder``. Each thread has a connection, opened when it first needs one.

    Raises
    ------
    LibraryUnusable
        The folder cannot be written, the file is no database, or a newer version made it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._local = threading.local()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._migrate()
        except (OSError, sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            raise LibraryUnusable(
                f"The library at {folder} cannot be used ({error}). "
                "Give a folder you may write to with --library, or free some disk."
            ) from error

    def read(self) -> sqlite3.Connection:
        """Return the calling thread's connection, for SELECT."""
        # A forked child must not use its parent's connection, as the file locks belong to the parent.
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            connection.row_factory = sqlite3.Row
            _use_wal(connection)
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA cache_size=-32000")
            self._local.held = held = (os.getpid(), connection)
        return held[1]

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction; it is stored as a whole, or not at all if the block raises.

        Raises
        ------
        LibraryUnusable
            The disk is full, or the folder cannot be written any more.
        """
        connection = self.read()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                # When the disk is full, SQLite has rolled back already, and another ROLLBACK would be an error.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise LibraryUnusable(
                f"The library {self.path} could not be written ({error}). Free some disk and start again."
            ) from error

    def _migrate(self) -> None:
        """Bring the database to the newest format; make the tables of a new one."""
        connection = self.read()
        have = connection.execute("PRAGMA user_version").fetchone()[0]
        if have > len(MIGRATIONS):
            raise LibraryUnusable(
                f"The library {self.path} was made by a newer Imagescape "
                f"(format {have}, this one knows {len(MIGRATIONS)}). "
                "Update Imagescape, or give another folder with --library."
            )
        if have == len(MIGRATIONS):
            return
        with self.write():
            # Another process may have migrated it while this one waited for the lock.
            have = connection.execute("PRAGMA user_version").fetchone()[0]
            for script in MIGRATIONS[have:]:
                for statement in script.split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on.

    In a new database SQLite fails at once if another process does so at the same moment; this function tries again.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def by_hash(db: Database, statement: str, hashes: Iterable[str]) -> Iterator[sqlite3.Cursor]:
    """Run a statement that ends in ``IN`` for all hashes, :data:`CHUNK` at a time."""
    every = list(hashes)
    for start in range(0, len(every), CHUNK):
        part = every[start : start + CHUNK]
        yield db.read().execute(f"{statement} ({','.join('?' * len(part))})", part)
