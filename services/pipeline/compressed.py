"""Owns the step that puts features of a very large map, compressed, beside it: what is asked for the most alike.

Up to :data:`services.features.IN_MEMORY` pictures nothing is stored, as all features are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.errors import STOPPED_EARLY, StoppedByUser
from services.features import IN_MEMORY, Features
from services.library import Library, MapInfo
from services.neighbours import quantized
from services.neighbours.quantized import Packed, Packer
from services.schema import EUCLIDEAN

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Of what lies beside a map. ``axes`` is ``f4 (d, e)``, ``codes`` and ``ranges`` as of
#: :class:`services.neighbours.quantized.Packed`.
KIND = "compressed"
EDITION = 1
#: Rows that the axes are found from: the first ones, a fair sample.
SAMPLE = 8192


def make(work: Work) -> None:
    """Compress the features of a map, as they are compared, in one pass over them.

    Raises
    ------
    StoppedByUser
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    if work.rows.n > IN_MEMORY:
        lifted = work.info.recipe.metric == EUCLIDEAN
        features = Features.of(work.compared)
        first = Features.of(features[:SAMPLE]).all()
        # Of the products, not of the spread: nothing is taken off the features.
        _, vectors = np.linalg.eigh((first.T @ first).astype(np.float64))
        axes = np.ascontiguousarray(vectors[:, ::-1][:, : quantized.COMPONENTS], dtype=np.float32)
        packer = Packer(_reduced(first, axes, lifted=lifted))
        codes = np.empty((features.n, axes.shape[1] + lifted), np.uint8)
        for at, block in features.blocks():
            codes[at : at + len(block)] = packer.pack(_reduced(block, axes, lifted=lifted))
            if not work.listener.tick(at + len(block), features.n):
                raise StoppedByUser(STOPPED_EARLY)
        arrays = {"axes": axes, "codes": codes, "ranges": packer.ranges}
    work.library.beside.put(work.info.id, KIND, arrays, {"edition": EDITION})


def of_map(library: Library, info: MapInfo) -> tuple[Packed, NDArray[np.float32]]:
    """Return the compressed features of a map and their axes.

    Raises
    ------
    NotFound
        They have not been made yet, or the map is too small to need them.
    """
    codes, ranges, axes = (library.beside.array(info.id, KIND, name) for name in ("codes", "ranges", "axes"))
    return Packed(np.asarray(codes), np.asarray(ranges, np.float32)), np.asarray(axes, np.float32)


def _reduced(rows: NDArray[np.float32], axes: NDArray[np.float32], *, lifted: bool) -> NDArray[np.float32]:
    """Rows in their strongest axes; for the distance, with half of their squared length, negative, behind them."""
    reduced: NDArray[np.float32] = rows @ axes
    if not lifted:
        return reduced
    half = np.square(rows, dtype=np.float64).sum(axis=1, keepdims=True) / -2
    return np.hstack([reduced, half.astype(np.float32)])
