"""Owns the first step: list the files of a folder or URL as candidates in row order, or as skipped with a reason.

In: a source. Out: :class:`Found`. No file is opened here. Decoding finds out by content what a file really is.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass

from services import storage
from services.errors import BadRequest, SourceGone, StoppedByUser
from services.schema import Candidate, Reason, Skipped, Tick
from services.sources import files, libraries, systems

#: File endings of candidates, in lower case. Case does not matter.
ENDINGS = (
    *("jpg", "jpeg", "jpe", "jif", "jfif", "mpo", "png", "apng", "webp", "gif", "bmp", "dib", "tif", "tiff"),
    *("avif", "heic", "heif", "hif"),
)
#: File endings that the article's recipe takes.
ARTICLE_ENDINGS = ("jpg", "jpeg", "png")
#: File endings of pictures that are not decoded: raw files of cameras, layered and drawn pictures. Their reason says
#: that they are pictures.
OTHER_KINDS = (
    *("3fr", "arw", "cr2", "cr3", "dng", "erf", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "srw", "x3f"),
    *("ai", "dds", "eps", "exr", "hdr", "ico", "indd", "j2c", "j2k", "jp2", "jpc", "jpf", "jpx", "jxl", "jxr"),
    *("pbm", "pcx", "pgm", "pnm", "ppm", "psb", "psd", "svg", "svgz", "tga", "xbm", "xcf", "xpm"),
)
#: Seconds between two progress reports.
TICK = 0.25


@dataclass(frozen=True, slots=True)
class Found:
    """``candidates`` are in row order. ``sampled_from`` counts them before a sample was drawn.

    ``skipped`` are all other entries, those that are no pictures at all among them.
    """

    candidates: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...]
    sampled_from: int

    @property
    def others(self) -> int:
        """Number of files in ``skipped`` that are no pictures at all, by their names."""
        return sum(file.code is Reason.OTHER for file in self.skipped)

    @property
    def total(self) -> int:
        """Number of files in ``candidates`` and ``skipped``, without :attr:`others`."""
        return len(self.candidates) + len(self.skipped) - self.others


def find(
    source: str,
    *,
    sample: int = 0,
    seed: int = 8,
    max_pictures: int,
    endings: tuple[str, ...] = ENDINGS,
    tick: Tick | None = None,
) -> Found:
    """List the pictures of a source, in row order.

    Parameters
    ----------
    source : str
        Folder, or fsspec URL.
    sample : int
        Number of pictures to draw; 0 takes all. Raise it when rare things must not be missed.
    seed : int
        Decides order and sample. Paths are sorted by a keyed hash, which shuffles them. Files that come later do not
        change the order of the others.
    max_pictures : int
        Limit of candidates after sampling.
    endings : tuple of str
        File endings of candidates, in lower case.
    tick : callable, optional
        Called with (files so far, 0) every :data:`TICK` seconds.

    Returns
    -------
    Found

    Raises
    ------
    NoSuchFolder
        The source does not exist or is no folder.
    BadRequest
        More than ``max_pictures`` candidates, a URL that fsspec cannot open, or a library of Imagescape.
    SourceGone
        The folder went away meanwhile.
    StoppedByUser
        ``tick`` answered False.
    """
    candidates: list[Candidate] = []
    skipped: list[Skipped] = []
    mark = None if storage.is_url(source) else storage.mark(source)
    last = time.monotonic()
    wanted = dotted(endings)
    for entry in entries(source):
        if isinstance(entry, Candidate) and not entry.path.lower().endswith(wanted):
            entry = Skipped(entry.path, *_no_picture(entry.path))
        (candidates if isinstance(entry, Candidate) else skipped).append(entry)  # type: ignore[arg-type]
        if tick and time.monotonic() - last > TICK:
            last = time.monotonic()
            if not tick(len(candidates) + len(skipped), 0):
                raise StoppedByUser("Stopped while looking for pictures; nothing was changed.")
    if mark and storage.mark(source) != mark:
        raise SourceGone(storage.went_away(source, "listed"))
    ordered = sorted(candidates, key=lambda c: (_shuffled(c.path, seed), c.path))
    drawn = ordered[:sample] if sample else ordered
    if len(drawn) > max_pictures:
        raise BadRequest(too_many(source, len(drawn), max_pictures))
    return Found(tuple(drawn), tuple(sorted(skipped, key=lambda s: s.path)), sampled_from=len(ordered))


def listed(source: str, endings: tuple[str, ...]) -> tuple[list[Candidate], list[Skipped]]:
    """Return the pictures of a source in the order in which they are found, and what is skipped but other files.

    Use it to compare a folder with a map.
    """
    wanted = dotted(endings)
    pictures: list[Candidate] = []
    skipped: list[Skipped] = []
    for entry in entries(source):
        if isinstance(entry, Skipped):
            skipped.extend([] if entry.code is Reason.OTHER else [entry])
        elif entry.path.lower().endswith(wanted):
            pictures.append(entry)
    return pictures, skipped


def entries(source: str, *, shallow: bool = False) -> Iterator[Candidate | Skipped]:
    """Yield every file of a source: a candidate if its name is that of a picture of any kind, or skipped with a reason.

    A folder's files come one after another, without those of other folders between them. With ``shallow``, files of
    upper folders come before those of deeper ones; the order at a URL is the storage's. A folder that is left out as a
    whole is one entry, and is not walked through.

    Raises
    ------
    NoSuchFolder
        The source does not exist or is no folder.
    BadRequest
        A URL that fsspec cannot open, or a library of Imagescape.
    """
    return _url(source) if storage.is_url(source) else _folder(source, shallow=shallow)


def dotted(endings: tuple[str, ...]) -> tuple[str, ...]:
    """Return file endings as they end a path in lower case, such as ``.jpg``."""
    return tuple(f".{ending}" for ending in endings)


def too_many(source: str, pictures: int, most: int) -> str:
    """Return what to tell a user whose source holds more pictures than a map may have."""
    return (
        f"{source} holds {pictures:,} pictures; one map may have {most:,}. Draw a sample, or raise "
        "IMAGESCAPE_MAX_PICTURES."
    )


def _shuffled(path: str, seed: int) -> bytes:
    return hashlib.blake2b(path.encode("utf-8", "surrogateescape"), key=str(seed).encode(), digest_size=16).digest()


def is_other(path: str) -> bool:
    """Whether a file is no picture at all, by its name, hidden or not."""
    return _no_picture(path)[1] is Reason.OTHER


def _no_picture(path: str) -> tuple[str, Reason]:
    """Why a file that is no candidate is none."""
    name = path.rpartition("/")[2]
    if name.startswith("._"):
        return "macOS keeps its own notes of another file in it (._)", Reason.OTHER
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in ENDINGS:
        return f"a kind that the article's recipe leaves out (.{ending})", Reason.KIND
    if ending in OTHER_KINDS:
        return f"a kind of picture that is not read here; save it as PNG or JPEG to map it (.{ending})", Reason.KIND
    reason = f"not a picture by its ending (.{ending[:20]})" if ending else "no ending that says it is a picture"
    return reason, Reason.OTHER


def _by_name(path: str) -> Skipped | None:
    """A file that is skipped for its name alone."""
    if is_other(path):
        return Skipped(path, *_no_picture(path))
    hidden = systems.hidden(path)
    return Skipped(path, hidden, Reason.HIDDEN) if hidden else None


def _url(source: str) -> Iterator[Candidate | Skipped]:
    found = list(storage.walk(source))
    libraries.check(source)
    own = libraries.among(source, (candidate.path for candidate in found))
    told: set[str] = set()
    for candidate in found:
        left = systems.above(candidate.path, source.rstrip("/").rpartition("/")[2], own)
        if left is None:
            yield _by_name(candidate.path) or candidate
        elif left.folder not in told:
            told.add(left.folder)
            yield Skipped(left.folder, left.reason, Reason.SYSTEM)


def _folder(source: str, *, shallow: bool) -> Iterator[Candidate | Skipped]:
    root = os.path.realpath(source)
    for met in files.walk(source, shallow=shallow):
        outcome = met if isinstance(met, Skipped) else _entry(root, *met)
        if outcome is not None:
            yield outcome


def _entry(root: str, path: str, entry: os.DirEntry[str]) -> Candidate | Skipped | None:
    try:
        link = entry.is_symlink()
        # The name of a link tells nothing of the folder that it may lead to.
        skipped = None if link and ("." not in entry.name or entry.is_dir()) else _by_name(path)
        if skipped:
            return skipped
        if link:
            real = os.path.realpath(entry.path)
            inside = os.path.commonpath([root, real]) == root
            if not inside:
                return Skipped(path, "a link that leads outside the folder", Reason.OUTSIDE)
            if os.path.isdir(real):
                # Its target inside the folder is listed at its own path. Following links could loop for ever.
                return None
        facts = entry.stat()
    except OSError as error:
        if entry.is_symlink():
            return Skipped(path, f"a link to nothing ({files.why(error)})", Reason.NO_FILE)
        return Skipped(path, f"cannot be read ({files.why(error)})", Reason.UNREADABLE)
    if not stat.S_ISREG(facts.st_mode):
        return Skipped(path, "not a file (a device, pipe or socket)", Reason.NO_FILE)
    if named := link and _by_name(path):
        return named
    times = storage.storable(facts.st_mtime_ns), storage.storable(facts.st_ctime_ns)
    return Candidate(path, facts.st_size, times[0], inode=storage.storable(facts.st_ino), ctime_ns=times[1])
