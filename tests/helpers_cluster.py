"""Owns what a worker of a test's cluster does besides: note every picture it embeds, take its time. Preloaded by dask
worker.
"""

import hashlib
import os
import signal
import time

from services.encoders.encoder import Encoder
from tests.helpers_decoders import treacherous


def dask_setup(worker):
    original = Encoder.embed

    def embed(self, pixels):
        time.sleep(float(os.environ["SLOW_PARTS"]))
        vectors = original(self, pixels)
        lines = "".join(f"{hashlib.sha256(picture.tobytes()).hexdigest()}\n" for picture in pixels)
        # One write of an appending file is whole, though workers write side by side.
        descriptor = os.open(os.environ["COUNT_EMBEDDED_IN"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, lines.encode())
        os.close(descriptor)
        return vectors

    Encoder.embed = embed


def deadly(data, *, side, decoding, max_pixels):
    """A decoder that, told so by a file, kills the worker it belongs to: as the system does when memory runs out."""
    if data == b"kill the worker":
        os.kill(os.getppid(), signal.SIGKILL)
    return treacherous(data, side=side, decoding=decoding, max_pixels=max_pixels)
