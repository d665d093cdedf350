"""Owns running a model with Keras itself: the reference, and what computes where there is a GPU or OpenVINO cannot."""

from __future__ import annotations

from typing import Any

import numpy as np

from services.encoders.framework import tensorflow

#: Every call has this many pictures, padded with black: one trace, and a feature does not depend on the batch.
BATCH = 16
GPU_BATCH = 128


class Runtime:
    """A Keras model behind one traced function. ``run`` takes ``u1 (b, s, s, 3)`` and gives ``f4 (b, d)``."""

    name = "keras"

    def __init__(self, model: Any, *, side: int, batch: int = BATCH) -> None:
        tf = tensorflow()
        self._batch = batch
        signature = [tf.TensorSpec((batch, side, side, 3), tf.float32)]
        self._call = tf.function(lambda pixels: model(pixels, training=False), input_signature=signature)

    def run(self, pixels: Any) -> Any:
        """Features of any number of pictures."""
        parts = []
        for start in range(0, len(pixels), self._batch):
            part = np.zeros((self._batch, *pixels.shape[1:]), dtype=np.float32)
            block = pixels[start : start + self._batch]
            part[: len(block)] = block
            parts.append(self._call(part).numpy()[: len(block)])
        return np.concatenate(parts).astype(np.float32)
