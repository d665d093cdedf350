"""Owns the files that commands write: exports of a map, at the places that the user named."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from services.errors import BadRequest
from services.exports import EXPORTS, Chosen, Options
from services.facts import colour
from services.library import Library

#: The name of an export, and the file it is written to.
Targets = Mapping[str, str]


def check(targets: Targets) -> None:
    """Check that every target has a folder, before hours of work and not after them.

    Raises
    ------
    BadRequest
        There is no such folder.
    """
    for target in targets.values():
        folder = Path(target).expanduser().absolute().parent
        if not folder.is_dir():
            raise BadRequest(
                f"{target} cannot be written: there is no folder {folder}. Make it, or choose another place."
            )


def write_all(library: Library, map_id: str, targets: Targets) -> None:
    """Write the whole map, features included, to every target.

    Raises
    ------
    BadRequest
        A target cannot be written.
    """
    for name, target in targets.items():
        write(library, map_id, name, target, rows=None, features=True)


def write(library: Library, map_id: str, name: str, target: str, *, rows: Chosen, features: bool) -> None:
    """Write the export ``name`` of a map to ``target``: aside first, so that a file that was there is whole or new.

    Raises
    ------
    BadRequest
        ``target`` cannot be written.
    """
    options: Options = {
        "features": features,
        "colouring": colour(library.maps.columns(map_id), "folder"),
        "marks": "dots",
    }
    chunks = EXPORTS[name].write(library, map_id, rows, options)
    aside = Path(f"{target}.part")
    try:
        with aside.open("wb") as out:
            out.writelines(chunks)
        aside.replace(target)
    except OSError as error:
        raise BadRequest(f"{target} cannot be written: {error.strerror}. Choose another place.") from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()
