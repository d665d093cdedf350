"""Owns a build on a terminal: progress bars, and Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from tqdm import tqdm

from services.library import Library
from services.pipeline import beside
from services.pipeline import run as pipeline
from services.pipeline.draft import Built
from services.schema import Recipe
from services.settings import Settings

TITLES = {
    "scan": "Looking for pictures",
    "embed": "Reading and embedding",
    "neighbours": "Finding neighbours",
    "project": "Laying out the map",
    "measure": "Measuring trust",
    "store": "Storing the map",
}


class _Terminal:
    """The :class:`services.progress.Listener` of a terminal: one bar a step, Ctrl-C stops."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None  # tqdm ships no types
        self._title = ""
        self.stopping = False

    def interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """The first Ctrl-C stops in good order, the second at once."""
        if self.stopping:
            raise KeyboardInterrupt
        self.stopping = True
        sys.stderr.write("\nStopping; what was embedded is kept. Press Ctrl-C again to end at once.\n")

    def stage(self, stage: str) -> None:
        self.close()
        self._title = TITLES[stage]
        if not self._quiet:
            self._bar = tqdm(desc=self._title, leave=False, disable=None, dynamic_ncols=True)

    def tick(self, done: int, total: int) -> bool:
        if self._bar is not None:
            self._bar.total = total
            self._bar.update(done - self._bar.n)
        return not self.stopping

    def note(self, text: str) -> None:
        if self._bar is not None:
            self._bar.set_description_str(f"{self._title} ({text})" if text else self._title)

    def counts(self, **fields: int) -> None:
        pass

    def showing(self, map_id: str) -> None:
        pass

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def run(
    library: Library, settings: Settings, source: str, *, recipe: Recipe, name: str, quiet: bool, rehash: bool = False
) -> Built:
    """Build in this process, with bars unless ``quiet`` or no terminal; Ctrl-C stops in good order.

    ``source`` is absolute; ``name`` is the map's name in the list. Errors are those of
    :func:`services.pipeline.run.run`.
    """
    with listening(quiet=quiet) as listener:
        return pipeline.run(library, settings, source, recipe=recipe, name=name, listener=listener, rehash=rehash)


def complete(library: Library, settings: Settings, map_id: str, *, quiet: bool) -> None:
    """Find what a map lacks beside it, with bars unless ``quiet`` or no terminal; Ctrl-C stops in good order.

    Errors are those of :func:`services.pipeline.beside.complete`.
    """
    with listening(quiet=quiet) as listener:
        beside.complete(library, settings, map_id, listener=listener)


@contextlib.contextmanager
def listening(*, quiet: bool) -> Iterator[_Terminal]:
    """Give a listener that shows bars, unless ``quiet`` or no terminal; Ctrl-C asks it to stop."""
    listener = _Terminal(quiet=quiet)
    before = signal.signal(signal.SIGINT, listener.interrupt)
    try:
        yield listener
    finally:
        signal.signal(signal.SIGINT, before)
        listener.close()
