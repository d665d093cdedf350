"""Owns what Keras and OpenVINO have in common when they run a model: :class:`Runtime`."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

#: RGB pictures, ``u1 (b, s, s, 3)``, or one of them, ``u1 (s, s, 3)``.
Pixels = NDArray[np.uint8]
#: Features, ``f4 (b, d)``, or one of them, ``f4 (d,)``.
Features = NDArray[np.float32]
#: The caller's name for a picture: its content hash, or its place in a batch.
Token = str | int
#: Pictures whose features are computed.
Done = list[tuple[Token, Features]]


class Runtime(Protocol):
    """A loaded model."""

    name: str
    """``openvino`` or ``keras``."""

    def run(self, pixels: Pixels) -> Features:
        """Return the features of a batch, ``f4 (b, d)``."""

    def put(self, token: Token, picture: Pixels) -> None:
        """Begin one picture. Waits while the machine has enough to do."""

    def taken(self) -> Done:
        """Return the features computed since the last call, in any order."""

    def finish(self) -> Done:
        """Wait for every picture that was begun. Return the same as :meth:`taken`."""
