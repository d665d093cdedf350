"""Owns how the work is dispatched to remote workers in parts, and how the outcomes are put in order. No Dask here.

In: candidates in row order, and a :class:`Link` to remote workers that may die, vanish and come back at any time. Out:
an outcome for each, in the same order. A part whose remote worker died is sent again. A file that killed its remote
worker twice while it was alone there is skipped. Nothing else is lost, and only the parts in flight are done twice.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from itertools import islice

from services.decoding import process
from services.embedding.local import Outcomes, Seen
from services.embedding.remote.connection import Died, Link, Lost
from services.embedding.remote.part import Answer, Job
from services.errors import ClusterFailed, EncoderUnavailable, in_one_line
from services.schema import Candidate, Reason, Skipped

#: Pictures in a part: half a second of work, so that the death of a remote worker costs little.
PART = 32
#: Parts in flight for each thread of the remote workers, so that no thread waits for the network.
DEPTH = 4
#: Bytes in a part whose files are sent, and in all parts in flight. The scheduler holds these bytes too.
PART_BYTES, FLIGHT_BYTES = 8_000_000, 256_000_000
#: Seconds between two checks of the cluster and of the stop button.
POLL = 0.2
#: Failures of a part, on living remote workers, that end the job with the error.
TRIES = 3
#: Deaths of a remote worker with one file alone after which the file is skipped. The first may have come from outside.
DEATHS = 2
#: So many such files in a row, without a part that succeeded between them, mean that the remote workers are at fault.
GUILTY = 5


@dataclass(eq=False)
class Part:
    """Some of the pictures, with their places in the order.

    ``data`` are the bytes of the files, if the remote workers cannot read them. ``failures`` counts errors, and
    ``deaths`` counts remote workers that died while the part was alone on them.
    """

    items: list[tuple[int, Candidate]]
    data: list[bytes] | None = None
    failures: int = 0
    deaths: int = 0

    def halves(self) -> list[Part]:
        """Return two parts of half the size."""
        middle = len(self.items) // 2
        return [Part(self.items[cut], self.data and self.data[cut]) for cut in (slice(middle), slice(middle, None))]

    @property
    def size(self) -> int:
        """The bytes of files that are sent with the part."""
        return sum(map(len, self.data or ()))


@dataclass
class Dispatch:
    """One run on a cluster; see :func:`services.embedding.remote.link.outcomes`.

    ``say`` is called with the threads of all remote workers (None while the cluster does not answer) and whether any
    part has succeeded.
    """

    link: Link
    job: Job
    candidates: Sequence[Candidate]
    go_on: Callable[[], bool]
    warnings: list[str]
    say: Callable[[int | None, bool], None]
    #: Place in the order -> result, until its turn has come.
    results: dict[int, Seen | Skipped] = field(default_factory=dict)
    flying: dict[Future[Answer], Part] = field(default_factory=dict)
    #: Parts to be sent again.
    again: deque[Part] = field(default_factory=deque)
    #: Parts whose remote workers died. A file that kills may be in them, so each runs with nothing else in flight.
    suspects: deque[Part] = field(default_factory=deque)
    #: Files that are not the same on a remote worker as here; their bytes are sent.
    unseen: deque[tuple[int, Candidate]] = field(default_factory=deque)
    #: Files that killed their remote workers. They are skipped once another part has succeeded.
    guilty: list[tuple[int, Candidate]] = field(default_factory=list)
    #: Whether the bytes of all further files are sent: the remote workers could not read most of a part.
    by_bytes: bool = False
    #: Candidates that were taken from the queue.
    given: int = 0
    #: Whether a part has succeeded.
    answered: bool = False

    def run(self) -> Outcomes:
        """Yield every candidate's outcome, in order, and None in between, at least every :data:`POLL` seconds."""
        fresh = enumerate(self.candidates)
        wanted = 0
        epoch = self.link.epoch
        while wanted < len(self.candidates) and self.go_on():
            # In this order: the epoch belongs to the threads that were read before it.
            threads = self.link.threads()
            if self.link.epoch != epoch:
                epoch = self.link.epoch
                for part in self.flying.values():
                    self._anew(part)
                self.flying.clear()
            self.say(threads, self.answered)
            if threads:
                self._submit(fresh, threads, wanted)
            self._collect()
            while wanted in self.results:
                yield self.candidates[wanted], self.results.pop(wanted)
                wanted += 1
            yield None

    def _submit(self, fresh: Iterator[tuple[int, Candidate]], threads: int, wanted: int) -> None:
        if (
            self.guilty
            and not (self.flying or self.suspects or self.again or self.unseen)
            and self.given == len(self.candidates)
        ):
            self._convict()
        if self.suspects:
            if not self.flying:
                self._send(self.suspects.popleft(), alone=True)
            return
        began = time.monotonic()
        while len(self.flying) < DEPTH * threads and sum(part.size for part in self.flying.values()) < FLIGHT_BYTES:
            # One slow part must not stop the others. Their outcomes wait here meanwhile.
            part = self._next(fresh, more=self.given - wanted < 2 * DEPTH * threads * PART)
            if part is None:
                return
            if part.items:
                self._send(part)
            if time.monotonic() - began > POLL:
                # Reading files to send them may take long; progress must be reported meanwhile.
                return

    def _send(self, part: Part, *, alone: bool = False) -> None:
        future = self.link.submit(self.job, [candidate for _, candidate in part.items], part.data, alone=alone)
        part.deaths += alone
        self.flying[future] = part

    def _next(self, fresh: Iterator[tuple[int, Candidate]], *, more: bool) -> Part | None:
        if self.again:
            return self.again.popleft()
        if self.unseen or (self.by_bytes and more):
            return self._read(fresh if self.by_bytes and more else iter(()))
        items = list(islice(fresh, PART)) if more else []
        self.given += len(items)
        return Part(items) if items else None

    def _read(self, fresh: Iterator[tuple[int, Candidate]]) -> Part | None:
        """Return a part with the bytes of its files, read here. This machine decides whether a file can be read."""
        items, data, size, took = [], [], 0, 0
        while took < PART and size < PART_BYTES:
            item = self.unseen.popleft() if self.unseen else next(fresh, None)
            if item is None:
                break
            self.given = max(self.given, item[0] + 1)
            took += 1
            content = process.read(self.job.source, item[1], max_bytes=self.job.options.max_bytes)
            if isinstance(content, Skipped):
                self.results[item[0]] = content
            else:
                items.append(item)
                data.append(content)
                size += len(content)
        return Part(items, data) if took else None

    def _collect(self) -> None:
        if not self.flying:
            time.sleep(POLL)
            return
        for future in wait(self.flying, timeout=POLL, return_when=FIRST_COMPLETED).done:
            part = self.flying.pop(future)
            error = Lost() if future.cancelled() else future.exception()
            if error is None:
                self._take(part, future.result())
            elif isinstance(error, Lost):
                self._anew(part)
            elif isinstance(error, Died):
                self._suspect(part)
            elif isinstance(error, EncoderUnavailable):
                raise error
            else:
                self._failed(part, error)

    def _take(self, part: Part, answer: Answer) -> None:
        self.answered = True
        self._convict()
        self.warnings.extend(w for w in answer.warnings if w not in self.warnings)
        unseen = []
        for (place, candidate), result in zip(part.items, answer.results, strict=True):
            if result is None:
                unseen.append((place, candidate))
            else:
                self.results[place] = result
        self.unseen.extend(unseen)
        self.by_bytes = self.by_bytes or 2 * len(unseen) > len(part.items)

    def _suspect(self, part: Part) -> None:
        if not part.deaths:
            self.suspects.append(part)
        elif len(part.items) > 1:
            self.suspects.extendleft(reversed(part.halves()))
        elif part.deaths < DEATHS:
            self.suspects.appendleft(part)
        else:
            self.guilty += part.items
            if len(self.guilty) >= GUILTY:
                self.answered = False
                self._convict()

    def _convict(self) -> None:
        """Skip the files that killed, unless the remote workers die on every part: then no file is to blame."""
        if not self.answered:
            raise ClusterFailed(
                "The cluster's workers die whatever picture they are given; their logs may say why, often it is want "
                "of memory. "
                "Everything embedded so far is kept."
            )
        for place, candidate in self.guilty:
            reason = f"the cluster's worker died on this file, {DEATHS} times"
            self.results[place] = Skipped(candidate.path, reason, Reason.CRASHED)
        self.guilty.clear()

    def _failed(self, part: Part, error: BaseException) -> None:
        part.failures += 1
        if part.failures >= TRIES:
            raise ClusterFailed(
                f"The cluster's workers cannot embed pictures ({type(error).__name__}: "
                f"{in_one_line(error, 200)}). Start them with Imagescape's "
                "folder in PYTHONPATH and the same requirements (see docs/cluster.md). Everything embedded so far is "
                "kept."
            ) from error
        self._anew(part)

    def _anew(self, part: Part) -> None:
        part.deaths = 0
        self.again.append(part)
