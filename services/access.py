"""Owns which folders may be read: the allowed roots, and the folders that the folder browser lists."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from services import storage
from services.errors import NoSuchFolder, OutsideRoots
from services.settings import Settings

#: Most subfolders in one listing. More would freeze a browser; a path can be typed instead.
MOST = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder as the folder browser shows it.

    ``up`` is the parent, or None at a root. ``folders`` are names of subfolders; ``more`` counts those left out.
    """

    path: str
    up: str | None
    folders: list[str]
    more: int


def roots(settings: Settings) -> list[Path]:
    """Return the folders that may be read.

    If the settings name none, they are the whole machine if only this machine can connect, and none otherwise.
    """
    if settings.roots:
        return [Path(root).expanduser().resolve() for root in settings.roots]
    return [] if settings.exposed else [Path(Path.home().anchor)]


def check_roots(settings: Settings) -> None:
    """Check that every root is a folder. It is called at the start, so that no user meets the error first.

    Raises
    ------
    NoSuchFolder
        A root is missing, or is no folder.
    """
    for root in settings.roots:
        if not Path(root).expanduser().is_dir():
            raise NoSuchFolder(
                f"--root {root}: there is no such folder. Name folders that are there, or leave --root out."
            )


def start(settings: Settings) -> str:
    """Return where the folder browser opens: the user's home if it may be read, else the first root, else ""."""
    allowed = roots(settings)
    home = Path.home()
    if any(home.is_relative_to(root) for root in allowed):
        return str(home)
    return str(allowed[0]) if allowed else ""


def check(settings: Settings, text: str, *, also: Path | None = None) -> str:
    """Return the absolute path of the folder that a user means by ``text``, or the URL itself.

    Parameters
    ----------
    text : str
        A path (``~`` is the home folder), or an fsspec URL.
    also : Path, optional
        Another folder that is always allowed: the uploads.

    Raises
    ------
    NoSuchFolder
        There is nothing at this path, or no folder, or it cannot be read.
    OutsideRoots
        The folder lies outside the roots. Links are followed first, so a link cannot lead out of the roots.
    """
    text = text.strip().strip('"')
    if not text:
        raise NoSuchFolder("No folder was given. Type or paste the path of a folder of pictures.")
    if storage.is_url(text):
        if settings.roots or settings.exposed:
            raise OutsideRoots(f"{text} is an address; this server reads only {_named(settings)}.")
        return text
    try:
        path = Path(text).expanduser()
        if not path.is_absolute():
            path = Path.home() / path
        real = path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        # An unknown user after ~, a link that leads to itself, a NUL.
        raise NoSuchFolder(f"{text[:200]!r} cannot be a folder. Check the spelling, or pick it with Browse.") from error
    allowed = [*roots(settings), *([also.resolve()] if also else [])]
    if not any(real.is_relative_to(root) for root in allowed):
        raise OutsideRoots(
            f"{path} lies outside the folders this server may read: {_named(settings)}. Start it with --root to allow "
            "more."
        )
    if not os.path.exists(real):
        raise NoSuchFolder(f"There is no folder {path}. Check the spelling, or pick it with Browse.")
    if not os.path.isdir(real):
        raise NoSuchFolder(f"{path} is a file. Give the folder that holds it: {path.parent}.")
    if not os.access(real, os.R_OK | os.X_OK):
        raise NoSuchFolder(f"{path} may not be read by this user. Change its permissions, or choose another folder.")
    return str(real)


def listing(settings: Settings, text: str) -> Listing:
    """List the subfolders of a folder within the roots, sorted without regard to case. Hidden ones are left out.

    Raises
    ------
    NoSuchFolder, OutsideRoots
        As :func:`check`.
    """
    path = Path(check(settings, text))
    with os.scandir(path) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith(".") and _is_folder(entry)]
    names.sort(key=str.casefold)
    at_root = path in roots(settings) or path.parent == path
    return Listing(str(path), None if at_root else str(path.parent), names[:MOST], max(0, len(names) - MOST))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one. The disk is asked about links alone: a folder can hold many files."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _named(settings: Settings) -> str:
    return ", ".join(map(str, roots(settings))) or "no folder (start it with --root FOLDER)"
