"""Owns the sheets of small pictures of maps, as files in the library's cache: what is not here is made anew."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import uuid
from pathlib import Path

#: Bytes that all sheets may take. Those used least lately go first. A million pictures have 350 to 600 MB.
MOST = 1_000_000_000
#: Sheets that are written between two looks at how many there are.
BETWEEN = 64


class Sheets:
    """Sheets in the folder ``cache``, which threads and processes may share."""

    def __init__(self, cache: Path, *, most: int = MOST) -> None:
        self._folder = cache / "sprites"
        self._most = most
        self._written = 0
        self._lock = threading.Lock()

    def get(self, map_id: str, name: str) -> bytes | None:
        """Return a sheet; None if it is to be made."""
        path = self._folder / map_id / name
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            os.utime(path)
            return data
        return None

    def put(self, map_id: str, name: str, data: bytes) -> None:
        """Keep a sheet. Where the disk is full nothing is kept."""
        path = self._folder / map_id / name
        temporary = path.with_name(f".{name}.{uuid.uuid4().hex[:8]}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(data)
                os.replace(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        with self._lock:
            self._written += 1
            full = self._written % BETWEEN == 1
        if full:
            self._trim()

    def remove(self, map_id: str) -> None:
        """Remove the sheets of a map that is deleted."""
        shutil.rmtree(self._folder / map_id, ignore_errors=True)

    def _trim(self) -> None:
        """Remove the sheets used least lately until what is left takes nine tenths of what may be."""
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        total = sum(size for _, size, _ in found)
        if total <= self._most:
            return
        for _, size, path in sorted(found):
            if total <= 0.9 * self._most:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
