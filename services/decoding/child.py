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
    """A file to decode: its place in the order, how often it was tried, and its slot in the shared memory."""

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
    """How a process ended, in words."""
    process.join(timeout=2)
    code = process.exitcode or 0
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"code {code}"


def unpack(task: Task, answer: Answer, child: Child) -> Decoded | Skipped:
    """A decoder's answer with the pixels from the shared memory."""
    if isinstance(answer, Skipped):
        return answer
    facts, thumbnail = answer
    # Copied: the slot gets another picture before this one is through the encoder.
    assert child.pixels is not None  # noqa: S101 - only a decoder that was put away has none
    return Decoded(facts, thumbnail, child.pixels[task.slot].copy())
