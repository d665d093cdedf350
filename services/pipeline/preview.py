"""Owns previews: a map that is shown while its pictures are still being embedded.

A thread takes rows as their features are stored. Whenever there are enough of them, it lays out the next wave: a map of
the first rows, with more rows than the wave before (:mod:`services.projections.waves`). Every few seconds it also puts
the rows that have come since the last wave among their neighbours, and stores all positions for the page. The preview
is a map in the library, under an id of its own.

When all rows are there, :mod:`services.pipeline.build` goes on with the waves that are done. A wave depends on its rows
alone, and what is shown between waves does not enter the finished map. So the same pictures give the same map, with a
preview or without one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services import projections
from services.features import Features
from services.library import Library, MapInfo, RowTable
from services.neighbours import metric
from services.pipeline import align
from services.progress import Listener
from services.schema import Candidate, Facts, digest

logger = logging.getLogger(__name__)

#: Seconds between two checks for new rows.
POLL = 0.1
#: Least seconds between two updates of the page. Raise it to leave more of the processor to embedding.
EVERY = 2.8
#: Least time between two updates, as a multiple of the time that the last one took. An update of a large map takes
#: longer, and comes less often.
SHARE = 6.0
#: Least seconds since the last update at two moments, at which this replaces :data:`EVERY`: just before the features of
#: a wave are read, and just before the wave begins. The page cannot be updated while the features are read, nor in the
#: first moments of the wave. The limit that :data:`SHARE` sets stays.
BEFORE_WAVE = 0.5


def preview_id(source: str, recipe_json: str) -> str:
    """Return the id of the preview, 32 hex digits.

    Its rows are not known yet, so the id is a hash of source and recipe.
    """
    return digest("growing", source, recipe_json)[:32]


class Preview:
    """A preview. Call :meth:`on_rows` whenever there are more rows, and :meth:`end` once.

    Parameters
    ----------
    library : Library
    info : MapInfo
        What is known of the map so far; its id is that of :func:`preview_id`.
    expected : int
        The most rows that can come.
    threads : int
    listener : Listener
        Learns that the map can be shown, and how many pictures are on it.

    Attributes
    ----------
    waves : Waves
        The waves that are done. The thread writes them until :meth:`end` returns.
    """

    def __init__(self, library: Library, info: MapInfo, *, expected: int, threads: int, listener: Listener) -> None:
        self.waves = projections.new_waves(info.recipe, threads=threads)
        self._wave_sizes = projections.wave_sizes(expected)
        self._library = library
        self._info = info
        self._listener = listener
        self._on_page = False
        self._rows: Sequence[Candidate] = ()
        self._hashes: Sequence[str] = ()
        #: How many rows have their features stored.
        self._certain = 0
        self._facts: dict[str, Facts] = {}
        #: Of the features of the first wave, which are those of the first rows.
        self._centre: metric.Centre = None
        #: Positions of the rows on the page, ``f8 (rows, 2)``, before they are turned to fit an older map.
        self._positions: NDArray[np.float64] = np.zeros((0, 2))
        self._shown_at = self._cost = 0.0
        self._given_up = False
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def on_rows(self, rows: Sequence[Candidate], hashes: Sequence[str]) -> None:
        """Take note that there are more rows.

        Parameters
        ----------
        rows : sequence of Candidate
            The rows of the map so far.
        hashes : sequence of str
            Content hashes of the first rows: those whose features are stored. Both sequences only ever grow.
        """
        self._rows, self._hashes = rows, hashes
        self._certain = len(hashes)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="preview", daemon=True)
            self._thread.start()

    def end(self, *, give_up: bool = False) -> projections.Waves:
        """End the thread and return the waves that are done; the caller may change them.

        A wave that is being laid out is finished first, or dropped with ``give_up``.
        """
        self._given_up = give_up
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        return self.waves

    def became(self, map_id: str) -> None:
        """Replace the preview by the finished map ``map_id``: pages that show the preview change over to it."""
        if self._on_page:
            self._library.maps.supersede(self._info.id, map_id)

    def _run(self) -> None:
        try:
            while not self._ending.wait(POLL):
                coming = self._wave_sizes[self.waves.count :]
                if coming and self._certain > coming[0] and self._advance(coming[0]):
                    self._show()
                self._show_if_due()
            # After the end of this thread, the build lays out all rows. It reads all features first, which takes its
            # time. So the page gets the last rows now.
            if not self._given_up and self._has_more:
                self._show()
        except Exception:
            # The map itself does not need the preview.
            logger.exception("the map could not be shown while it grows")

    def _advance(self, size: int) -> bool:
        """Lay out the wave of the first ``size`` rows. Return False if it was given up.

        Meanwhile, new rows are put among those of the previous wave.
        """

        def on_wave(_positions: NDArray[np.float64] | None) -> bool:
            self._show_if_due()
            return not self._given_up

        self._show_if_due(BEFORE_WAVE)
        features = self._features(0, size)
        self._show_if_due(BEFORE_WAVE)
        done = self.waves.advance(features, on_wave)
        if done:
            self._positions = self.waves.positions
        return done

    @property
    def _has_more(self) -> bool:
        """Whether a wave is done and there are rows that are not on the page."""
        return self.waves.count > 0 and self._certain > len(self._positions)

    def _show_if_due(self, every: float | None = None) -> None:
        """Update the page if the last update is long enough ago; ``every`` is in seconds."""
        pause = max(EVERY if every is None else every, SHARE * self._cost)
        if self._has_more and time.monotonic() - self._shown_at > pause:
            self._show()

    def _show(self) -> None:
        """Give new rows their first positions, and store rows and positions for the page."""
        started = time.monotonic()
        first, certain = len(self._positions), self._certain
        if certain > first:
            new = self.waves.initial_positions(self._features(first, certain), first=first)
            self._positions = np.concatenate([self._positions, new])
        n = len(self._positions)
        hashes = list(self._hashes[:n])
        self._facts.update(self._library.contents.facts({h for h in hashes if h not in self._facts}))
        rows = RowTable.of(self._rows[:n], hashes, self._facts, dimensions=2)
        turn = align.onto(self._library, self._info.recipe, rows)
        self._library.maps.grow(replace(self._info, n=n, mapped=n), rows)
        self._library.live.save(self._info.id, turn(self._positions.astype(np.float32)))
        self._listener.counts(mapped=n)
        if not self._on_page:
            self._listener.showing(self._info.id)
            self._on_page = True
        self._shown_at = time.monotonic()
        self._cost = self._shown_at - started

    def _features(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the features of the rows from ``start`` to ``stop`` as they are compared, ``f4 (m, d)``."""
        hashes = self._hashes[start:stop]
        features = self._library.contents.vectors(hashes, key=self._info.encoder_key, width=self._info.width)
        if not self.waves.count and not start:
            self._centre = metric.centre_of(features, self._info.recipe.metric)
        return Features.of(metric.compared(features, self._centre)).all()
