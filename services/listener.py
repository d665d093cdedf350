"""Owns what whoever follows a build is told."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Whoever follows a build. ``tick`` answers False when the user has asked to stop."""

    def stage(self, stage: str) -> None:
        """A step of :data:`services.schema.STAGES` begins."""

    def tick(self, done: int, total: int) -> bool:
        """So much of the step is done."""

    def note(self, text: str) -> None:
        """A sentence for the user about what takes its time."""

    def counts(self, **fields: int) -> None:
        """found, mapped, skipped, embedded, cached, as they become known."""

    def showing(self, map_id: str) -> None:
        """The map of this build can be looked at from now on, though it is not done."""
