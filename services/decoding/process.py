"""Owns the life of one decoder: a spawned process that reads and decodes files, one after another.

In, over a pipe: (source, [(candidate, slot), ...]). Out, for each file: an :data:`Answer` over the pipe, and the pixels
in the file's slot of the shared memory, since a pipe would copy them four times.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import signal
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from numpy.typing import NDArray

from services.errors import in_one_line
from services.schema import Candidate, Decoded, Facts, Reason, Skipped

#: Parameters of glibc's mallopt, M_TRIM_THRESHOLD and M_MMAP_THRESHOLD, and our values in bytes. By default glibc
#: returns the memory of each picture to the system and takes it anew, page by page. That is a quarter of the time of a
#: small picture.
TRIM, MAPPED, KEPT, ALONE = -1, -3, 64 << 20, 16 << 20


#: What a decoder is sent: where the files are, and each with its slot.
Given = tuple[str, list[tuple[Candidate, int]]]
#: What a decoder answers for a file: facts and thumbnail, or why the file is skipped. Pixels go by shared memory.
Answer = tuple[Facts, bytes] | Skipped


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a decoder.

    ``side``, ``decoding`` and ``max_pixels`` are those of :func:`services.decoding.image.decode`. ``memory`` is the
    address space of a decoder in bytes; a picture that needs more is skipped. ``how`` names the function that decodes,
    as ``module:function``; tests name others.
    """

    side: int
    decoding: str
    max_pixels: int
    max_bytes: int
    how: str = "services.decoding.image:decode"
    memory: int = 6_000_000_000


def slots(memory: SharedMemory, side: int) -> NDArray[np.uint8]:
    """Return a view of the shared memory as pictures, ``u1 (slots, side, side, 3)``."""
    size = side * side * 3
    return np.ndarray((memory.size // size, side, side, 3), dtype=np.uint8, buffer=memory.buf)


def serve(pipe: Connection, options: Options, memory: SharedMemory) -> None:
    """Run a decoder: decode the files that come over the pipe, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(options.memory)
    _keep_freed_memory()
    _silence()
    from services.decoding import turns

    module, _, name = options.how.partition(":")
    decode: Callable[..., Decoded] = getattr(importlib.import_module(module), name)
    pixels = slots(memory, options.side)
    inbox: deque[Given] = deque()
    turns.ask_over(pipe, inbox)
    with contextlib.suppress(OSError):
        pipe.send("ready")
    while True:
        try:
            source, given = inbox.popleft() if inbox else pipe.recv()
            for candidate, slot in given:
                pipe.send(_one(source, candidate, options, decode, pixels[slot]))
        except (EOFError, OSError):
            return


def read(source: str, candidate: Candidate, *, max_bytes: int) -> bytes | Skipped:
    """Return the bytes of a file, or why it is skipped. Files of more than ``max_bytes`` are skipped."""
    from services import storage

    if candidate.size > max_bytes:
        limit = f"the limit is {max_bytes / 1e6:,.0f} MB (IMAGESCAPE_MAX_FILE_MB)"
        reason = f"too large: {candidate.size / 1e6:,.0f} MB; {limit}"
        return Skipped(candidate.path, reason, Reason.TOO_LARGE)
    try:
        data = storage.read(source, candidate.path, limit=max_bytes)
    except storage.LeadsOutside:
        return Skipped(candidate.path, "a link that leads outside the folder", Reason.OUTSIDE)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - each library behind fsspec raises its own kinds
        return unreadable(candidate, error)
    if len(data) > max_bytes:
        reason = f"too large: more than {max_bytes / 1e6:,.0f} MB (IMAGESCAPE_MAX_FILE_MB)"
        return Skipped(candidate.path, reason, Reason.GREW)
    return data


def unreadable(candidate: Candidate, error: Exception) -> Skipped:
    """A file whose bytes cannot be read, and why."""
    why = (error.strerror or in_one_line(error, 100)).lower() if isinstance(error, OSError) else in_one_line(error, 100)
    return Skipped(candidate.path, f"cannot be read ({why})", Reason.UNREADABLE)


def _one(
    source: str, candidate: Candidate, options: Options, decode: Callable[..., Decoded], pixels: NDArray[np.uint8]
) -> Answer:
    from services.decoding import turns
    from services.decoding.unreadable import TOO_MUCH_MEMORY, Unreadable

    try:
        turns.wait_for_turn(size=candidate.size)
        data = read(source, candidate, max_bytes=options.max_bytes)
        if isinstance(data, Skipped):
            return data
        decoded = decode(data, side=options.side, decoding=options.decoding, max_pixels=options.max_pixels)
    except Unreadable as reason:
        return Skipped(candidate.path, str(reason), reason.code)
    except OSError as error:
        return unreadable(candidate, error)
    except MemoryError:
        return Skipped(candidate.path, TOO_MUCH_MEMORY, Reason.MEMORY)
    pixels[:] = decoded.pixels
    return decoded.facts, decoded.thumbnail


def _silence() -> None:
    """Silence descriptor 2. libtiff writes hundreds of lines for a damaged file; the reason to skip it says enough."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _limit_memory(most: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _keep_freed_memory() -> None:
    with contextlib.suppress(OSError, AttributeError, TypeError):  # other systems' libraries have no such setting
        libc = ctypes.CDLL(None)
        libc.mallopt(TRIM, KEPT)
        libc.mallopt(MAPPED, ALONE)
