"""Owns where libraries of Imagescape lie among a user's folders: what the product itself wrote is never mapped.

A library is known by its database. Uploads and the demo lie in one, and are sources themselves.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from services import storage
from services.errors import BadRequest
from services.library.db import FILE

#: Why the folder of a library is left out of a map of a folder above it.
REASON = "a folder that Imagescape keeps for itself (a library)"
#: Folders of a library that hold no pictures of a user; and those whose own folders are sources, as each upload is.
_OWN, _OF_SOURCES = ("cache", "maps", "models"), ("uploads", "demo")


def check(source: str) -> None:
    """Check that a folder is no library, and no part of one that the product wrote for itself.

    An address that is none of this machine passes: see :func:`among`.

    Raises
    ------
    BadRequest
    """
    path = _path(source)
    if storage.is_url(path):
        return
    here = Path(path).resolve()
    library = next((folder for folder in (here, *here.parents) if os.path.isfile(folder / FILE)), None)
    if library is None:
        return
    parts = here.relative_to(library).parts
    if not parts or parts[0] in _OWN or (parts[0] in _OF_SOURCES and len(parts) == 1):
        raise BadRequest(_refusal(source))


def apart(source: str, library: Path) -> None:
    """Check that a library would not lie in the folder of the pictures itself, before it is made there.

    Raises
    ------
    BadRequest
    """
    if not (library / FILE).is_file() and Path(_path(source)).resolve() == library.resolve():
        raise BadRequest(
            f"The library cannot be {library}, the folder of the pictures itself: it would be among them. Give one of "
            "its own with --library, such as a folder below it."
        )


def _path(source: str) -> str:
    """A folder as the path that it is on this machine, also where it is written as an address."""
    return url2pathname(urlsplit(source).path) if source.startswith(("file://", "local://")) else source


def among(source: str, paths: Iterable[str]) -> dict[str, str]:
    """Return the folders of libraries among the files below an address, each with the reason why it is left out.

    Raises
    ------
    BadRequest
        The address is that of a library.
    """
    found = {path[: -len(FILE)].rstrip("/"): REASON for path in paths if f"/{path}".endswith(f"/{FILE}")}
    if "" in found:
        raise BadRequest(_refusal(source))
    return found


def _refusal(source: str) -> str:
    return (
        f"{source} belongs to a library of Imagescape ({FILE}), and what Imagescape wrote is never mapped. Choose the "
        "folder of your pictures; if they lie in the same one, put them into a folder below it."
    )
