"""Owns the import of Keras on TensorFlow: late, quiet, and with nothing on standard output."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def keras() -> Any:
    """The keras module with the TensorFlow backend. Costs seconds the first time, so only a worker calls it."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    # 3: errors only; the CUDA plug-in's complaints are no news on a laptop.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _native_silence():
        import keras as imported
    return imported


def tensorflow() -> Any:
    """The tensorflow module, imported after :func:`keras` has set its surroundings."""
    keras()
    import tensorflow as imported

    return imported


def gpu() -> bool:
    """Whether TensorFlow sees a GPU; without a driver's device file it is not even asked, as asking means importing
    it.
    """
    if sys.platform == "linux" and not Path("/dev/nvidia0").exists():
        return False
    if sys.platform != "linux":
        return False
    return bool(tensorflow().config.list_physical_devices("GPU"))


@contextlib.contextmanager
def _native_silence() -> Iterator[None]:
    """TensorFlow's C++ start-up writes to descriptor 2 before any log level is read."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    empty = os.open(os.devnull, os.O_WRONLY)
    os.dup2(empty, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(empty)
