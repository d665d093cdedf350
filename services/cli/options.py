"""Owns what commands share: their options, and finding the library, the map and the source that the user means."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from services import storage
from services.errors import BadRequest, NoSuchFolder
from services.exports import EXPORTS
from services.library import Library
from services.settings import Settings

#: The beginning of a map's id must have so many digits to stand for the whole. A slip of the hand in fewer digits could
#: name another map.
SHORTEST = 6

_Command = TypeVar("_Command", bound=Callable[..., object])

library_option = click.option(
    "--library",
    default=None,
    help="Folder for maps, features and thumbnails; default: the platform's user data folder.",
)
weights_option = click.option("--weights", default=None, help="Folder with encoder weights laid there by hand.")
rehash_option = click.option(
    "--rehash",
    is_flag=True,
    help="Read every file again, whatever its times say; pictures that are as they were are not embedded again.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON on standard output, nothing else.")


def export_options(verb: str) -> Callable[[_Command], _Command]:
    """An option for every export, such as ``--csv FILE``; their help begins with ``verb``.

    The command gets one argument, ``targets``: a dict of the exports that were asked for and their files.
    """

    def decorate(command: _Command) -> _Command:
        """Give ``command`` the options."""

        @functools.wraps(command)
        def collected(*args: object, **values: object) -> object:
            asked = {name: values.pop(_argument(name)) for name in EXPORTS}
            return command(*args, targets={name: target for name, target in asked.items() if target}, **values)

        # Click shows options in the order of their decorators, and the lowest decorator runs first.
        for entry in reversed(EXPORTS.values()):
            place = click.Path(dir_okay=False)
            option = click.option(
                f"--{entry.name}", _argument(entry.name), type=place, default=None, help=f"{verb} {entry.option}."
            )
            collected = option(collected)
        return collected  # type: ignore[return-value]  # the wrapper takes what click gives and passes the rest on

    return decorate


def _argument(name: str) -> str:
    return f"{name}_file"


def open_library(library: str | None) -> Library:
    """The library at ``library``, or that of the settings.

    Raises
    ------
    NoSuchFolder
        The user named a library that is not there; it is a slip of the hand, so none is made.
    LibraryUnusable
    """
    folder = Settings.from_env(library=library).library_path
    if library and not folder.is_dir():
        raise NoSuchFolder(f"There is no library at {library}. Check the spelling; build makes one.")
    return Library(folder)


def full_id(library: Library, given: str) -> str:
    """The id of the map whose id begins with ``given``, as people copy only its beginning; ``given`` if there is none.

    The whole id of a map that became part of another one leads to that.

    Raises
    ------
    BadRequest
        Several ids begin with it.
    """
    found = [info.id for info in library.maps.all() if len(given) >= SHORTEST and info.id.startswith(given)]
    if len(found) > 1 and given not in found:
        raise BadRequest(
            f"{len(found)} maps have an id that begins with {given}. Give more of it; `list` shows them whole."
        )
    return found[0] if len(found) == 1 else library.following.led_to(given) or given


def source_of(folder: str) -> str:
    """The absolute source that a user means by ``folder``.

    Raises
    ------
    NoSuchFolder
        Nothing is there, or a file.
    """
    if storage.is_url(folder):
        return folder
    try:
        path = Path(folder).expanduser()
    except RuntimeError as error:
        raise NoSuchFolder(f"There is no folder {folder}: no such user. Check the spelling.") from error
    if not folder or not os.path.exists(path):
        raise NoSuchFolder(f"There is no folder {folder or 'of no name'}. Check the spelling.")
    if not os.path.isdir(path):
        raise NoSuchFolder(f"{folder} is a file. Give the folder that holds it: {path.parent}.")
    return str(path.resolve())
