"""Owns running a model with Keras itself. It is the reference, and computes on a GPU or if OpenVINO cannot be used."""

from __future__ import annotations

from typing import Any

import numpy as np

from services.encoders.framework import tensorflow
from services.encoders.runtime import Done, Features, Pixels, Token

#: Pictures in every call, padded with black. So TensorFlow traces once, and a feature does not depend on the batch.
BATCH = 16
GPU_BATCH = 128


class Runtime:
    """A Keras model behind one traced function. It gathers a stream of pictures into batches of one size."""

    name = "keras"

    def __init__(self, model: Any, *, side: int, batch: int = BATCH) -> None:
        tf = tensorflow()
        self._batch = batch
        signature = [tf.TensorSpec((batch, side, side, 3), tf.float32)]
        self._call = tf.function(lambda pixels: model(pixels, training=False), input_signature=signature)
        self._waiting: list[tuple[Token, Pixels]] = []
        self._done: Done = []

    def put(self, token: Token, picture: Pixels) -> None:
        """Take one picture, ``u1 (s, s, 3)``. Compute if it fills a batch."""
        self._waiting.append((token, picture))
        if len(self._waiting) == self._batch:
            self._compute()

    def taken(self) -> Done:
        """Return (token, feature ``f4 (d,)``) of each picture finished since the last call."""
        done, self._done = self._done, []
        return done

    def finish(self) -> Done:
        """Compute the last, incomplete batch. Return the same as :meth:`taken`."""
        if self._waiting:
            self._compute()
        return self.taken()

    def run(self, pixels: Pixels) -> Features:
        """Return the features of a batch of any size, ``f4 (b, d)``."""
        for place, picture in enumerate(pixels):
            self.put(place, picture)
        return np.stack([vector for _, vector in self.finish()])

    def _compute(self) -> None:
        tokens, pictures = zip(*self._waiting, strict=True)
        part = np.zeros((self._batch, *pictures[0].shape), dtype=np.float32)
        part[: len(pictures)] = pictures
        self._done += zip(tokens, self._call(part).numpy().astype(np.float32), strict=False)
        self._waiting = []
