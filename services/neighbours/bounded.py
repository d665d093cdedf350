"""Owns the exact nearest rows of one vector at a time, fast enough for a pointer that moves.

Whoever compares a vector with every row reads all of the features: 138 MB for 27,000 pictures of 1,280 numbers, which
takes 8 to 11 ms on two cores. :class:`Bounded` reads the strongest principal axes only, 40 % of that. What two vectors
have outside of these axes adds at most the product of the lengths of these parts (Cauchy and Schwarz), so that most
rows cannot be among the nearest, whatever their other numbers are. The few that can are compared in full, and the
answer is that of comparing all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Rows whose principal axes are found; a fair sample, as rows are shuffled.
SAMPLE = 4096
#: Share of the axes that is read for every row. With cifar10's 27,000 pictures it left 300 of them to be compared in
#: full in the median, and .3 leaves 600; more reads more of every row. Raise it for features whose spread is wide.
SHARE = 0.4
#: Fewer rows are simply all compared: that takes a millisecond.
FEW = 4000
#: Rows compared in full before any is ruled out: their best give the bound.
FIRST = 300
#: Rows more than are wanted that are put in order by double precision.
MORE = 16
#: What single precision may lose in a sum of products of unit vectors.
ROUNDING = 4e-6


class Nearest(NamedTuple):
    """Row numbers, ``i8 (k,)``, and their products with the vector that was asked for, ``f4 (k,)``, the largest first.

    Of equal products the lower row comes first.
    """

    rows: NDArray[np.int64]
    products: NDArray[np.float32]


class Bounded:
    """Rows of any length, which are kept: ``f4 (n, d)``, in random order."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.rows = rows
        self._axes: NDArray[np.float32] | None = None
        if len(rows) <= FEW:
            return
        sample = rows[:SAMPLE]
        _, vectors = np.linalg.eigh((sample.T @ sample).astype(np.float64))
        kept = int(SHARE * rows.shape[1])
        self._axes = np.ascontiguousarray(vectors[:, ::-1][:, :kept], dtype=np.float32)
        self._reduced = rows @ self._axes
        squares = _squares(rows)
        self._rest = np.sqrt(np.maximum(0, squares - _squares(self._reduced)))
        self._longest = float(np.sqrt(squares.max()))

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        return self.rows.nbytes + (0 if self._axes is None else self._reduced.nbytes + self._axes.nbytes)

    def nearest(self, vector: NDArray[np.float32], *, k: int, without: NDArray[np.integer]) -> Nearest:
        """Return the ``k`` rows whose product with ``vector`` is the largest.

        Parameters
        ----------
        vector : f4 (d,)
            Where it and the rows have length 1 the products are cosines.
        k : int
            At most n less those left out are returned.
        without : int (m,)
            Rows that are left out, each once.
        """
        k = min(k, len(self.rows) - len(without))
        if k < 1:
            return Nearest(np.empty(0, np.int64), np.empty(0, np.float32))
        if self._axes is None:
            products = self.rows @ vector
            products[without] = -np.inf
            return self._ordered(best(np.arange(len(products)), products, k + MORE).rows, vector, k, without)
        return self._by_bound(vector, self._axes, k, without)

    def _by_bound(
        self, vector: NDArray[np.float32], axes: NDArray[np.float32], k: int, without: NDArray[np.integer]
    ) -> Nearest:
        reduced = vector @ axes
        bound = self._reduced @ reduced
        rest = float(np.sqrt(max(0.0, float(vector @ vector) - float(reduced @ reduced))))
        bound += self._rest * np.float32(rest)
        bound[without] = -np.inf
        first = np.argpartition(bound, -min(FIRST + k, len(bound)))[-min(FIRST + k, len(bound)) :]
        products = self.rows[first] @ vector
        products[np.isneginf(bound[first])] = -np.inf
        enough = float(np.partition(products, -k)[-k])
        slack = ROUNDING * self._longest * float(np.linalg.norm(vector))
        able = np.flatnonzero(bound >= enough - slack)
        return self._ordered(best(able, self.rows[able] @ vector, k + MORE).rows, vector, k, without)

    def _ordered(
        self, rows: NDArray[np.int64], vector: NDArray[np.float32], k: int, without: NDArray[np.integer]
    ) -> Nearest:
        """The best of a few rows, by double precision: copies then have the same product, to the last digit."""
        rows = rows[~np.isin(rows, without)]
        products = self.rows[rows].astype(np.float64) @ vector.astype(np.float64)
        return best(rows, products.astype(np.float32), k)


def best(rows: NDArray[np.integer], products: NDArray[np.float32], k: int) -> Nearest:
    """Return the ``k`` of ``rows`` with the largest ``products``; of equal ones those of the lowest numbers."""
    if len(rows) > k:
        least = np.partition(products, -k)[-k]
        some = np.flatnonzero(products >= least)
        rows, products = rows[some], products[some]
    order = np.lexsort((rows, -products))[:k]
    return Nearest(np.asarray(rows[order], np.int64), np.asarray(products[order], np.float32))


def _squares(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.einsum("nd,nd->n", rows, rows), np.float32)
