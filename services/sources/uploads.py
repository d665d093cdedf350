"""Owns uploaded pictures. Each upload has its own folder; each request streams one file to disk, within limits.

An upload lies in ``<library>/uploads/<id>/``. It is a source like any other folder. A file beside it lists the files
that the browser did not send or this module refused, so that found = mapped + skipped holds for uploads too.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from services.errors import BadRequest, NotFound, TooLarge
from services.library import Library
from services.schema import Reason, Skipped
from services.settings import Settings
from services.sources import systems
from services.sources.scan import is_other

_ID = re.compile(r"[0-9a-f]{32}")
_NAME_BYTES = 255


class Uploads:
    """All uploads of one library. Several threads may use it: browsers send four files at a time."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._lock = threading.Lock()
        self._tally: dict[str, tuple[int, int]] = {}

    def begin(self) -> str:
        """Make the folder of a new upload. Return the upload's id."""
        upload = uuid.uuid4().hex
        (self._library.uploads / upload).mkdir(parents=True)
        return upload

    def folder(self, upload: str) -> Path:
        """Return the folder of an upload.

        Raises
        ------
        NotFound
            There is no such upload.
        """
        path = self._library.uploads / upload
        if not _ID.fullmatch(upload) or not path.is_dir():
            raise NotFound("This upload is not known here; it may have been cancelled. Start it again.")
        return path

    def part(self, upload: str) -> Path:
        """Return an unused path in the upload's folder for bytes that are still coming in. The scan does not see it."""
        return self.folder(upload) / f".part-{uuid.uuid4().hex}"

    def accept(self, upload: str, *, path: str, received: Path, modified_ms: int = 0) -> str:
        """Move received bytes to ``path`` below the upload's folder.

        Parameters
        ----------
        path : str
            POSIX path from the browser, relative to the folder that the user dropped.
        received : Path
            A file named by :meth:`part`. It is gone afterwards, also if an error is raised.
        modified_ms : int
            When the file was last changed where it came from, milliseconds since 1970; 0 where that is not known. The
            time of the upload is none of the picture's.

        Returns
        -------
        str
            The path that the file has now. If the name was taken, it has " (2)" before its ending.

        Raises
        ------
        BadRequest
            ``path`` leads outside the folder, or cannot be a file name.
        TooLarge
            The upload exceeds one of the limits in the settings.
        """
        try:
            home = self.folder(upload)
            relative = _safe(path)
            with self._lock:
                self._make_room(home, path, received.stat().st_size)
                target = _free(home / relative)
                target.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(OSError, OverflowError):
                    os.utime(received, ns=(modified_ms * 1_000_000, modified_ms * 1_000_000))
                os.replace(received, target)
            return target.relative_to(home).as_posix()
        except OSError as error:
            raise BadRequest(
                f"{path}: could not be stored ({error.strerror}). Rename it, or give the folder's path instead."
            ) from error
        finally:
            with contextlib.suppress(OSError):
                received.unlink()

    def finish(self, upload: str, left_out: Iterable[Skipped]) -> str:
        """Close an upload and return its source.

        ``left_out`` are files that the user chose and that did not come in.
        """
        home = self.folder(upload)
        for rest in home.glob(".part-*"):
            rest.unlink()
        _side(home).write_text(json.dumps([[s.path, s.reason] for s in left_out]), encoding="utf-8")
        return str(home)

    def cancel(self, upload: str) -> None:
        """Delete an upload and its files."""
        home = self.folder(upload)
        shutil.rmtree(home, ignore_errors=True)
        _side(home).unlink(missing_ok=True)
        self._tally.pop(home.name, None)

    def _make_room(self, home: Path, path: str, size: int) -> None:
        limits = self._settings
        if size > limits.upload_file_mb * 1_000_000:
            raise TooLarge(f"{path}: {size / 1e6:,.0f} MB; a file may have {limits.upload_file_mb:,} MB.")
        used, files = self._tally.get(home.name) or _walk(home)
        if files >= limits.upload_files:
            raise TooLarge(f"{path}: an upload may hold {limits.upload_files:,} files. Give the folder's path instead.")
        if used + size > limits.upload_total_gb * 1_000_000_000:
            raise TooLarge(f"{path}: an upload may hold {limits.upload_total_gb:,} GB. Give the folder's path instead.")
        self._tally[home.name] = used + size, files + 1


def refused(library: Library, source: str) -> list[Skipped]:
    """Return the files that did not come in with an upload. For any other source the list is empty."""
    home = Path(source)
    if home.parent != library.uploads or not _side(home).is_file():
        return []
    listed = (_refused(path, reason) for path, reason in json.loads(_side(home).read_text(encoding="utf-8")))
    return list({file.path: file for file in listed}.values())


def _refused(path: str, reason: str) -> Skipped:
    """A file that did not come in; in a folder that a system keeps for itself, that folder."""
    left = systems.above(path)
    if left:
        return Skipped(left.folder, left.reason, Reason.SYSTEM)
    return Skipped(path, reason, Reason.OTHER if is_other(path) else Reason.REFUSED)


def _side(home: Path) -> Path:
    return home.with_name(home.name + ".refused.json")


def _walk(home: Path) -> tuple[int, int]:
    sizes = [f.stat().st_size for f in home.rglob("*") if f.is_file() and not f.name.startswith(".part-")]
    return sum(sizes), len(sizes)


def _safe(path: str) -> PurePosixPath:
    given = PurePosixPath(path.replace("\\", "/"))
    parts = given.parts
    # is_absolute() also finds two leading slashes, which pathlib keeps as another root.
    bad = (
        not parts
        or given.is_absolute()
        or ".." in parts
        or "\0" in path
        or any(len(p.encode()) > _NAME_BYTES for p in parts)
    )
    if bad or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise BadRequest(
            f"{path!r} cannot be a file name here: it must be relative, without '..', each part up to {_NAME_BYTES} "
            "bytes."
        )
    return given


def _free(target: Path) -> Path:
    copy = 2
    free = target
    while free.exists():
        free = target.with_name(f"{target.stem} ({copy}){target.suffix}")
        copy += 1
    return free
