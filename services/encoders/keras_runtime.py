"""Owns running a model with Keras itself: the reference, and what computes where there is a GPU or OpenVINO cannot."""

from __future__ import annotations

from typing import Any

import numpy as np

from services.encoders.framework import tensorflow
from services.encoders.runtime import Done, Features, Pixels, Token

#: Every call has this many pictures, padded with black: one trace, and a feature does not depend on the batch.
BATCH = 16
GPU_BATCH = 128


class Runtime:
    """A Keras model behind one traced function. A stream of pictures is gathered into batches of one size."""

    name = "keras"

    def __init__(self, model: Any, *, side: int, batch: int = BATCH) -> None:
        tf = tensorflow()
        self._batch = batch
        signature = [tf.TensorSpec((batch, side, side, 3), tf.float32)]
        self._call = tf.function(lambda pixels: model(pixels, training=False), input_signature=signature)
        self._waiting: list[tuple[Token, Pixels]] = []
        self._done: Done = []

    def put(self, token: Token, picture: Pixels) -> None:
        """Take one picture, ``u1 (s, s, 3)``; computes when a batch is full."""
        self._waiting.append((token, picture))
        if len(self._waiting) == self._batch:
            self._compute()

    def taken(self) -> Done:
        """(token, ``f4 (d,)``) of every picture that is done since the last call."""
        done, self._done = self._done, []
        return done

    def finish(self) -> Done:
        """Compute the pictures of a batch that is not full; the same answer as :meth:`taken`."""
        if self._waiting:
            self._compute()
        return self.taken()

    def run(self, pixels: Pixels) -> Features:
        """Features of any number of pictures."""
        for place, picture in enumerate(pixels):
            self.put(place, picture)
        return np.stack([vector for _, vector in self.finish()])

    def _compute(self) -> None:
        tokens, pictures = zip(*self._waiting, strict=True)
        part = np.zeros((self._batch, *pictures[0].shape), dtype=np.float32)
        part[: len(pictures)] = pictures
        self._done += zip(tokens, self._call(part).numpy().astype(np.float32), strict=False)
        self._waiting = []
