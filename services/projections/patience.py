"""Owns how long steps before a layout tell their progress, and how they are stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from services.schema import LayoutTick

#: Seconds between two looks at whether to stop, while a long step runs.
PATIENCE = 0.5


class Stopped(Exception):
    """A long step was asked to stop."""


@dataclass
class Told:
    """Turns the steps before a layout into one count of ``total`` pictures; ``shares`` are about the seconds each
    takes.
    """

    tick: LayoutTick
    total: int
    shares: dict[str, float]
    done: float = 0.0

    def of(self, name: str) -> Callable[[int, int], bool]:
        """What a step is to tell its progress; raises ``Stopped``."""
        before, share, whole = self.done, self.shares[name], sum(self.shares.values())
        self.done += share

        def told(done: int, of: int) -> bool:
            if not self.tick(int(self.total * (before + share * done / max(of, 1)) / whole), self.total, None):
                raise Stopped
            return True

        return told


def patiently(work: Callable[[], Any], ask: Callable[[], bool]) -> Any:
    """What ``work`` gives, asking meanwhile whether to go on: raises ``Stopped`` if not, though the work, which cannot
    be stopped, ends later.
    """
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(work)
        while not wait([future], timeout=PATIENCE).done:
            if not ask():
                raise Stopped
        return future.result()
    finally:
        pool.shutdown(wait=False)
