"""Owns that large pictures are decoded one at a time, whatever the number of decoders: this bounds memory.

A decoder asks over its pipe and waits; its parent gives the turn, and takes it back when the decoder has answered or
died. A lock shared by the processes would stay shut when the one that holds it is killed.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

#: Pixels above which a picture waits for its turn. Decoded whole, so many take 200 to 800 MB.
LARGE = 60_000_000
#: Bytes of a file above which it waits for its turn before it is read.
LARGE_FILE = 64_000_000
#: What a decoder sends to ask, and what it gets.
ASKED, GIVEN = "a large picture", "your turn"


class Asking(Protocol):
    """A decoder as its parent sees it: its pipe, and when its first task began."""

    pipe: Connection
    since: float


class Turns:
    """The parent's side: who has the turn, and who waits for it."""

    def __init__(self) -> None:
        self._holder: Asking | None = None
        self._waiting: deque[Asking] = deque()

    def ask(self, child: Asking) -> None:
        """Note that a decoder waits, and give it the turn if that is free."""
        if self._holder is child:
            # For the same file, of which it knows more by now.
            with contextlib.suppress(OSError):
                child.pipe.send(GIVEN)
            return
        self._waiting.append(child)
        self._give()

    def waits(self, child: Asking) -> bool:
        """Whether a decoder waits for its turn; the time limit of its file does not run meanwhile."""
        return child in self._waiting

    def end(self, child: Asking) -> None:
        """Note that a decoder has answered, or died; the next one gets the turn if it had it."""
        if child in self._waiting:
            self._waiting.remove(child)
        if self._holder is child:
            self._holder = None
            self._give()

    def _give(self) -> None:
        if self._holder is None and self._waiting:
            self._holder = self._waiting.popleft()
            self._holder.since = time.monotonic()
            # One that has died meanwhile is noticed by its pipe, and ended then.
            with contextlib.suppress(OSError):
                self._holder.pipe.send(GIVEN)


def _at_once() -> None:
    return


#: A decoder's side: waits for the turn.
_wait: Callable[[], None] = _at_once


def wait_for_turn(*, pixels: int = 0, size: int = 0) -> None:
    """Wait until a picture of so many pixels may be decoded, or a file of so many bytes read, if it is large.

    Outside of a decoder's process nobody waits.
    """
    if pixels > LARGE or size > LARGE_FILE:
        _wait()


def ask_over(pipe: Connection, inbox: deque[Any]) -> None:
    """Let this process, a decoder, ask for turns over its pipe. What else comes meanwhile is put into ``inbox``."""

    def wait() -> None:
        pipe.send(ASKED)
        while (message := pipe.recv()) != GIVEN:
            inbox.append(message)

    global _wait  # noqa: PLW0603 - a process has one pipe to its parent
    _wait = wait
