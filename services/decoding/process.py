"""Owns the life of one decoder: a spawned process that reads and decodes the files it is told, one after another.

In, over a pipe: (source, [(candidate, slot), ...]). Out, for each: (facts, thumbnail) with the pixels in that slot of
the shared memory, as a
pipe would copy them four times; or in words why the file is skipped.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from numpy.typing import NDArray

from services.schema import Candidate, Decoded, Facts, Reason, Skipped

#: Address space of a child in bytes; a picture that needs more is skipped.
MEMORY = 6_000_000_000
#: glibc's mallopt: how many freed bytes at the heap's end are given back, and from how many a block is mapped by
#: itself; and what we ask for.
#: Left alone it gives a picture's memory back and takes it anew, page by page, for every picture: a quarter of a small
#: one's time.
TRIM, MAPPED, KEPT, ALONE = -1, -3, 64 << 20, 16 << 20


#: What a decoder answers for a file: facts and thumbnail, or why the file is skipped. Pixels go by shared memory.
Answer = tuple[Facts, bytes] | Skipped


@dataclass(frozen=True, slots=True)
class Options:
    """What a child needs to know. ``how`` names the function that decodes, as ``module:function``."""

    side: int
    decoding: str
    max_pixels: int
    max_bytes: int
    how: str = "services.decoding.image:decode"


def slots(memory: SharedMemory, side: int) -> NDArray[np.uint8]:
    """The shared memory as pictures, ``u1 (slots, side, side, 3)``."""
    size = side * side * 3
    return np.ndarray((memory.size // size, side, side, 3), dtype=np.uint8, buffer=memory.buf)


def serve(pipe: Connection, options: Options, memory: SharedMemory) -> None:
    """A child's life: decode what comes, end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    _keep_freed_memory()
    _silence()
    module, _, name = options.how.partition(":")
    decode: Callable[..., Decoded] = getattr(importlib.import_module(module), name)
    pixels = slots(memory, options.side)
    with contextlib.suppress(OSError):
        pipe.send("ready")
    while True:
        try:
            source, given = pipe.recv()
            for candidate, slot in given:
                pipe.send(_one(source, candidate, options, decode, pixels[slot]))
        except (EOFError, OSError):
            return


def read(source: str, candidate: Candidate, *, max_bytes: int) -> bytes | Skipped:
    """The bytes of a file, or why it is skipped."""
    from services import storage

    if candidate.size > max_bytes:
        reason = f"too large: {candidate.size / 1e6:,.0f} MB; the limit is {max_bytes / 1e6:,.0f} MB"
        return Skipped(candidate.path, reason, Reason.TOO_LARGE)
    try:
        data = storage.read(source, candidate.path, limit=max_bytes)
    except storage.LeadsOutside:
        return Skipped(candidate.path, "a link that leads outside the folder", Reason.OUTSIDE)
    except OSError as error:
        return _unreadable(candidate, error)
    if len(data) > max_bytes:
        return Skipped(candidate.path, f"too large: more than {max_bytes / 1e6:,.0f} MB", Reason.GREW)
    return data


def _unreadable(candidate: Candidate, error: OSError) -> Skipped:
    reason = f"cannot be read ({(error.strerror or 'unknown error').lower()})"
    return Skipped(candidate.path, reason, Reason.UNREADABLE)


def _one(
    source: str, candidate: Candidate, options: Options, decode: Callable[..., Decoded], pixels: NDArray[np.uint8]
) -> Answer:
    from services.decoding import Unreadable

    try:
        data = read(source, candidate, max_bytes=options.max_bytes)
        if isinstance(data, Skipped):
            return data
        decoded = decode(data, side=options.side, decoding=options.decoding, max_pixels=options.max_pixels)
    except Unreadable as reason:
        return Skipped(candidate.path, str(reason), reason.code)
    except OSError as error:
        return _unreadable(candidate, error)
    except MemoryError:
        return Skipped(candidate.path, "decoding it needs more memory than one picture may have", Reason.MEMORY)
    pixels[:] = decoded.pixels
    return decoded.facts, decoded.thumbnail


def _silence() -> None:
    """libtiff writes a line for every odd tag, hundreds for a damaged file; the reason is told in our own words."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _keep_freed_memory() -> None:
    with contextlib.suppress(OSError, AttributeError, TypeError):  # other systems' libraries have no such setting
        libc = ctypes.CDLL(None)
        libc.mallopt(TRIM, KEPT)
        libc.mallopt(MAPPED, ALONE)
