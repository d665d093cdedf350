"""Owns the thumbnails of examples: decoded by one process beside the page, as a hostile file can kill its decoder.

Nothing is stored. The decoder is started for the first picture and ends when it has had nothing to do for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.decoding.pool import Pool
from services.decoding.process import Options
from services.errors import DecodersUnavailable
from services.schema import STANDARD, Candidate, Decoded
from services.settings import Settings
from services.sources.examples import SHOWN

logger = logging.getLogger(__name__)

#: Side in pixels of the square that the decoder makes beside the thumbnail. It is that of most encoders, and the
#: thumbnail therefore the one that a map has.
SIDE = 224
#: Seconds for one picture; one that takes longer gives way to another.
SECONDS = 5.0
#: Seconds without work after which the decoder ends.
IDLE = 30.0


@dataclass(eq=False)
class _Set:
    """The examples of one folder. ``tried`` counts those that were given to the decoder; it is ``busy`` with them."""

    source: str
    candidates: Sequence[Candidate] = ()
    tried: int = 0
    busy: bool = False
    ready: dict[int, bytes] = field(default_factory=dict)


class Thumbnails:
    """Thumbnails by token and number. Several threads may use it. No call waits for a picture."""

    def __init__(self, settings: Settings) -> None:
        self._options = Options(
            side=SIDE,
            decoding=STANDARD,
            max_pixels=settings.max_pixels,
            max_bytes=settings.max_file_mb * 1_000_000,
            memory=settings.decode_memory_mb * 1_000_000,
        )
        self._seconds = min(SECONDS, settings.decode_seconds)
        self._changed = threading.Condition()
        #: The one that is to be decoded next stands last.
        self._sets: dict[str, _Set] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def want(self, token: str, source: str, candidates: Sequence[Candidate]) -> None:
        """Decode the first of ``candidates`` until :data:`SHOWN` of them are ready, before those of other tokens.

        Called again, it takes more candidates; those that it had must be the first of them.
        """
        with self._changed:
            wanted = self._sets.pop(token, None) or _Set(source)
            wanted.candidates = candidates
            self._sets[token] = wanted
            if self._thread is None and self._batch(wanted) and not self._closed:
                self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)
                self._thread.start()
            self._changed.notify()

    def ready(self, token: str) -> tuple[int, ...]:
        """Return the numbers of the thumbnails that are there, in the order of the candidates."""
        with self._changed:
            known = self._sets.get(token)
            return tuple(sorted(known.ready)) if known else ()

    def coming(self, token: str) -> bool:
        """Whether more thumbnails are to come of the candidates that were given."""
        with self._changed:
            known = self._sets.get(token)
            return known is not None and self._thread is not None and (known.busy or bool(self._batch(known)))

    def get(self, token: str, number: int) -> bytes | None:
        """Return a thumbnail as JPEG; None if it is not there."""
        with self._changed:
            known = self._sets.get(token)
            return known.ready.get(number) if known else None

    def forget(self, token: str) -> None:
        """Drop the thumbnails of a token."""
        with self._changed:
            self._sets.pop(token, None)

    def close(self) -> None:
        """End the decoder, and decode no more."""
        with self._changed:
            self._closed = True
            thread = self._thread
            self._changed.notify()
        if thread:
            thread.join(timeout=1)

    def _run(self) -> None:
        pool: Pool | None = None
        try:
            while (work := self._next()) is not None:
                pool = pool or Pool(self._options, decoders=1, seconds=self._seconds)
                self._decode(pool, *work)
        except DecodersUnavailable as reason:
            logger.warning("no examples are shown: %s", reason)
        finally:
            if pool:
                pool.close()
            with self._changed:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _next(self) -> tuple[_Set, int, Sequence[Candidate]] | None:
        """Wait for the next batch: (its set, number of its first candidate, candidates). None ends the thread."""
        until = time.monotonic() + IDLE
        with self._changed:
            while not self._closed:
                for wanted in reversed(self._sets.values()):
                    batch = self._batch(wanted)
                    if batch:
                        first = wanted.tried
                        wanted.tried += len(batch)
                        wanted.busy = True
                        return wanted, first, batch
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            self._thread = None
            return None

    def _batch(self, wanted: _Set) -> Sequence[Candidate]:
        return wanted.candidates[wanted.tried : wanted.tried + SHOWN - len(wanted.ready)]

    def _decode(self, pool: Pool, wanted: _Set, first: int, batch: Sequence[Candidate]) -> None:
        try:
            for number, (candidate, outcome) in enumerate(pool.run(wanted.source, batch), start=first):
                if self._closed:
                    return
                if isinstance(outcome, Decoded):
                    with self._changed:
                        wanted.ready[number] = outcome.thumbnail
                else:
                    logger.info("%s is not shown: %s", candidate.path, outcome.reason)
        finally:
            wanted.busy = False
