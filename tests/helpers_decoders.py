"""Owns decoders that fail as native libraries do; the content of a file says how. Imported by spawned children."""

import contextlib
import hashlib
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from services.schema import Decoded, Facts


def _answer(data, side):
    facts = Facts(hashlib.sha256(data).hexdigest(), side, side, len(data), "PNG", "RGB", "")
    return Decoded(facts, b"thumb", np.full((side, side, 3), len(data) % 256, dtype=np.uint8))


def treacherous(data, *, side, decoding, max_pixels):
    word, _, rest = data.decode().partition(" ")
    if word == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(30)
    if word == "exit":
        os._exit(7)
    if word == "raise":
        raise RuntimeError("no library should, some do")
    if word == "hang":
        time.sleep(600)
    if word == "memory":
        return np.empty(7_000_000_000, dtype=np.uint8)
    if word == "slow":
        time.sleep(float(rest))
    if word == "once":
        with contextlib.suppress(FileExistsError):
            Path(rest).touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
    if word == "noisy":
        os.write(2, b"TIFFReadDirectory: Warning, unknown field\n" * 5)
        sys.stderr.write("and more\n")
    return _answer(data, side)


def telling(data, *, side, decoding, max_pixels):
    return _answer(f"{side} {decoding} {max_pixels}".encode(), side)


def __getattr__(name):
    """``tests.helpers_decoders:stillborn`` ends its process before it is ready."""
    if name == "stillborn":
        os._exit(3)
    raise AttributeError(name)
