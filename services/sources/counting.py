"""Owns counting what a folder holds, by the rules of :mod:`services.sources.scan`. A walker does it beside the page.

No file is opened. pictures + skipped is the number of files that a build would find, and others are beside them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.schema import Candidate, Reason, Skipped
from services.sources import scan
from services.sources.examples import Choice

#: Seconds until the first report, and between two reports.
FIRST, EVERY = 0.05, 0.1
#: Files between two looks at the clock, less one; a power of two, less one.
_STRIDE = 63
#: Subfolders whose pictures are counted one by one. Of more, no list of folders shows all.
MOST_SUBFOLDERS = 5_000
#: Endings that belong to a kind of another name; the others are called as they are, in capitals.
_FAMILIES = {
    **dict.fromkeys(("jpg", "jpe", "jif", "jfif", "mpo"), "JPEG"),
    "apng": "PNG",
    "dib": "BMP",
    "tif": "TIFF",
    "heif": "HEIC",
    "hif": "HEIC",
}
_PICTURES = scan.dotted(scan.ENDINGS)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a folder holds, as far as it has been walked through.

    Attributes
    ----------
    pictures, others, skipped : int
        Files: candidates by their ending; no pictures by their names; what else a scan skips, such as hidden files,
        pictures of a kind that is not read, and folders that cannot be read or that a system keeps for itself. A map
        tells the same files apart.
    folders : int
        Folders that hold pictures themselves.
    bytes : int
        Size of the pictures.
    kinds : tuple of (str, int)
        Pictures of each kind by their ending, such as JPEG, the most frequent first.
    examples : tuple of Candidate
        Pictures to show, the first of them first; a later report has the same ones and perhaps more.
    subfolders : dict or None
        Pictures in each direct subfolder and below; known at the end, and only of at most :data:`MOST_SUBFOLDERS`.
    seconds : float
    done : bool
    """

    pictures: int = 0
    others: int = 0
    skipped: int = 0
    folders: int = 0
    bytes: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    examples: tuple[Candidate, ...] = ()
    subfolders: dict[str, int] | None = None
    seconds: float = 0.0
    done: bool = False


def count(source: str) -> Iterator[Counts]:
    """Walk through a folder. Yield its counts every :data:`EVERY` seconds, and at the end once more.

    Raises
    ------
    NoSuchFolder
    BadRequest
        It is a library of Imagescape.
    """
    tally = _Tally()
    started = time.monotonic()
    due = started + FIRST
    for number, entry in enumerate(scan.entries(source)):
        tally.add(entry)
        if not number & _STRIDE and time.monotonic() >= due:
            due = time.monotonic() + EVERY
            yield tally.report(time.monotonic() - started)
    yield tally.report(time.monotonic() - started, done=True)


@dataclass
class _Tally:
    pictures: int = 0
    others: int = 0
    skipped: int = 0
    folders: int = 0
    bytes: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    subfolders: Counter[str] = field(default_factory=Counter)
    choice: Choice = field(default_factory=Choice)
    folder: str | None = None

    def add(self, entry: Candidate | Skipped) -> None:
        if isinstance(entry, Candidate) and entry.path.lower().endswith(_PICTURES):
            self._add_picture(entry)
        elif isinstance(entry, Skipped) and entry.code is Reason.OTHER:
            self.others += 1
        else:
            self.skipped += 1

    def _add_picture(self, picture: Candidate) -> None:
        folder, below, _ = picture.path.rpartition("/")
        if folder != self.folder:
            # A folder's files come one after another.
            self.folder = folder
            self.folders += 1
        self.pictures += 1
        self.bytes += picture.size
        self.endings[picture.path.rpartition(".")[2].lower()] += 1
        if below and len(self.subfolders) <= MOST_SUBFOLDERS:
            self.subfolders[folder.partition("/")[0]] += 1
        if not self.choice.full:
            self.choice.meet(folder, picture)

    def report(self, seconds: float, *, done: bool = False) -> Counts:
        kinds: Counter[str] = Counter()
        for ending, number in self.endings.items():
            kinds[_FAMILIES.get(ending, ending.upper())] += number
        return Counts(
            pictures=self.pictures,
            others=self.others,
            skipped=self.skipped,
            folders=self.folders,
            bytes=self.bytes,
            kinds=tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
            examples=self.choice.choose(seconds, done=done),
            subfolders=dict(self.subfolders) if done and len(self.subfolders) <= MOST_SUBFOLDERS else None,
            seconds=seconds,
            done=done,
        )
