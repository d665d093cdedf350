"""Owns a map that is shown while its pictures are still being embedded: waves of it are laid out in a thread beside.

In: rows as they become certain. Out: a map in the library under an id of its own, with more and more rows, and the
waves, with which
:mod:`services.pipeline.build` goes on when all rows are there. What is shown between waves decides nothing: the same
pictures give the same map.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from services import projections
from services.library import Library, MapInfo, RowTable
from services.pipeline import align
from services.progress import Listener
from services.schema import Candidate, Facts, digest

logger = logging.getLogger(__name__)

#: Seconds between two looks at what has come, and between two showings of it: at least so many, and so many times what
#: one takes.
LOOK, EVERY, SHARE = 0.1, 2.8, 6.0
#: Seconds between two showings, the second of them before a wave.
BEFORE = 0.5


def preview_id(source: str, recipe_json: str) -> str:
    """The id of a map whose rows are not known yet, 32 hex digits."""
    return digest("growing", source, recipe_json)[:32]


class Preview:
    """Call :meth:`on_rows` as rows come, and :meth:`end` once.

    Parameters
    ----------
    library : Library
    info : MapInfo
        All that is known of the map; its id is that of :func:`preview_id`.
    expected : int
        Rows at most.
    threads : int
    listener : Listener
        Told that the map can be looked at, and how many pictures are on it.
    """

    def __init__(self, library: Library, info: MapInfo, *, expected: int, threads: int, listener: Listener) -> None:
        self.waves = projections.grow(info.recipe, threads=threads)
        self._ends = projections.wave_ends(expected)
        self._library = library
        self._info = info
        self._listener = listener
        self._on_page = False
        self._rows: Sequence[Candidate] = ()
        self._hashes: Sequence[str] = ()
        self._certain = 0
        self._facts: dict[str, Facts] = {}
        self._placed: Any = np.zeros((0, 2))
        self._shown_at = self._cost = 0.0
        self._given_up = False
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def on_rows(self, rows: Sequence[Candidate], hashes: Sequence[str]) -> None:
        """There are more rows; both are only ever added to."""
        self._rows, self._hashes = rows, hashes
        self._certain = len(hashes)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="preview", daemon=True)
            self._thread.start()

    def end(self, *, give_up: bool = False) -> projections.Waves:
        """No more rows come. A wave that is under way is done to its end, or given up. The waves that are done are the
        caller's now.
        """
        self._given_up = give_up
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        return self.waves

    def became(self, map_id: str) -> None:
        """It is another map now, of the same rows: pages that look at it go on with that one."""
        if self._on_page:
            self._library.maps.supersede(self._info.id, map_id)

    def _run(self) -> None:
        try:
            while not self._ending.wait(LOOK):
                coming = self._ends[self.waves.count :]
                if coming and self._certain > coming[0] and self._join(coming[0]):
                    self._show()
                self._show_if_due()
            # What came last is not kept waiting for the layout of all, which has all features to read first.
            if not self._given_up and self._has_more:
                self._show()
        except Exception:
            # What is not shown now is laid out in the end all the same.
            logger.exception("the map could not be shown while it grows")

    def _join(self, end: int) -> bool:
        """The wave of the first ``end`` rows; whether it is done. Until it is, what comes is put among those of the
        wave before.
        """

        def look(_positions: Any) -> bool:
            self._show_if_due()
            return not self._given_up

        # A wave's features are read and reduced before it first looks here: what has come is not kept waiting for that.
        self._show_if_due(BEFORE)
        features = self._features(0, end)
        self._show_if_due(BEFORE)
        done = self.waves.advance(features, look)
        if done:
            self._placed = self.waves.positions
        return done

    @property
    def _has_more(self) -> bool:
        """Whether there is a wave to put what has come among, and something has."""
        return self.waves.count > 0 and self._certain > len(self._placed)

    def _show_if_due(self, every: float | None = None) -> None:
        if self._has_more and time.monotonic() - self._shown_at > max(
            EVERY if every is None else every, SHARE * self._cost
        ):
            self._show()

    def _show(self) -> None:
        """Put what has come where it begins, and all of it on the page."""
        started = time.monotonic()
        first, certain = len(self._placed), self._certain
        if certain > first:
            self._placed = np.concatenate([self._placed, self.waves.place(self._features(first, certain), first=first)])
        n = len(self._placed)
        hashes = list(self._hashes[:n])
        self._facts.update(self._library.contents.facts({h for h in hashes if h not in self._facts}))
        rows = RowTable.of(self._rows[:n], hashes, self._facts, dimensions=2)
        turn = align.onto(self._library, self._info.recipe, rows)
        self._library.maps.grow(replace(self._info, n=n, mapped=n), rows)
        self._library.live.save(self._info.id, turn(self._placed.astype(np.float32)))
        self._listener.counts(mapped=n)
        if not self._on_page:
            self._listener.showing(self._info.id)
            self._on_page = True
        self._shown_at = time.monotonic()
        self._cost = self._shown_at - started

    def _features(self, start: int, stop: int) -> Any:
        return self._library.contents.features(
            self._hashes[start:stop], key=self._info.encoder_key, width=self._info.width
        )
