"""Owns reading of files, from a local folder or any fsspec URL. This is the only importer of fsspec."""

from __future__ import annotations

import errno
import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.errors import BadRequest, NoSuchFolder
from services.schema import Candidate, shown

_LATEST = 2**63 - 1


class LeadsOutside(OSError):
    """A link leads out of its folder. Its content is never read."""


def is_url(source: str) -> bool:
    """Whether ``source`` is an fsspec URL, such as ``s3://bucket/folder``, and not a local folder."""
    return "://" in source


def read(source: str, path: str, *, limit: int) -> bytes:
    """Return the bytes of one file, at most ``limit + 1`` of them.

    Parameters
    ----------
    source : str
        Folder or URL.
    path : str
        POSIX path relative to the source.
    limit : int
        Most bytes that a file may have. A longer result means that the file is too large.

    Raises
    ------
    LeadsOutside
        The path, or a link on it, leads out of the folder.
    OSError
        The file is missing, cannot be read, or is no regular file.
    """
    if is_url(source):
        system, root = _open(source)
        with system.open(f"{root}/{path}", "rb") as stream:
            data: bytes = stream.read(limit + 1)
        return data
    # Every read checks this, not only the scan: a link may have been made since.
    facts = os.stat(source)
    root = _real(source, facts.st_dev, facts.st_ino)
    real = os.path.realpath(os.path.join(root, path))
    if os.path.commonpath([root, real]) != root:
        raise LeadsOutside(f"{path} leads outside the folder")
    there = os.stat(real)
    if not stat.S_ISREG(there.st_mode):
        # Opening a pipe would wait forever for a writer.
        raise OSError(errno.EINVAL, "not a file")
    with Path(real).open("rb") as local:
        # Python makes room for all that is asked for, so no more is than there can be.
        return local.read(min(limit, there.st_size) + 1)


@functools.lru_cache(maxsize=64)
def _real(folder: str, _device: int, _inode: int) -> str:
    """Return the real path of a folder.

    Device and inode are part of the cache's key, so that another folder of the same name is resolved anew.
    """
    return os.path.realpath(folder)


def storable(time_ns: int) -> int:
    """Clip a file's time to the 64 bits in which it is stored, the years 1678 to 2262.

    Disks can hold other times, mostly from damage.
    """
    return max(-_LATEST, min(_LATEST, time_ns))


#: What tells a folder from another that later has its name: device and inode; nothing of an address.
Mark = tuple[int, int]


def mark(source: str) -> Mark | None:
    """Return what tells a folder from others; None if none is there that may be read, or nothing at the address."""
    try:
        if is_url(source):
            system, root = _open(source)
            system.invalidate_cache()
            return (0, 0) if system.isdir(root) else None
        facts = os.stat(source)
    except Exception:  # noqa: BLE001 - each library behind fsspec raises its own kinds
        return None
    there = stat.S_ISDIR(facts.st_mode) and os.access(source, os.R_OK | os.X_OK)
    return (facts.st_dev, facts.st_ino) if there else None


def went_away(source: str, done: str) -> str:
    """Return what to tell a user whose folder went away while its pictures were ``done``, such as "read"."""
    return (
        f"{shown(source)} went away while its pictures were {done}: it was moved, unmounted, unplugged, or may not "
        "be read any more. What was embedded so far is kept. Put it back and start again; it goes on from there."
    )


def reaches(source: str, path: str) -> bool:
    """Whether this machine can read a file of a folder or an address."""
    try:
        read(source, path, limit=0)
    except Exception:  # noqa: BLE001 - each library behind fsspec raises its own kinds
        return False
    return True


def walk(source: str) -> Iterator[Candidate]:
    """Yield every file below a URL.

    Raises
    ------
    NoSuchFolder
        There is no folder at the URL.
    BadRequest
        fsspec does not know this kind of URL.
    """
    system, root = _open(source)
    if not system.isdir(root):
        raise NoSuchFolder(f"There is no folder at {source}. Check the address.")
    for path, facts in system.find(root, detail=True).items():
        relative = path[len(root) :].lstrip("/")
        if facts.get("type") == "file" and relative:
            inode, changed = _identity(facts)
            yield Candidate(relative, int(facts.get("size") or 0), _time(facts), inode=inode, ctime_ns=changed)


def _open(source: str) -> tuple[Any, str]:
    import fsspec

    try:
        system, root = fsspec.core.url_to_fs(source)
    except (ValueError, ImportError) as error:
        raise BadRequest(
            f"{source} cannot be opened ({error}). Give a folder, or an address fsspec knows, such as "
            "s3://bucket/folder."
        ) from error
    return system, root.rstrip("/")


def _identity(facts: dict[str, Any]) -> tuple[int, int]:
    """Inode and change time of a file of this machine's disks, as its address tells them; 0 where none is told."""
    inode, changed = facts.get("ino"), facts.get("created")
    if not isinstance(inode, int) or not isinstance(changed, int | float):
        return 0, 0
    return storable(inode), storable(int(changed * 1e9))


def _time(facts: dict[str, Any]) -> int:
    changed = facts.get("mtime") or facts.get("LastModified") or facts.get("last_modified") or 0
    seconds = changed.timestamp() if hasattr(changed, "timestamp") else changed
    return storable(int(float(seconds) * 1e9)) if isinstance(seconds, int | float) else 0
