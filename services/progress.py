"""Owns what whoever follows a build is told, and the seconds that its steps take."""

from __future__ import annotations

import time
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


class Clock:
    """``seconds`` has a step's wall time, and under ``total`` all of it so far."""

    def __init__(self) -> None:
        self.start = self.last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @property
    def steps(self) -> dict[str, float]:
        """Seconds by step, without their total."""
        return {step: taken for step, taken in self.seconds.items() if step != "total"}

    def lap(self, step: str) -> float:
        """``step`` ends now and began where the one before it ended."""
        now = time.perf_counter()
        self.seconds[step] = round(now - self.last, 3)
        self.seconds["total"] = round(now - self.start, 3)
        self.last = now
        return self.seconds[step]
