"""Owns the listener, which a build informs of its progress, and the clock that measures the steps of a build."""

from __future__ import annotations

import time
from typing import Protocol


class Listener(Protocol):
    """Follows a build: the command line, a job, or a test."""

    def stage(self, stage: str) -> None:
        """A step of :data:`services.schema.STAGES` begins."""

    def tick(self, done: int, total: int) -> bool:
        """``done`` of ``total`` units of the step are done. Return False if the user has asked to stop."""

    def note(self, text: str) -> None:
        """``text`` is a sentence for the user about what takes time; an empty one takes it back."""

    def counts(self, **fields: int) -> None:
        """Numbers of pictures as they become known: found, mapped, skipped, others, embedded, cached."""

    def showing(self, map_id: str) -> None:
        """The map ``map_id`` of this build can be shown from now on, though it is not finished."""


class Clock:
    """Measures wall time. ``seconds`` maps a step to its seconds, and ``total`` to the seconds since the start."""

    def __init__(self) -> None:
        self.start = self.last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @property
    def steps(self) -> dict[str, float]:
        """The seconds of each step, without the total."""
        return {step: taken for step, taken in self.seconds.items() if step != "total"}

    def lap(self, step: str) -> float:
        """End ``step``, which began when the step before it ended. Return its seconds."""
        now = time.perf_counter()
        self.seconds[step] = round(now - self.last, 3)
        self.seconds["total"] = round(now - self.start, 3)
        self.last = now
        return self.seconds[step]
