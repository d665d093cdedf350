"""Owns an opened encoder: its key in the feature cache, and its model, which OpenVINO or Keras runs.

The model is loaded when the first picture needs it.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from services.encoders import keras_runtime, openvino
from services.encoders.framework import gpu
from services.encoders.runtime import Done, Features, Pixels, Runtime, Token
from services.errors import LibraryUnusable, in_one_line
from services.schema import digest
from services.versions import version

logger = logging.getLogger(__name__)

#: Room on the disk below which a model that could not be written is told to be the disk's fault; the largest of ours
#: has 111 MB.
MODEL_BYTES = 150_000_000


class Flow:
    """A stream of pictures and their features. The model is loaded when the first picture comes."""

    def __init__(self, runtime: Callable[[], Runtime]) -> None:
        self._open = runtime
        self._begun = False

    def put(self, token: Token, picture: Pixels) -> None:
        """Begin one picture, ``u1 (side, side, 3)``. Wait while the machine has enough to do."""
        self._begun = True
        self._open().put(token, picture)

    def taken(self) -> Done:
        """Return (token, feature ``f4 (width,)``) of each picture finished since the last call, in any order."""
        return self._open().taken() if self._begun else []

    def finish(self) -> Done:
        """Wait for every picture that was begun. Return the same as :meth:`taken`."""
        return self._open().finish() if self._begun else []


class Encoder:
    """Turns pixels into features.

    Attributes
    ----------
    side, width : int
        Side of the input in pixels, and length of a feature.
    key : str
        Name, fingerprint of the weights, and precision. It is part of every key of the feature cache.
    warnings : list of str
        What the user should know, for example that Keras took the place of OpenVINO.
    opening : float
        Seconds that loading its model took; the first time on a machine it is converted too. 0 before it is loaded.
    """

    def __init__(
        self,
        name: str,
        *,
        side: int,
        width: int,
        weights: str,
        build: Callable[[], Any],
        models: Path,
        precision: str,
        threads: int,
        note: Callable[[str], None],
        apart: bool = False,
    ) -> None:
        self.name = name
        self.side = side
        self.width = width
        self.key = f"{name}|{weights}|{precision}"
        self.warnings: list[str] = []
        self.opening = 0.0
        self._build = build
        # Whether ``build`` can be pickled for another process.
        self._apart = apart
        self._precision = precision
        self._threads = threads
        self._note = note
        # Another version of either library may convert or read otherwise: it makes its own.
        made = digest(self.key, version("openvino"), version("keras"), version("tensorflow"))[:20]
        self._folder = models / f"{name.partition(':')[0]}-{made}"
        self._lock = threading.Lock()
        self._runtime: Runtime | None = None

    @property
    def runtime(self) -> str:
        """``openvino`` or ``keras``; empty before the model is loaded."""
        return self._runtime.name if self._runtime else ""

    def embed(self, pixels: Pixels) -> Features:
        """Return the features of a batch.

        Parameters
        ----------
        pixels : u1 (b, side, side, 3)
            RGB. It is not altered.

        Returns
        -------
        f4 (b, width)

        Raises
        ------
        ValueError
            ``pixels`` has another shape or dtype.
        EncoderUnavailable
            The weights do not fit the network.
        """
        if pixels.dtype != np.uint8 or pixels.shape[1:] != (self.side, self.side, 3):
            raise ValueError(
                f"{self.name} takes u1 (b, {self.side}, {self.side}, 3), not {pixels.dtype} {pixels.shape}"
            )
        if not len(pixels):
            return np.empty((0, self.width), dtype=np.float32)
        with self._lock:
            features = self._loaded().run(pixels)
        return features

    @contextlib.contextmanager
    def flow(self) -> Iterator[Flow]:
        """Open a stream of pictures. Inference goes on while the caller fetches the next picture.

        An encoder has one stream at a time; others wait.
        """
        with self._lock:
            flow = Flow(self._loaded)
            try:
                yield flow
            finally:
                flow.finish()

    def _loaded(self) -> Runtime:
        if self._runtime is None:
            began = time.monotonic()
            self._runtime = self._load()
            self.opening = time.monotonic() - began
            self._note("")
        return self._runtime

    def _load(self) -> Runtime:
        if gpu():
            return keras_runtime.Runtime(self._build(), side=self.side, batch=keras_runtime.GPU_BATCH)
        model = None
        if not self._folder.exists():
            self._note(f"Preparing {self.name} for this machine, once")
            try:
                model = self._converted()
            except (OSError, RuntimeError) as error:
                # OpenVINO raises its own kind of RuntimeError where it cannot write.
                if not _has_room(self._folder.parent):
                    raise LibraryUnusable(
                        f"{self.name} could not be prepared in {self._folder.parent} ({in_one_line(error, 100)}): the "
                        "disk is full. Free some disk and start again."
                    ) from error
                raise
        try:
            return openvino.Runtime(self._folder, side=self.side, precision=self._precision, threads=self._threads)
        except openvino.Mismatch as mismatch:
            logger.warning("the converted %s cannot be used: %s", self.name, mismatch)
            openvino.set_aside(self._folder)
            self.warnings.append(
                f"The fast form of {self.name} could not be trusted ({mismatch}); Keras computed these features "
                "instead, more slowly. "
                "The next start makes it anew."
            )
            self._note("Falling back to Keras")
            return keras_runtime.Runtime(model or self._build(), side=self.side)

    def _converted(self) -> Any:
        """Convert the model. Return the Keras model if it was built in this process, else None."""
        if self._apart:
            # Keras and the converter hold some 800 MB, which are freed when their process ends.
            with (
                contextlib.suppress(BrokenProcessPool),
                ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_unstirred) as process,
            ):
                process.submit(_convert, self._build, self.side, self._folder).result()
                return None
        return _convert(self._build, self.side, self._folder, keep=True)


def _has_room(folder: Path) -> bool:
    """Whether the disk of a folder has room for a converted model."""
    try:
        return shutil.disk_usage(folder).free > MODEL_BYTES
    except OSError:
        return False


def _convert(build: Callable[[], Any], side: int, folder: Path, *, keep: bool = False) -> Any:
    model = build()
    expected = keras_runtime.Runtime(model, side=side).run(openvino.reference_pixels(side))
    openvino.convert(model, expected, folder)
    return model if keep else None


def _unstirred() -> None:
    # Ctrl-C must reach only the process that waits for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
