"""Owns the import of Keras on TensorFlow. It happens late and prints nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def keras() -> Any:
    """Return the keras module with the TensorFlow backend. The first import takes seconds: only workers call it."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    # 3: errors only. Without a GPU, the CUDA plug-in would print warnings.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _native_silence():
        import keras as imported
    return imported


def tensorflow() -> Any:
    """Return the tensorflow module. :func:`keras` sets its environment variables before the import."""
    keras()
    import tensorflow as imported

    return imported


def gpu() -> bool:
    """Whether TensorFlow sees a GPU.

    TensorFlow is imported only if there is a driver's device file, since the import is slow.
    """
    if sys.platform == "linux" and not Path("/dev/nvidia0").exists():
        return False
    if sys.platform != "linux":
        return False
    return bool(tensorflow().config.list_physical_devices("GPU"))


@contextlib.contextmanager
def _native_silence() -> Iterator[None]:
    """Silence descriptor 2. TensorFlow's C++ code writes to it before it reads a log level."""
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
