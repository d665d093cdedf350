"""Owns the decoders: a few spawned processes that read and decode files, so that a file that kills one costs only
itself.

In: candidates. Out: the same candidates in the same order, each with what it holds or why it was skipped.
A child is given files one after another over a pipe and answers in that order, so the file it dies on is known.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from numpy.typing import NDArray

from services.decoding.process import Answer, Options, serve, slots
from services.errors import DecodersUnavailable
from services.schema import Candidate, Decoded, Reason, Skipped

logger = logging.getLogger(__name__)

#: Files a child has before it, so that it never waits for the next; each has its slot in the memory it shares with us.
DEPTH = 8
#: Files a child is down to when it is given more, all at once: woken for every file it would find its caches cold, at
#: half the speed.
LOW = 2
#: Seconds spent waiting for pictures after which another child is worth its start.
STARVED = 0.06
#: Files read ahead of the one that is wanted next; bounds memory.
AHEAD = 96
#: Seconds a child may take to start, on a busy machine; its first file's time begins when it has.
STARTING = 60.0
#: A file on which a child dies is tried so often before it is skipped: the first death may have come from outside.
TRIES = 2
#: Children in a row that may die before they are ready.
STARTS = 4

#: Place of a file in the order -> the file and what came of it.
Results = dict[int, tuple[Candidate, Decoded | Skipped]]


@dataclass
class _Task:
    place: int
    candidate: Candidate
    tries: int = 0
    slot: int = 0


@dataclass
class _Child:
    process: SpawnProcess
    pipe: Connection
    memory: SharedMemory
    pixels: NDArray[np.uint8] | None
    free: list[int]
    tasks: deque[_Task] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


class Pool:
    """A context manager around up to ``decoders`` processes: one, and another whenever whoever wants pictures had to
    wait.

    Parameters
    ----------
    decoders : int
        Processes at most; as many as cores help, more do not. Small pictures need only one, and the cores are wanted
        elsewhere.
    side, decoding, max_pixels
        As for :func:`services.decoding.image.decode`.
    max_bytes : int
        Larger files are skipped without being decoded.
    seconds : float
        A file that takes longer is skipped, and its process replaced.
    """

    def __init__(
        self,
        *,
        decoders: int,
        side: int,
        decoding: str,
        max_pixels: int,
        max_bytes: int,
        seconds: float,
        how: str = "services.decoding.image:decode",
    ) -> None:
        self._options = Options(side, decoding, max_pixels, max_bytes, how)
        self._seconds = seconds
        self._failed_starts = 0
        self._context = multiprocessing.get_context("spawn")
        self._most = max(1, decoders)
        self._waited = 0.0
        self._children = [self._spawn()]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every child at once."""
        for child in self._children:
            child.process.kill()
        for child in self._children:
            _put_away(child)
        self._children = []

    def run(self, source: str, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Decoded | Skipped]]:
        """Decode ``candidates`` of ``source``; answers come in the same order, none missing."""
        todo: deque[_Task] = deque()
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
                    todo.append(_Task(*entry))
                    given += 1
            self._feed(source, todo)
            while wanted in results:
                yield results.pop(wanted)
                wanted += 1
            if given > wanted:
                self._collect(source, todo, results)

    def _feed(self, source: str, todo: deque[_Task]) -> None:
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
                # A child that has just died is noticed when its answer is awaited.
                with contextlib.suppress(OSError):
                    child.pipe.send((source, message))

    def _collect(self, source: str, todo: deque[_Task], results: Results) -> None:
        busy = [child for child in self._children if child.tasks]
        before = time.monotonic()
        ready = wait([child.pipe for child in busy], timeout=0.1)
        self._enough(time.monotonic() - before)
        for child in busy:
            if child.pipe in ready:
                try:
                    answer = child.pipe.recv()
                except (EOFError, OSError):
                    reason = f"the decoder crashed on this file (ended with {_ending(child.process)})"
                    self._bury(child, todo, results, reason=reason, code=Reason.CRASHED, tries=TRIES)
                    continue
                child.since = time.monotonic()
                if not child.ready:
                    child.ready = True
                    self._failed_starts = 0
                    continue
                task = child.tasks.popleft()
                results[task.place] = task.candidate, _unpack(task, answer, child)
                child.free.append(task.slot)
            elif time.monotonic() - child.since > self._seconds + (0 if child.ready else STARTING):
                reason = f"took longer than {self._seconds:g} seconds to read"
                self._bury(child, todo, results, reason=reason, code=Reason.SLOW, tries=1)

    def _enough(self, waited: float) -> None:
        if len(self._children) < self._most and all(child.ready for child in self._children):
            self._waited += waited
            if self._waited > STARVED:
                self._waited = 0.0
                self._children.append(self._spawn())

    def _bury(
        self, child: _Child, todo: deque[_Task], results: Results, *, reason: str, code: Reason, tries: int
    ) -> None:
        """Replace a decoder. The file it was at is tried again or skipped; those behind it go back to the queue."""
        child.process.kill()
        _put_away(child)
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

    def _unstarted(self, child: _Child, todo: deque[_Task]) -> None:
        """A child that never got as far as a file: no file is to blame."""
        self._failed_starts += 1
        if self._failed_starts > STARTS:
            raise DecodersUnavailable(
                f"The processes that read pictures end before they begin (with {_ending(child.process)}); "
                "the machine may be short of memory. Close other programs, or set IMAGESCAPE_DECODERS=1, and start "
                "again."
            )
        todo.extendleft(reversed(child.tasks))
        self._children[self._children.index(child)] = self._spawn()

    def _spawn(self) -> _Child:
        ours, theirs = self._context.Pipe()
        memory = SharedMemory(create=True, size=DEPTH * self._options.side**2 * 3)
        process = self._context.Process(target=serve, args=(theirs, self._options, memory), daemon=True, name="decoder")
        process.start()
        # Ours to close: the child's end must vanish with the child, or its death would go unnoticed.
        theirs.close()
        return _Child(process, ours, memory, slots(memory, self._options.side), list(range(DEPTH)))


def _put_away(child: _Child) -> None:
    child.process.join()
    child.pipe.close()
    # The view must go before the memory can be let go.
    child.pixels = None
    child.memory.close()
    with contextlib.suppress(FileNotFoundError):
        child.memory.unlink()


def _ending(process: SpawnProcess) -> str:
    process.join(timeout=2)
    code = process.exitcode or 0
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"code {code}"


def _unpack(task: _Task, answer: Answer, child: _Child) -> Decoded | Skipped:
    if isinstance(answer, Skipped):
        return answer
    facts, thumbnail = answer
    # Copied: the slot is wanted for another picture before this one is through the encoder.
    assert child.pixels is not None  # noqa: S101 - only a decoder that was put away has none
    return Decoded(facts, thumbnail, child.pixels[task.slot].copy())
