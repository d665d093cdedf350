"""Owns made-up features of any number, on disk: clusters of unequal size in clusters, each a bent low-dimensional
sheet, with noise.

200 groups of 20 kinds each; within a kind pictures differ in 12 directions of their group and a little in all others.
Numbers below 0 are
cut off, as an encoder's last layer does. Rows are in random order, and the first rows of a set are the same whatever
its length.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GROUPS, KINDS, DIRECTIONS = 200, 20, 12
#: Distances: between groups, between kinds of a group, within a kind, and noise in every number.
APART, KIND_APART, WITHIN, NOISE = 0.5, 0.35, 1.6, 0.25
#: Rows made at a time; a part's numbers depend on its place alone.
PART = 8192


def write(path: Path, n: int, *, width: int = 1280, seed: int = 8) -> NDArray[np.int32]:
    """Write ``f4 (n, width)`` to a flat file; the kind of each row, ``i4 (n,)``."""
    dice = np.random.default_rng(seed)
    centres = dice.normal(scale=APART, size=(GROUPS, width)).astype(np.float32)
    shifts = dice.normal(scale=KIND_APART, size=(GROUPS, KINDS, DIRECTIONS)).astype(np.float32)
    sheets = (dice.normal(size=(GROUPS, DIRECTIONS, width)) / np.sqrt(DIRECTIONS)).astype(np.float32)
    shares = dice.dirichlet(np.full(GROUPS, 1.5))
    kinds = np.empty(n, dtype=np.int32)
    with path.open("wb") as out:
        for at in range(0, n, PART):
            own = np.random.default_rng([seed, at])
            group = own.choice(GROUPS, size=PART, p=shares)
            kind = np.minimum(own.geometric(0.12, size=PART) - 1, KINDS - 1)
            # Directions count for less and less, as principal components of pictures do.
            along = (
                own.normal(size=(PART, DIRECTIONS)).astype(np.float32)
                * WITHIN
                / np.arange(2, DIRECTIONS + 2, dtype=np.float32)
            )
            along += shifts[group, kind] * 3
            made = own.standard_normal(size=(PART, width), dtype=np.float32) * NOISE + centres[group]
            for number in np.unique(group):
                rows = group == number
                made[rows] += along[rows] @ sheets[number]
            count = min(PART, n - at)
            np.maximum(made[:count], 0).tofile(out)
            kinds[at : at + count] = (group * KINDS + kind)[:count]
    return kinds
