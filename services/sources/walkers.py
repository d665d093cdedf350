"""Owns the walkers: a few processes that list folders for the page, and end when nobody asks about their folder.

A walk is a generator that a walker runs; what it yields are reports. With a million files, a walk inside the web
process would delay every hover; on a network disk that does not answer, it would never end, and a process can be
killed. One thread tends to all walkers, and ends with the last of them.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from services.sources.walking import Ended, serve

logger = logging.getLogger(__name__)

#: Most walkers. Other walks wait their turn.
MOST = 4
#: Seconds without a question after which a walk ends, and the same while another walk waits for its walker: a path that
#: is being typed leads through folders that nobody means.
UNASKED, UNASKED_IF_WAITED_FOR = 4.0, 1.0
#: Seconds that a walker without a walk is kept, so that the next walk need not wait for its start.
IDLE = 30.0
#: Seconds between two checks whether a walk is still asked about, and the same while another walk waits.
CHECK, CHECK_IF_WAITED_FOR = 0.5, 0.1
#: Seconds to wait for a killed process. One that waits for a disk that does not answer cannot die before that does.
DYING = 1.0
#: What to tell a user when a walker could not be started, or died.
CANNOT = "This folder could not be counted; a process ended unexpectedly. The map can be made all the same."


@dataclass(eq=False)
class Walk:
    """A walk that was begun.

    ``task(*arguments)`` gives its reports, each of which is handed to ``on_report``. ``asked`` is when somebody last
    asked about it, on the monotonic clock. ``over``: no report will come any more. ``done``: it came to its end.
    ``error`` says in words why it failed, or is empty; a walk that nobody asked about is over, not done, and no error.
    """

    task: Callable[..., Iterator[object]]
    arguments: tuple[Any, ...]
    on_report: Callable[[Any], None]
    asked: float
    over: bool = False
    done: bool = False
    error: str = ""


@dataclass(eq=False)
class _Walker:
    process: SpawnProcess
    pipe: Connection
    walk: Walk | None = None
    free_since: float = field(default_factory=time.monotonic)


class Walkers:
    """All walkers of the web process. Several threads may use it. No call waits for a process."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._waiting: list[Walk] = []
        self._walkers: list[_Walker] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._expected = False
        # A byte in it wakes the thread.
        self._bell, self._ring = self._context.Pipe(duplex=False)

    def begin(
        self, task: Callable[..., Iterator[object]], *arguments: object, on_report: Callable[[Any], None]
    ) -> Walk:
        """Begin a walk as soon as a walker is free. The caller must :meth:`ask` about it, or it ends.

        ``task`` is a function of a module and travels with its arguments to another process. ``on_report`` is called
        in a thread of ours.
        """
        walk = Walk(task, arguments, on_report, asked=time.monotonic())
        with self._lock:
            if self._closed:
                walk.over = True
            else:
                self._waiting.append(walk)
                self._wake()
        return walk

    def expect(self) -> None:
        """Start a walker if there is none: somebody may soon begin a walk."""
        with self._lock:
            self._expected = True
            if not self._closed:
                self._wake()

    def ask(self, walk: Walk) -> None:
        """Note that somebody still wants to know."""
        walk.asked = time.monotonic()

    def close(self) -> None:
        """End every walker at once, and begin no more."""
        with self._lock:
            self._closed = True
            thread = self._thread
            if thread:
                self._ring.send_bytes(b"!")
        if thread:
            thread.join(timeout=5)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._tend, name="walkers", daemon=True)
            self._thread.start()
        else:
            self._ring.send_bytes(b"!")

    def _tend(self) -> None:
        while True:
            with self._lock:
                self._end_unasked()
                self._start_waiting()
                if not self._walkers:
                    self._thread = None
                    return
                pipes: dict[object, _Walker] = {walker.pipe: walker for walker in self._walkers}
                patience = CHECK_IF_WAITED_FOR if self._waiting else CHECK
            for pipe in wait([self._bell, *(walker.pipe for walker in pipes.values())], timeout=patience):
                if pipe is self._bell:
                    self._bell.recv_bytes()
                else:
                    self._receive(pipes[pipe])

    def _end_unasked(self) -> None:
        now = time.monotonic()
        patience = UNASKED_IF_WAITED_FOR if self._waiting else UNASKED
        for walk in [walk for walk in self._waiting if self._closed or now - walk.asked > patience]:
            walk.over = True
            self._waiting.remove(walk)
        for walker in list(self._walkers):
            idle = walker.walk is None and now - walker.free_since > IDLE
            unasked = walker.walk is not None and now - walker.walk.asked > patience
            if self._closed or idle or unasked:
                self._put_away(walker)

    def _start_waiting(self) -> None:
        if self._expected and not self._walkers and not self._waiting:
            with contextlib.suppress(OSError):
                self._spawn()
        self._expected = False
        while self._waiting:
            free = next((walker for walker in self._walkers if walker.walk is None), None)
            if free is None and len(self._walkers) >= MOST:
                return
            walk = self._waiting.pop(0)
            try:
                walker = free or self._spawn()
                walker.walk = walk
                walker.pipe.send((walk.task, walk.arguments))
            except OSError as error:
                logger.warning("no process could be started to list a folder: %s", error)
                walk.error, walk.over = CANNOT, True
                for broken in [walker for walker in self._walkers if walker.walk is walk]:
                    self._put_away(broken)

    def _receive(self, walker: _Walker) -> None:
        walk = walker.walk
        try:
            report = walker.pipe.recv()
        except (EOFError, OSError):
            if walk:
                walk.error = CANNOT
            with self._lock:
                self._put_away(walker)
            return
        if walk is None:
            return
        if isinstance(report, Ended):
            walk.error, walk.done, walk.over = report.error, not report.error, True
            walker.walk, walker.free_since = None, time.monotonic()
        else:
            walk.on_report(report)

    def _spawn(self) -> _Walker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs,), daemon=True, name="walker")
        process.start()
        # The walker must hold the only copy of its end, so that its death closes the pipe.
        theirs.close()
        self._walkers.append(_Walker(process, ours))
        return self._walkers[-1]

    def _put_away(self, walker: _Walker) -> None:
        walker.process.kill()
        walker.process.join(DYING)
        walker.pipe.close()
        self._walkers.remove(walker)
        if walker.walk:
            walker.walk.over = True
