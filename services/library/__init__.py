"""Owns the library: one folder that holds everything Imagescape knows. No other package reads or writes it.

``imagescape.sqlite`` has files, contents, features, thumbnails, maps and jobs. ``maps/`` has a Parquet file a map, and
a second file with its positions and content hashes; what is found of a map later lies beside them. ``models/`` has
converted encoders, ``uploads/`` uploaded pictures, and ``cache/`` what can be computed again.
"""

from __future__ import annotations

from pathlib import Path

from services.errors import LibraryUnusable
from services.library.beside import Beside
from services.library.cleanup import Cleanup
from services.library.columns import Columns
from services.library.contents import Contents
from services.library.db import Database
from services.library.files import MapFiles
from services.library.following import Following
from services.library.found import Found
from services.library.info import MapInfo
from services.library.job import UNFINISHED, Job, Lease
from services.library.jobs import StoredJobs
from services.library.late_trust import LateTrust
from services.library.layouts import Layouts
from services.library.live import LAST, Live
from services.library.maps import Maps
from services.library.measured import Measured
from services.library.names import Names, folded
from services.library.outdated import Outdated
from services.library.points import Extent, Points
from services.library.region_names import RegionName, RegionNames
from services.library.rows import Folders, RowTable
from services.library.selections import Selection, Selections
from services.library.sheets import Sheets
from services.library.stream import parquet_chunks

__all__ = [
    "LAST",
    "UNFINISHED",
    "Columns",
    "Extent",
    "Folders",
    "Found",
    "Job",
    "Lease",
    "Library",
    "MapInfo",
    "RegionName",
    "RowTable",
    "Selection",
    "folded",
    "parquet_chunks",
]


class Library:
    """The library in ``folder``, which is made if it is missing. Threads and processes may share it.

    Attributes
    ----------
    contents : Contents
        Files, content hashes, features and thumbnails; they outlive maps.
    measured : Measured
        Measures of pixels by content; they outlive maps.
    maps : Maps
        Facts and rows of every map.
    layouts : Layouts
        Which maps share a layout.
    points : Points
        Positions and content hashes of a map, read by a seek.
    beside : Beside
        Facts of a map that are found after its rows, or by a later version.
    sheets : Sheets
        Small pictures side by side, of maps that were looked at.
    names : Names
        In which rows a word occurs in the names of file and folders.
    region_names : RegionNames
        The names that a person has given to regions.
    selections : Selections
        Selections that are kept with maps, under a name or for a link.
    late_trust : LateTrust
        Trust of points that an older version did not measure.
    live : Live
        Layouts of unfinished maps.
    outdated : Outdated
        Rows whose file has vanished or changed since the map was made.
    jobs : StoredJobs
        The queue of jobs, their leases and progress.
    cleanup : Cleanup
        Deletes maps, and removes unfinished maps that were abandoned.
    following : Following
        Lets a map follow its pictures into another folder.

    Raises
    ------
    LibraryUnusable
        The folder cannot be written, or a newer version made the library.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "models"
        self.uploads = folder / "uploads"
        self.cache = folder / "cache"
        self.db = Database(folder)
        files = MapFiles(folder / "maps")
        try:
            for part in (files.folder, self.models, self.uploads, self.cache):
                part.mkdir(exist_ok=True)
        except OSError as error:
            raise LibraryUnusable(
                f"The library at {folder} cannot be written ({error.strerror}). Give another with --library."
            ) from error
        self.contents = Contents(self.db, self.cache)
        self.measured = Measured(self.db)
        self.maps = Maps(self.db, files)
        self.layouts = Layouts(self.db, self.maps)
        self.points = Points(self.maps, files)
        self.beside = Beside(self.maps, files)
        self.sheets = Sheets(self.cache)
        self.names = Names(self.maps)
        self.region_names = RegionNames(self.db)
        self.selections = Selections(self.db)
        self.late_trust = LateTrust(self.db, self.maps, files)
        self.live = Live(self.maps, files)
        self.outdated = Outdated(self.db)
        self.jobs = StoredJobs(self.db)
        self.cleanup = Cleanup(self.db, self.maps, files, self.sheets, uploads=self.uploads)
        self.following = Following(self.db, self.maps, files, self.sheets)
