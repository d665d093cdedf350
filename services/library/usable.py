"""Owns which features can be compared: numbers that are finite, and whose squares are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Largest and least of the largest number of a feature. Distances are sums of squares in ``f4``, which ends at 3e38;
#: below 1e-45 it knows only 0. A feature that is 0 throughout can be compared.
MOST, LEAST = 1e15, 1e-15


def usable(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which of some features can be compared, ``bool (n,)``; ``features`` is ``f4 (n, d)``."""
    largest = np.abs(features).max(axis=1, initial=0)
    # Of what is not a number every comparison is false.
    found: NDArray[np.bool_] = (largest == 0) | ((largest >= LEAST) & (largest <= MOST))
    return found
