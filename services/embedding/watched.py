"""Owns noticing that the folder of the pictures goes away while they are read: unmounted, renamed, unplugged.

Without it each file of the rest would be skipped, one by one, and a map of a part would look like a map of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from services import storage
from services.errors import SourceGone


@dataclass
class Place:
    """Where a run's pictures are. ``mark`` tells the folder that was there at first, ``gone`` whether it went away."""

    source: str
    mark: storage.Mark | None
    gone: bool = False

    @classmethod
    def of(cls, source: str) -> Place:
        """The place ``source`` as it is now."""
        return cls(source, storage.mark(source))

    def is_there(self) -> bool:
        """Look whether the place is still there, and the same, not another one under its name."""
        now = storage.mark(self.source)
        self.gone = self.gone or now is None or now != self.mark
        return not self.gone

    def reads(self, path: str) -> bool:
        """Whether a file of it can be read at this moment."""
        return storage.reaches(self.source, path)

    def check(self) -> None:
        """Stop the run if the place was found to be gone.

        Raises
        ------
        SourceGone
        """
        if self.gone:
            raise SourceGone(storage.went_away(self.source, "read"))
