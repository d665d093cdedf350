"""Owns the nearly exact nearest rows of one vector among a million: a few principal components, a byte each.

The features of a million pictures take 5 GB. Their first 64 principal components, a byte each (faiss' scalar quantiser;
Douze 2024, arXiv:2401.08281), take 64 MB, and all of them are compared in some milliseconds. The best by these are
candidates, which are then compared by their features in full. Lists, as of
:mod:`services.neighbours.inverted_lists`, would be no faster for one vector, and would miss more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

#: Components that are kept of each row. More miss fewer neighbours, at a byte a row each.
COMPONENTS = 64
#: Rows that the range of each component is found from.
TRAINED_BY = 65_536
#: Candidates that are compared in full.
CANDIDATES = 300
#: Rows that are made numbers again at a time.
PART = 16_384


class Packed(NamedTuple):
    """Rows as bytes: ``codes``, ``u1 (n, e)``, and ``ranges``, ``f4 (2 e,)``, the low end and the width of each."""

    codes: NDArray[np.uint8]
    ranges: NDArray[np.float32]


class Packer:
    """Packs rows of ``first.shape[1]`` numbers, whose ranges are those of ``first``, ``f4 (m, e)``."""

    def __init__(self, first: NDArray[np.float32]) -> None:
        self._index = _empty(first.shape[1])
        self._index.train(np.ascontiguousarray(first[:TRAINED_BY]))

    def pack(self, rows: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return ``rows``, ``f4 (m, e)``, as ``u1 (m, e)``."""
        return np.asarray(self._index.sa_encode(np.ascontiguousarray(rows)), np.uint8)

    @property
    def ranges(self) -> NDArray[np.float32]:
        """The low end and the width of each component's range, ``f4 (2 e,)``."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.sq.trained), np.float32)


class Quantized:
    """Finds rows of ``packed`` whose product with a vector is large; a copy of its codes is held."""

    def __init__(self, packed: Packed) -> None:
        import faiss

        n, width = packed.codes.shape
        self._index = _empty(width)
        faiss.copy_array_to_vector(np.ascontiguousarray(packed.ranges, np.float32), self._index.sq.trained)
        self._index.is_trained = True
        faiss.copy_array_to_vector(np.ascontiguousarray(packed.codes).reshape(-1), self._index.codes)
        self._index.ntotal = n
        # They stay on the disk, and are read as they are used.
        self._codes = packed.codes
        self.nbytes = packed.codes.nbytes

    def candidates(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Return the ``count`` most promising rows for each of ``vectors``, ``f4 (m, e)``: ``i8 (m, count)``."""
        count = min(count, self._index.ntotal)
        _, rows = self._index.search(np.ascontiguousarray(vectors, np.float32), count)
        return np.asarray(rows, np.int64)

    def products(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the product of ``vector``, ``f4 (e,)``, with each of ``rows``, ``f4 (m,)``."""
        found = np.empty(len(rows), np.float32)
        for at in range(0, len(rows), PART):
            codes = self._codes[rows[at : at + PART]]
            found[at : at + PART] = np.asarray(self._index.sa_decode(codes), np.float32) @ vector
        return found


def _empty(width: int) -> faiss.IndexScalarQuantizer:
    import faiss

    return faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
