"""Owns what watches a build from outside while benchmarks.growing drives the page: first layout and memory."""

import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from services.library import Library

#: Pictures of a first map worth the name.
FIRST = 1000


class FirstLayout(threading.Thread):
    """Keeps the first layout of a library's growing map: drift is measured from it."""

    def __init__(self, library: Library, source: Path) -> None:
        super().__init__(daemon=True)
        self.library, self.source = library, str(source)
        self.positions: NDArray[np.float32] | None = None

    def run(self) -> None:
        """Look until there is one."""
        while self.positions is None:
            growing = [info for info in self.library.maps.all() if info.state != "ready"]
            for info in growing:
                latest = self.library.live.load(info.id) if info.source == self.source else None
                if latest is not None and len(latest[1]) >= FIRST:
                    self.positions = latest[1].copy()
            time.sleep(0.05)


class PeakMemory(threading.Thread):
    """Keeps the most memory that any one process below ``server`` has held, in bytes: the worker's, which is the
    largest by far.
    """

    def __init__(self, server: int) -> None:
        super().__init__(daemon=True)
        self.server, self.peak, self.over = server, 0, False

    def run(self) -> None:
        """Look until ``over``."""
        while not self.over:
            with suppress(psutil.Error):
                for process in psutil.Process(self.server).children(recursive=True):
                    with suppress(psutil.Error):
                        self.peak = max(self.peak, process.memory_info().rss)
            time.sleep(0.5)


def drift(first: NDArray[np.float32], last: NDArray[np.float32]) -> float:
    """How far the first thousand move from the first map to the last (median), each map as wide as 1, as a page shows
    it.
    """
    a, b = (positions - (positions.max(axis=0) + positions.min(axis=0)) / 2 for positions in (first, last))
    a, b = (positions[:FIRST] / np.ptp(positions, axis=0).max() for positions in (a, b))
    return float(np.median(np.linalg.norm(a - b, axis=1)))
