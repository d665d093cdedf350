"""Owns uploaded pictures: a folder an upload, a file a request, streamed to disk, within limits.

An upload lies in ``<library>/uploads/<id>/`` and is then a source like any folder. What the browser did not send, or
this module refused, is remembered beside it, so that found = mapped + skipped holds for uploads too.
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

_ID = re.compile(r"[0-9a-f]{32}")
_NAME_BYTES = 255


class Uploads:
    """All uploads of one library. Safe to use from several threads: browsers send four files at a time."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._lock = threading.Lock()
        self._tally: dict[str, tuple[int, int]] = {}

    def begin(self) -> str:
        """A new, empty upload; its id."""
        upload = uuid.uuid4().hex
        (self._library.uploads / upload).mkdir(parents=True)
        return upload

    def folder(self, upload: str) -> Path:
        """Where an upload lies.

        Raises
        ------
        NotFound
            No such upload.
        """
        path = self._library.uploads / upload
        if not _ID.fullmatch(upload) or not path.is_dir():
            raise NotFound("This upload is not known here; it may have been cancelled. Start it again.")
        return path

    def part(self, upload: str) -> Path:
        """A fresh name, inside the upload's folder, for bytes still coming in; hidden from the scan."""
        return self.folder(upload) / f".part-{uuid.uuid4().hex}"

    def accept(self, upload: str, *, path: str, received: Path) -> str:
        """Move received bytes to where ``path`` says, below the upload's folder.

        Parameters
        ----------
        path : str
            As the browser tells it: POSIX, relative to what the user dropped.
        received : Path
            A file named by :meth:`part`; gone afterwards, whatever happens.

        Returns
        -------
        str
            The path it was given; a second file of one name gets " (2)" before its ending.

        Raises
        ------
        BadRequest
            A path that leads outside or cannot be a file name.
        TooLarge
            Over one of the limits in the settings.
        """
        try:
            home = self.folder(upload)
            relative = _safe(path)
            with self._lock:
                self._make_room(home, path, received.stat().st_size)
                target = _free(home / relative)
                target.parent.mkdir(parents=True, exist_ok=True)
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
        """Close an upload; the source to build from. ``left_out`` are files the user chose that did not come in."""
        home = self.folder(upload)
        for rest in home.glob(".part-*"):
            rest.unlink()
        _side(home).write_text(json.dumps([[s.path, s.reason] for s in left_out]), encoding="utf-8")
        return str(home)

    def cancel(self, upload: str) -> None:
        """Forget an upload and its files."""
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
    """What did not come in, for a source that is an upload; nothing for any other."""
    home = Path(source)
    if home.parent != library.uploads or not _side(home).is_file():
        return []
    return [
        Skipped(path, reason, Reason.REFUSED) for path, reason in json.loads(_side(home).read_text(encoding="utf-8"))
    ]


def _side(home: Path) -> Path:
    return home.with_name(home.name + ".refused.json")


def _walk(home: Path) -> tuple[int, int]:
    sizes = [f.stat().st_size for f in home.rglob("*") if f.is_file() and not f.name.startswith(".part-")]
    return sum(sizes), len(sizes)


def _safe(path: str) -> PurePosixPath:
    given = PurePosixPath(path.replace("\\", "/"))
    parts = given.parts
    # is_absolute, as pathlib keeps two leading slashes as a root of their own.
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
