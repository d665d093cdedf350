"""Owns a decoder as its parent sees it: the process, its pipe, the memory it shares, and the files it was given."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from numpy.typing import NDArray

from services.decoding.process import Answer
from services.schema import Candidate, Decoded, Skipped


@dataclass
class Task:
    """A file to decode.

    ``place`` is its place in the order, ``tries`` counts the decoders that died on it, and ``slot`` is its place in the
    shared memory.
    """

    place: int
    candidate: Candidate
    tries: int = 0
    slot: int = 0


@dataclass
class Child:
    """A decoder as its parent sees it.

    ``tasks`` are the files it was given, in order. ``free`` are the slots without a picture. ``since`` is when its
    first task began, in seconds of the monotonic clock. ``ready`` is whether it has answered once.
    """

    process: SpawnProcess
    pipe: Connection
    memory: SharedMemory
    pixels: NDArray[np.uint8] | None
    free: list[int]
    tasks: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


def put_away(child: Child) -> None:
    """Wait for a decoder that was killed, and release what it shared."""
    child.process.join()
    child.pipe.close()
    # The view must be dropped before the memory can be closed.
    child.pixels = None
    child.memory.close()
    with contextlib.suppress(FileNotFoundError):
        child.memory.unlink()


def ending(process: SpawnProcess) -> str:
    """Return in words how a process ended."""
    process.join(timeout=2)
    code = process.exitcode or 0
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"code {code}"


def unpack(task: Task, answer: Answer, child: Child) -> Decoded | Skipped:
    """Return a decoder's answer with a copy of the pixels in the shared memory."""
    if isinstance(answer, Skipped):
        return answer
    facts, thumbnail = answer
    # The slot gets another picture before this one has been embedded.
    assert child.pixels is not None  # noqa: S101 - only a decoder that was put away has none
    return Decoded(facts, thumbnail, child.pixels[task.slot].copy())
