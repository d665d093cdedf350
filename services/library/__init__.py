"""Owns the library: one folder that holds everything Imagescape knows; nobody else knows how.

``imagescape.sqlite`` has contents, features, thumbnails, maps and jobs; ``maps/`` a Parquet a map, and beside it what
is read
of it most; ``models/`` converted encoders; ``uploads/`` uploaded pictures; ``cache/`` what can be computed again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from services.errors import LibraryUnusable
from services.library.contents import Contents
from services.library.db import Database
from services.library.info import MapInfo
from services.library.jobs import UNFINISHED, Job, Lease, StoredJobs
from services.library.maps import Maps
from services.library.outdated import Strays
from services.library.points import Extent, Points
from services.library.tables import RowTable, parquet_chunks

__all__ = ["UNFINISHED", "Extent", "Job", "Lease", "Library", "MapInfo", "RowTable", "parquet_chunks"]


class Library(Contents, Maps, Points, StoredJobs, Strays):
    """The library at ``folder``, made if it is not there. Threads and processes may share it.

    Raises
    ------
    LibraryUnusable
        It cannot be written, or a newer version made it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "models"
        self.uploads = folder / "uploads"
        self.cache = folder / "cache"
        self._held = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self.db = Database(folder)
        try:
            for part in (folder / "maps", self.models, self.uploads, self.cache):
                part.mkdir(exist_ok=True)
        except OSError as error:
            raise LibraryUnusable(
                f"The library at {folder} cannot be written ({error.strerror}). Give another with --library."
            ) from error
