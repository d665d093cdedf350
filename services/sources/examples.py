"""Owns which pictures of a folder are shown as examples while it is counted.

Those that are chosen stay: the list only grows. At first there is one from each subfolder that the walk has met; the
rest is filled up when the walk has ended or :data:`SETTLED` has passed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from services.schema import Candidate

#: Pictures shown, and pictures chosen: a picture that cannot be decoded gives way to one of the others.
SHOWN, MOST = 12, 36
#: Seconds of the walk after which one picture a subfolder is chosen, and after which the list is filled up. So long a
#: large folder has to lead to its subfolders; raise them for a better spread and a later first picture.
BEGUN, SETTLED = 0.25, 1.0
#: Subfolders from which is chosen. Of more, so many are drawn.
FOLDERS = 48


class _Folder:
    """A sample of the pictures of one folder: each is in it with the same probability (Vitter 1985, algorithm R)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.met = 0
        self.sample: list[Candidate] = []

    def add(self, picture: Candidate, rng: random.Random) -> None:
        self.met += 1
        if len(self.sample) < MOST:
            self.sample.append(picture)
        elif (place := int(rng.random() * self.met)) < MOST:
            self.sample[place] = picture


class Choice:
    """The examples of one walk. The same files, met in the same order and asked at the same places, give the same."""

    def __init__(self) -> None:
        self.chosen: list[Candidate] = []
        self._rng = random.Random(8)  # noqa: S311 - it chooses pictures to show
        self._folders: list[_Folder] = []
        self._met = 0
        self._current: _Folder | None = None
        self._represented: set[str] = set()

    @property
    def full(self) -> bool:
        """Whether no more will be chosen. The caller need not tell of further pictures."""
        return len(self.chosen) >= MOST

    def meet(self, folder: str, picture: Candidate) -> None:
        """Take note of a picture. All pictures of a ``folder`` must come one after another."""
        if self._current is None or self._current.name != folder:
            self._keep_current()
            self._current = _Folder(folder)
        self._current.add(picture, self._rng)

    def choose(self, seconds: float, *, done: bool) -> tuple[Candidate, ...]:
        """Choose more, if it is time, and return all that are chosen. ``seconds`` have passed since the walk began."""
        if (done or seconds >= BEGUN) and not self.full:
            folders = [*self._folders, *([self._current] if self._current else [])]
            self._rng.shuffle(folders)
            for folder in folders:
                if len(self.chosen) < SHOWN and folder.name not in self._represented:
                    self._take(folder)
            if done or seconds >= SETTLED:
                for folder in _in_turns(folders, MOST - len(self.chosen)):
                    self._take(folder)
        return tuple(self.chosen)

    def _take(self, folder: _Folder) -> None:
        self._represented.add(folder.name)
        self.chosen.append(folder.sample.pop(int(self._rng.random() * len(folder.sample))))

    def _keep_current(self) -> None:
        if self._current is None or not self._current.sample:
            return
        self._met += 1
        if len(self._folders) < FOLDERS:
            self._folders.append(self._current)
        elif (place := int(self._rng.random() * self._met)) < FOLDERS:
            self._folders[place] = self._current


def _in_turns(folders: list[_Folder], most: int) -> Iterator[_Folder]:
    """Yield a folder for each picture to be taken from it: one of each, then another of each, at most ``most``."""
    left = most
    while left > 0:
        some = [folder for folder in folders if folder.sample][:left]
        if not some:
            return
        left -= len(some)
        yield from some
