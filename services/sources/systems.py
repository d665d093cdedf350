"""Owns the folders that systems and programs keep for themselves, and hidden ones: told by their names, one table.

A name stands here only where nobody gives it to a folder of pictures: "previews" or "resources" alone tell nothing. A
folder that is chosen itself is mapped, whatever its name.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Keeper:
    """``who`` keeps the folders of these ``names``, in which ``*`` stands for any characters.

    Attributes
    ----------
    within : str
        Only in a folder of such a name; empty for anywhere.
    but : tuple of str
        Names that are meant all the same: the originals in a library of pictures.
    any_case : bool
        Whether capitals and small letters are one. They are to Windows and macOS, and not to Linux, which most storage
        in a network runs.
    """

    who: str
    names: tuple[str, ...]
    within: str = ""
    but: tuple[str, ...] = ()
    any_case: bool = True

    def name(self, folder: str, parent: str) -> str | None:
        """Return by which of its names this keeper has a folder, or None. ``*`` alone stands for the folder's own."""
        if self.within and not self._is(parent, self.within):
            return None
        if any(self._is(folder, name) for name in self.but):
            return None
        found = next((name for name in self.names if self._is(folder, name)), None)
        return folder if found == "*" else found

    def _is(self, name: str, pattern: str) -> bool:
        if self.any_case:
            name, pattern = name.lower(), pattern.lower()
        return fnmatch.fnmatchcase(name, pattern)


_ORIGINALS = ("originals", "masters")
#: All of them. A library of pictures (of Photos, iPhoto, Aperture, Capture One) is one folder to its system; only the
#: originals in it are pictures of their own, the rest is made from them.
KEEPERS = (
    Keeper("a Synology", ("@eaDir", "#recycle", "#snapshot", ".SynologyWorkingDirectory"), any_case=False),
    Keeper("a QNAP", ("@Recently-Snapshot", "@Recycle", ".@__thumb", "@__thumb"), any_case=False),
    Keeper("a file server", (".snapshot", ".snapshots", "~snapshot", ".zfs", ".recycle", ".wdmc"), any_case=False),
    Keeper("Windows", ("$RECYCLE.BIN", "System Volume Information")),
    # Windows XP wrote it in capitals; "Recycler" may be a person's.
    Keeper("Windows", ("RECYCLER",), any_case=False),
    Keeper("macOS", ("__MACOSX", ".Trash", ".Trashes", ".Spotlight-V100", ".fseventsd", ".TemporaryItems")),
    Keeper("macOS", (".DocumentRevisions-V100", ".AppleDouble")),
    Keeper("Linux", ("lost+found", ".Trash-*"), any_case=False),
    Keeper("a viewer of pictures", (".thumbnails", ".thumb", ".xvpics")),
    Keeper("a viewer of pictures", ("thumbnails",), within=".cache", any_case=False),
    Keeper("Picasa", (".picasaoriginals",)),
    Keeper("digiKam", (".dtrash",), any_case=False),
    Keeper("Lightroom", ("*.lrdata",)),
    Keeper("Capture One", ("Cache", "Proxies"), within="CaptureOne"),
    Keeper("Capture One", ("*",), within="*.cocatalog", but=_ORIGINALS),
    Keeper("Apple Photos", ("*",), within="*.photoslibrary", but=_ORIGINALS),
    Keeper("iPhoto", ("*",), within="*.photolibrary", but=_ORIGINALS),
    Keeper("iPhoto", ("*",), within="*.migratedphotolibrary", but=_ORIGINALS),
    Keeper("Aperture", ("*",), within="*.aplibrary", but=_ORIGINALS),
    Keeper("Aperture", ("*",), within="*.migratedaplibrary", but=_ORIGINALS),
    Keeper("Syncthing", (".stversions",), any_case=False),
    Keeper("Dropbox", (".dropbox.cache",)),
    # Ten letters or digits that an installation drew; a person may well call a folder "appdata_old".
    Keeper("Nextcloud", ("appdata_oc" + "[0-9a-z]" * 10, "files_trashbin", "files_versions"), any_case=False),
    Keeper("Nextcloud", ("preview",), within="appdata_*", any_case=False),
)


def _any(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, names)), re.IGNORECASE)


#: Names of folders that are kept wherever they lie, and of folders in which some are. They spare a million ordinary
#: folders the table.
_ANYWHERE = _any(name for keeper in KEEPERS if not keeper.within for name in keeper.names)
_WITHIN = _any(keeper.within for keeper in KEEPERS if keeper.within)


class Left(NamedTuple):
    """A folder that is left out, as a path or a name, and why in words."""

    folder: str
    reason: str


def reason(folder: str, parent: str = "") -> str | None:
    """Return why a folder is left out of maps, in words, or None.

    Parameters
    ----------
    folder, parent : str
        Its own name, and that of the folder in which it lies.
    """
    if not _ANYWHERE.match(folder) and not _WITHIN.match(parent):
        return None
    for keeper in KEEPERS:
        name = keeper.name(folder, parent)
        if name:
            return f"a folder that {keeper.who} keeps for itself ({_readable(name)})"
    return None


def above(path: str, root: str = "", also: Mapping[str, str] | None = None) -> Left | None:
    """Return the uppermost folder on the way to a file that is left out, or None.

    Parameters
    ----------
    path : str
        POSIX path of the file, relative to the source.
    root : str
        Name of the source, which may be a library of pictures itself.
    also : mapping, optional
        Paths of other folders that are left out, each with the reason.
    """
    folders, parent = path.split("/")[:-1], root
    for depth, folder in enumerate(folders, 1):
        here = "/".join(folders[:depth])
        why = (also or {}).get(here) or reason(folder, parent)
        if why:
            return Left(here, why)
        parent = folder
    return None


def hidden(path: str) -> str | None:
    """Return why a file is skipped as a hidden one, in words, or None."""
    *folders, name = path.split("/")
    if any(map(_dotted, folders)):
        return "in a hidden folder"
    return "hidden file" if _dotted(name) else None


def _dotted(name: str) -> bool:
    """Whether a name begins with one dot. Two dots, as in "..dots..jpg", are odd, but hide no file."""
    return name.startswith(".") and not name.startswith("..")


def _readable(name: str) -> str:
    return name.partition("[")[0] + "*" if "[" in name else name
