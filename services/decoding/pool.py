"""Owns the decoders: a few spawned processes that read and decode files. A file that kills one costs only itself.

In: candidates. Out: the same candidates in the same order, each decoded or skipped with a reason. A decoder gets files
over a pipe and answers in their order, so the file on which it died is known.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from multiprocessing.shared_memory import SharedMemory

from services.decoding.child import Child, Task, ending, put_away, unpack
from services.decoding.process import Options, serve, slots
from services.decoding.turns import ASKED, Turns
from services.errors import DecodersUnavailable
from services.schema import Candidate, Decoded, Reason, Skipped

logger = logging.getLogger(__name__)

#: Files that a decoder is given ahead, so that it never waits for the next. Each has a slot in its shared memory.
DEPTH = 8
#: Files left at which a decoder is given more, up to DEPTH at once. Given one by one, it would wake for each with cold
#: caches, at half the speed.
LOW = 2
#: Seconds that the caller has waited for pictures when another decoder is started.
STARVED = 0.06
#: Files decoded ahead of the one that the caller wants next. It bounds memory.
AHEAD = 96
#: Seconds that a decoder may take to start, on a busy machine. The time limit of its first file begins after that.
STARTING = 60.0
#: Times that a file may end its decoder before it is skipped. The first death may have come from outside.
TRIES = 2
#: Decoders in a row that may die before they are ready.
STARTS = 4

#: Place of a file in the order -> the file and what came of it.
Results = dict[int, tuple[Candidate, Decoded | Skipped]]


class Pool:
    """Up to ``decoders`` processes that decode, as a context manager. It starts one, and more when the caller waits.

    Parameters
    ----------
    options : Options
        What each decoder is told. A file of more than ``max_bytes`` is skipped without being decoded.
    decoders : int
        Most processes. More than there are cores do not help. Small pictures need only one process, which leaves cores
        for the model.
    seconds : float
        Time limit for one file. A file that takes longer is skipped, and its process replaced.
    """

    def __init__(self, options: Options, *, decoders: int, seconds: float) -> None:
        self._options = options
        self._seconds = seconds
        self._failed_starts = 0
        self._context = multiprocessing.get_context("spawn")
        self._most = max(1, decoders)
        self._waited = 0.0
        self._turns = Turns()
        self._children = [self._spawn()]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every decoder at once."""
        for child in self._children:
            child.process.kill()
        for child in self._children:
            put_away(child)
        self._children = []

    def run(self, source: str, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Decoded | Skipped]]:
        """Decode ``candidates`` of ``source``. Yield each with its result, in the same order, none missing.

        Raises
        ------
        DecodersUnavailable
            The processes end before they are ready.
        """
        todo: deque[Task] = deque()
        fresh = enumerate(candidates)
        results: Results = {}
        given = wanted = 0
        more = True
        while more or given > wanted or results:
            while more and given - wanted < AHEAD:
                entry = next(fresh, None)
                if entry is None:
                    more = False
                else:
                    todo.append(Task(*entry))
                    given += 1
            self._feed(source, todo)
            while wanted in results:
                yield results.pop(wanted)
                wanted += 1
            if given > wanted:
                self._collect(source, todo, results)

    def _feed(self, source: str, todo: deque[Task]) -> None:
        hungry = [(child, list[tuple[Candidate, int]]()) for child in self._children if len(child.tasks) <= LOW]
        for depth in range(DEPTH):
            for child, message in hungry:
                if todo and len(child.tasks) <= depth:
                    task = todo.popleft()
                    if not child.tasks:
                        child.since = time.monotonic()
                    task.slot = child.free.pop()
                    child.tasks.append(task)
                    message.append((task.candidate, task.slot))
        for child, message in hungry:
            if message:
                # _collect() notices a decoder that has just died.
                with contextlib.suppress(OSError):
                    child.pipe.send((source, message))

    def _collect(self, source: str, todo: deque[Task], results: Results) -> None:
        busy = [child for child in self._children if child.tasks]
        before = time.monotonic()
        ready = wait([child.pipe for child in busy], timeout=0.1)
        self._enough(time.monotonic() - before)
        for child in busy:
            if child.pipe in ready:
                try:
                    answer = child.pipe.recv()
                except (EOFError, OSError):
                    reason = f"the decoder crashed on this file (ended with {ending(child.process)})"
                    self._bury(child, todo, results, reason=reason, code=Reason.CRASHED, tries=TRIES)
                    continue
                child.since = time.monotonic()
                if not child.ready:
                    child.ready = True
                    self._failed_starts = 0
                    continue
                if answer == ASKED:
                    self._turns.ask(child)
                    continue
                self._turns.end(child)
                task = child.tasks.popleft()
                results[task.place] = task.candidate, unpack(task, answer, child)
                child.free.append(task.slot)
            elif self._turns.waits(child):
                continue
            elif time.monotonic() - child.since > self._seconds + (0 if child.ready else STARTING):
                reason = f"took longer than {self._seconds:g} seconds to read (IMAGESCAPE_DECODE_SECONDS)"
                self._bury(child, todo, results, reason=reason, code=Reason.SLOW, tries=1)

    def _enough(self, waited: float) -> None:
        if len(self._children) < self._most and all(child.ready for child in self._children):
            self._waited += waited
            if self._waited > STARVED:
                self._waited = 0.0
                self._children.append(self._spawn())

    def _bury(
        self, child: Child, todo: deque[Task], results: Results, *, reason: str, code: Reason, tries: int
    ) -> None:
        """Replace a decoder. The file it was at is tried again or skipped; those behind it go back to the queue."""
        child.process.kill()
        put_away(child)
        self._turns.end(child)
        if not child.ready:
            self._unstarted(child, todo)
            return
        head, *rest = child.tasks
        head.tries += 1
        logger.info("%s: %s", head.candidate.path, reason)
        todo.extendleft(reversed(rest))
        if head.tries < tries:
            todo.appendleft(head)
        else:
            results[head.place] = head.candidate, Skipped(head.candidate.path, reason, code)
        self._children[self._children.index(child)] = self._spawn()

    def _unstarted(self, child: Child, todo: deque[Task]) -> None:
        """Replace a decoder that died before it was ready. No file is to blame, so all go back to the queue."""
        self._failed_starts += 1
        if self._failed_starts > STARTS:
            raise DecodersUnavailable(
                f"The processes that read pictures end before they begin (with {ending(child.process)}); "
                "the machine may be short of memory. Close other programs, or set IMAGESCAPE_DECODERS=1, and start "
                "again."
            )
        todo.extendleft(reversed(child.tasks))
        self._children[self._children.index(child)] = self._spawn()

    def _spawn(self) -> Child:
        ours, theirs = self._context.Pipe()
        memory = SharedMemory(create=True, size=DEPTH * self._options.side**2 * 3)
        process = self._context.Process(target=serve, args=(theirs, self._options, memory), daemon=True, name="decoder")
        process.start()
        # The decoder must hold the only copy of its end, so that its death closes the pipe.
        theirs.close()
        return Child(process, ours, memory, slots(memory, self._options.side), list(range(DEPTH)))
