"""Owns the long steps before a layout: they report their progress, and a user can stop them.

A step that is stopped raises :class:`services.projections.layout.LayoutStopped`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from services.projections.layout import LayoutStopped
from services.schema import LayoutTick, Tick

#: Seconds between two calls of ``keep_going`` while a step runs that cannot be interrupted.
PATIENCE = 0.5

Result = TypeVar("Result")


@dataclass
class StepProgress:
    """Turns the progress of several steps into one count that rises from 0 to ``total``.

    Attributes
    ----------
    tick : LayoutTick
        Called with (count, total, None).
    total : int
        The number of pictures.
    shares : dict
        About how long each step takes in comparison with the others, by its name.
    """

    tick: LayoutTick
    total: int
    shares: dict[str, float]
    #: Sum of the shares of the steps that have begun.
    begun: float = 0.0

    def tick_for(self, step: str) -> Tick:
        """Begin ``step`` and return the tick to call in it. The tick returns True, or raises ``LayoutStopped``."""
        before, share, whole = self.begun, self.shares[step], sum(self.shares.values())
        self.begun += share

        def tick(done: int, of: int) -> bool:
            if not self.tick(int(self.total * (before + share * done / max(of, 1)) / whole), self.total, None):
                raise LayoutStopped
            return True

        return tick


def run_stoppable(work: Callable[[], Result], keep_going: Callable[[], bool]) -> Result:
    """Return the result of ``work``, and ask ``keep_going`` every :data:`PATIENCE` seconds while it runs.

    Raises
    ------
    LayoutStopped
        ``keep_going`` answered False. ``work`` goes on in its thread, and its result is dropped.
    """
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(work)
        while not wait([future], timeout=PATIENCE).done:
            if not keep_going():
                raise LayoutStopped
        return future.result()
    finally:
        pool.shutdown(wait=False)
