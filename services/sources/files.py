"""Owns the walk through a folder of this machine: its files one after another, without the folders that are left out.

In: a folder. Out: files, and each folder that is left out or cannot be read, which is not walked through.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterator

from services.errors import NoSuchFolder
from services.library.db import FILE
from services.schema import Reason, Skipped
from services.sources import libraries, systems


def walk(source: str, *, shallow: bool) -> Iterator[tuple[str, os.DirEntry[str]] | Skipped]:
    """Yield each file as its POSIX path relative to ``source`` and its entry; as skipped, what is not walked through.

    Links are files here, also those to folders. With ``shallow``, files of upper folders come before those of deeper
    ones.

    Raises
    ------
    NoSuchFolder
        The source does not exist or is no folder.
    BadRequest
        It is a library of Imagescape, or a part of one.
    """
    if not os.path.isdir(source):
        raise NoSuchFolder(f"There is no folder {source}. Check the spelling.")
    libraries.check(source)
    root = os.path.realpath(source)
    waiting = deque([""])
    while waiting:
        folder = waiting.popleft() if shallow else waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as found:
                listed = sorted(found, key=lambda e: e.name)
        except OSError as error:
            yield Skipped(folder or ".", f"a folder that cannot be read ({why(error)})", Reason.UNREADABLE)
            continue
        if folder and any(entry.name == FILE for entry in listed):
            yield Skipped(folder, libraries.REASON, Reason.SYSTEM)
            continue
        parent = os.path.basename(folder or root)
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif kept := systems.reason(entry.name, parent):
                yield Skipped(path, kept, Reason.SYSTEM)
            else:
                waiting.append(path)


def why(error: OSError) -> str:
    """Return in few words why something could not be read."""
    known = {
        errno.EACCES: "no permission",
        errno.ELOOP: "it leads to itself",
        errno.ENOENT: "it is gone",
        errno.ENAMETOOLONG: "its path is too long",
    }
    return known.get(error.errno or 0, (error.strerror or "unknown").lower())
