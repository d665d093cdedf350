"""Owns the seconds that the steps of a map take."""

from __future__ import annotations

import time


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
