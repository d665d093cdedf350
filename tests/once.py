"""Owns what is made once for a whole run: of several test processes the first makes it, the others wait and use it."""

import os
from pathlib import Path


def shared_folder(tmp_path_factory):
    """A folder that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(tmp_path_factory, name, make):
    """The folder ``name``, filled by ``make(folder)`` in whichever process asks first. Read it, do not write to it.

    The processes wait for one another at a lock on a file beside the folder. A process that fails to fill the folder
    leaves no mark, and the next one tries again.
    """
    home = shared_folder(tmp_path_factory) / name
    done = home.with_name(f"{name}.done")
    with locked(home.with_name(f"{name}.lock")):
        if not done.exists():
            home.mkdir(parents=True, exist_ok=True)
            make(home)
            done.touch()
    return home


class locked:
    """Holds a lock on a file; one process at a time."""

    def __init__(self, path):
        self._path = Path(path)

    def __enter__(self):
        self._file = self._path.open("ab")
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(self._file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self._file.close()
