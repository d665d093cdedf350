"""Owns counting the pictures in each of many folders a little at a time, for the folder browser. A walker does it.

Every folder has its turn again and again, upper files first, so that numbers soon stand beside all of them.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.errors import BadRequest, NoSuchFolder
from services.schema import Candidate, Reason, Skipped
from services.sources import scan

#: Files of one turn.
TURN = 500
#: Most files and seconds for one folder; more pictures are then not counted.
MOST_FILES, MOST_SECONDS = 20_000, 0.5
#: Seconds between two reports.
EVERY = 0.1
_PICTURES = scan.dotted(scan.ENDINGS)


@dataclass(frozen=True, slots=True)
class Below:
    """Pictures in folders, as far as they are counted.

    ``here`` counts those in the upper folder itself, without its subfolders. ``folders`` maps a name to the number of
    pictures in it and below, None where the folder cannot be read, and to whether there may be more. A folder that has
    not had its turn is absent.
    """

    here: int = 0
    folders: dict[str, tuple[int | None, bool]] = field(default_factory=dict)
    done: bool = False


def count(here: str, folders: Mapping[str, str]) -> Iterator[Below]:
    """Count the pictures in ``here`` and in each of ``folders``: name -> path. Yield every :data:`EVERY` seconds."""
    upper = _Part("", here, alone=True)
    parts = [_Part(name, path) for name, path in folders.items()]
    waiting = deque([upper, *parts])
    due = time.monotonic() + EVERY
    while waiting:
        part = waiting.popleft()
        if part.advance():
            waiting.append(part)
        if time.monotonic() >= due:
            due = time.monotonic() + EVERY
            yield _report(upper, parts)
    yield _report(upper, parts, done=True)


def _report(upper: _Part, parts: list[_Part], *, done: bool = False) -> Below:
    begun = {part.name: (part.pictures, part.more) for part in parts if part.begun}
    return Below(upper.pictures or 0, begun, done)


class _Part:
    """One folder. ``more`` is true until all of it has been counted. ``alone`` leaves out its subfolders."""

    def __init__(self, name: str, path: str, *, alone: bool = False) -> None:
        self.name = name
        self.pictures: int | None = 0
        self.more = True
        self.begun = False
        self._alone = alone
        self._entries = scan.entries(path, shallow=True)
        self._files, self._seconds = 0, 0.0

    def advance(self) -> bool:
        """Count some files. Return whether there may be more, and they are still to be counted."""
        started = time.monotonic()
        self.begun = True
        try:
            for _ in range(TURN):
                if not self._add(next(self._entries)):
                    self.more = False
                    return False
        except StopIteration:
            self.more = False
            return False
        except NoSuchFolder:
            # It has been removed since it was listed.
            self.pictures, self.more = None, False
            return False
        except BadRequest:
            # A library of Imagescape, which has no pictures to map.
            self.more = False
            return False
        self._seconds += time.monotonic() - started
        return self._alone or (self._files < MOST_FILES and self._seconds < MOST_SECONDS)

    def _add(self, entry: Candidate | Skipped) -> bool:
        if self._alone and "/" in entry.path:
            return False
        self._files += 1
        if isinstance(entry, Skipped):
            if entry.path == "." and entry.code is Reason.UNREADABLE:
                self.pictures = None
        elif self.pictures is not None and entry.path.lower().endswith(_PICTURES):
            self.pictures += 1
        return True
