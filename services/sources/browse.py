"""Owns what the folder browser shows: a folder's subfolders, and how many pictures each of them holds.

Only the folder that a user has open is counted, by a walker, and no longer than somebody asks about it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from services import access
from services.access import Listing
from services.errors import BadRequest
from services.settings import Settings
from services.sources import subfolders, systems
from services.sources.counting import Counts
from services.sources.subfolders import Below
from services.sources.walkers import Walk, Walkers

#: Seconds after which an open folder is listed again, and counted again if it has the same subfolders.
LISTED, COUNTED = 3.0, 30.0
#: Least ratio of the time until a folder is listed again to the time that listing it took.
SHARE = 30.0
#: Folders whose counts are kept.
KEPT = 30


@dataclass(frozen=True, slots=True)
class Subfolder:
    """A subfolder. ``pictures`` in it and below are None where they are not known; ``more``: there may be more."""

    name: str
    pictures: int | None
    more: bool


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder.

    ``up`` is its parent, or None at a root. ``more`` counts subfolders that are not listed. ``here`` counts pictures in
    the folder and below, as far as they are counted: all of them if ``whole``. ``done``: no number changes any more.
    """

    path: str
    up: str | None
    folders: tuple[Subfolder, ...]
    more: int
    here: int | None
    whole: bool
    done: bool


@dataclass(eq=False)
class _Open:
    """An open folder as it was listed. ``places`` maps the names of subfolders that may be counted to their paths."""

    listing: Listing
    begun: float
    listed: float
    took: float
    places: dict[str, str]
    linked: frozenset[str]
    asked: float = 0.0
    walk: Walk | None = None
    below: Below | None = None


class Browse:
    """Open folders. Several threads may use it."""

    def __init__(self, settings: Settings, walkers: Walkers) -> None:
        self._settings = settings
        self._walkers = walkers
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}

    def folder(self, text: str, *, known: Callable[[str], Counts | None]) -> Folder:
        """Return a folder with the counts so far; they grow from call to call.

        Parameters
        ----------
        text : str
            Path of a folder; empty for the one to begin with.
        known : callable
            Returns finished counts of a folder, if there are any.

        Raises
        ------
        NoSuchFolder, OutsideRoots
        """
        path = access.check(self._settings, text.strip() or access.start(self._settings))
        now = time.monotonic()
        with self._lock:
            opened = self._open.get(path)
        if opened is None or now - opened.listed > max(LISTED, SHARE * opened.took):
            # Not under the lock: a folder can hold a million files.
            opened = _renewed(_opened(self._settings, path, now), opened)
        counts = known(path)
        whole = counts is not None and counts.subfolders is not None
        with self._lock:
            if not whole:
                self._count(opened)
            opened.asked = now
            self._open[path] = opened
            while len(self._open) > KEPT:
                del self._open[min(self._open, key=lambda other: self._open[other].asked)]
        return _shown(opened, _from_counts(opened, counts) if counts and whole else opened.below, whole=whole)

    def _count(self, opened: _Open) -> None:
        walk = opened.walk
        if walk is None or (walk.over and not walk.done and not walk.error):
            opened.walk = walk = self._walkers.begin(
                subfolders.count, opened.listing.path, opened.places, on_report=partial(_on_report, opened)
            )
        self._walkers.ask(walk)


def _on_report(opened: _Open, below: Below) -> None:
    if below.done or opened.below is None or not opened.below.done:
        opened.below = below


def _renewed(fresh: _Open, before: _Open | None) -> _Open:
    """The folder as it was listed now, or as it is being counted if that is the same."""
    if before is None:
        return fresh
    walking = before.walk is not None and not before.walk.over
    if fresh.listing == before.listing and (walking or fresh.begun - before.begun < COUNTED):
        before.listed = fresh.listed
        return before
    fresh.below = before.below
    return fresh


def _opened(settings: Settings, path: str, now: float) -> _Open:
    listing = access.listing(settings, path)
    own = os.path.basename(listing.path)
    # What a scan leaves out is offered to nobody.
    listing = replace(listing, folders=[name for name in listing.folders if not systems.reason(name, own)])
    places, linked = {}, set()
    for name in listing.folders:
        places[name] = place = os.path.join(path, name)
        if os.path.islink(place):
            linked.add(name)
            try:
                places[name] = access.check(settings, place)
            except BadRequest:
                # The link leads to where nothing may be read.
                del places[name]
    return _Open(listing, now, now, time.monotonic() - now, places, frozenset(linked))


def _from_counts(opened: _Open, counts: Counts) -> Below:
    """The same of a folder that has been counted as a whole."""
    found = counts.subfolders or {}
    inside = {name: (found.get(name, 0), False) for name in opened.listing.folders if name not in opened.linked}
    return Below(counts.pictures - sum(pictures for pictures, _ in inside.values()), dict(inside), done=True)


def _shown(opened: _Open, below: Below | None, *, whole: bool) -> Folder:
    listing = opened.listing
    found = below.folders if below else {}
    done = below is not None and below.done
    folders = [
        Subfolder(name, *found.get(name, (None, name in opened.places and not done))) for name in listing.folders
    ]
    inside = [folder for folder in folders if folder.name not in opened.linked]
    return Folder(
        path=listing.path,
        up=listing.up,
        folders=tuple(folders),
        more=listing.more,
        here=below.here + sum(folder.pictures or 0 for folder in inside) if below else None,
        whole=whole or (done and not listing.more and not any(folder.more for folder in inside)),
        done=done,
    )
