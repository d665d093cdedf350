"""Owns which pictures are like one, or like several: the nearest by the map's own metric.

:class:`Whole` compares all features, exactly; :class:`Compressed` finds candidates among very many in a few components
and compares these in full. Both take features as the map compares them (:mod:`services.neighbours.metric`).

By the cosine a score is the cosine, 1 for copies. By the Euclidean distance it is the distance with a minus, 0 for
copies. Either way more is more alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from services.neighbours.bounded import Bounded, Nearest, best
from services.neighbours.quantized import CANDIDATES, Quantized

#: Rows of a set that are asked for one by one, when what is like any of them is wanted; of larger sets these many are
#: drawn, always the same.
ASKED, ASKED_COMPRESSED = 1000, 100
#: The same: candidates for each of them, where features are compressed.
EACH = 30
#: Rows of a set that are compared at a time, and that are added up at a time.
PART, MEAN_PART = 64, 4096


class Found(NamedTuple):
    """Rows and their scores, the best first.

    ``cosine`` says what the scores are; ``estimate`` whether only a part of a set was asked for.
    """

    rows: list[int]
    scores: list[float]
    cosine: bool
    estimate: bool

    @property
    def why(self) -> list[str]:
        """The scores in words."""
        return [f"cosine {score:.3f}" if self.cosine else f"distance {-score:.3g}" for score in self.scores]


class Similar(Protocol):
    """Answers what is like some rows of a map. The rows themselves are never among the answers."""

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        ...

    def like(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """Return the ``k`` rows most like the middle of ``rows``; of a single row, like it."""
        ...

    def like_any(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """Return the ``k`` rows that are most like any of ``rows``."""
        ...

    def scores(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how alike each of ``rows`` is to ``row``, ``f4 (m,)``: to put them in order by.

        Where features are compressed these are estimates.
        """
        ...

    def to(self, feature: NDArray[np.float32], *, k: int) -> Found:
        """Return the ``k`` rows most like a picture that is on no map: ``feature``, ``f4 (d,)``, as it is compared."""
        ...


class Whole:
    """All features of a map, ``f4 (n, d)``, which are kept; exact.

    Parameters
    ----------
    features : f4 (n, d)
        As they are compared: of length 1 where ``cosine``.
    cosine : bool
        Else by their Euclidean distance.
    """

    def __init__(self, features: NDArray[np.float32], *, cosine: bool) -> None:
        self._cosine = cosine
        self._bounded = Bounded(features if cosine else _lifted(features))

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        return self._bounded.nbytes

    def like(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """See :class:`Similar`."""
        vector = self._middle(rows)
        return self._told(self._bounded.nearest(vector, k=k, without=rows), self._squared(vector), estimate=False)

    def like_any(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """See :class:`Similar`."""
        asked = drawn(rows, ASKED)
        all_rows = self._bounded.rows
        scores = np.full(len(all_rows), -np.inf, np.float32)
        for at in range(0, len(asked), PART):
            vectors = self._vectors(asked[at : at + PART])
            products = all_rows @ vectors.T
            if not self._cosine:
                products -= self._squared(vectors) / 2
            np.maximum(scores, products.max(axis=1), out=scores)
        scores[rows] = -np.inf
        found = best(np.arange(len(scores)), scores, min(k, len(scores) - len(rows)))
        return self._told(found, np.float32(0), estimate=len(asked) < len(rows))

    def scores(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`Similar`."""
        vector = self._vectors(np.array([row]))[0]
        parts = [self._bounded.rows[rows[at : at + MEAN_PART]] @ vector for at in range(0, len(rows), MEAN_PART)]
        products = np.concatenate([*parts, np.empty(0, np.float32)])
        return products if self._cosine else -np.sqrt(np.maximum(0, self._squared(vector) - 2 * products))

    def to(self, feature: NDArray[np.float32], *, k: int) -> Found:
        """See :class:`Similar`."""
        vector = feature if self._cosine else np.append(feature, np.float32(1))
        found = self._bounded.nearest(vector, k=k, without=np.empty(0, np.int64))
        return self._told(found, self._squared(vector), estimate=False)

    def _vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The rows as vectors to ask with: of a lifted row the last number counts once."""
        vectors = self._bounded.rows[rows]
        if not self._cosine:
            vectors[:, -1] = 1
        return vectors

    def _middle(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        parts = (rows[at : at + MEAN_PART] for at in range(0, len(rows), MEAN_PART))
        sums = sum(self._vectors(part).sum(axis=0, dtype=np.float64) for part in parts)
        middle: NDArray[np.float32] = (np.asarray(sums) / len(rows)).astype(np.float32)
        return unit(middle) if self._cosine and len(rows) > 1 else middle

    def _squared(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Squared lengths of vectors to ask with, without the number that was put behind them."""
        return np.asarray(np.square(vectors[..., :-1]).sum(axis=-1), np.float32)

    def _told(self, found: Nearest, squared: NDArray[np.float32] | np.float32, *, estimate: bool) -> Found:
        scores = found.products
        if not self._cosine:
            scores = -np.sqrt(np.maximum(0, squared - 2 * scores))
        return Found(found.rows.tolist(), scores.tolist(), self._cosine, estimate)


class Compressed:
    """Features of very many rows in a few components; candidates are compared in full.

    Parameters
    ----------
    quantized : Quantized
    axes : f4 (d, e)
        The components.
    fetch : callable
        Gives the features of rows, ``i8 (m,)``, as they are compared: ``f4 (m, d)``.
    cosine : bool
    """

    def __init__(
        self,
        quantized: Quantized,
        axes: NDArray[np.float32],
        fetch: Callable[[NDArray[np.int64]], NDArray[np.float32]],
        *,
        cosine: bool,
    ) -> None:
        self._quantized, self._axes, self._fetch, self._cosine = quantized, axes, fetch, cosine

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        return self._quantized.nbytes

    def like(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """See :class:`Similar`. The middle of a large set is that of :data:`ASKED` of its rows."""
        asked = drawn(rows, ASKED)
        vectors = self._fetch(asked)
        middle: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        if self._cosine and len(asked) > 1:
            middle = unit(middle)
        return self._near(middle, rows, k, estimate=len(asked) < len(rows))

    def like_any(self, rows: NDArray[np.int64], *, k: int) -> Found:
        """See :class:`Similar`."""
        asked = drawn(rows, ASKED_COMPRESSED)
        vectors = self._fetch(asked)
        found = np.unique(self._quantized.candidates(self._query(vectors), max(EACH, k)))
        found = found[~np.isin(found, rows)]
        return self._best(found, self._scores(found, vectors), k, estimate=len(asked) < len(rows))

    def scores(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`Similar`."""
        # By the distance the products alone put rows in the same order.
        return self._quantized.products(self._query(self._fetch(np.array([row])))[0], rows)

    def to(self, feature: NDArray[np.float32], *, k: int) -> Found:
        """See :class:`Similar`."""
        return self._near(feature, np.empty(0, np.int64), k, estimate=False)

    def _near(self, vector: NDArray[np.float32], without: NDArray[np.int64], k: int, *, estimate: bool) -> Found:
        count = CANDIDATES + k + min(len(without), 10 * CANDIDATES)
        found = self._quantized.candidates(self._query(vector[None]), count)[0]
        found = found[~np.isin(found, without)][: CANDIDATES + k]
        return self._best(found, self._scores(found, vector[None]), k, estimate=estimate)

    def _query(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors to ask with: of the distance, the number behind them counts the squared lengths."""
        reduced = vectors @ self._axes
        return reduced if self._cosine else np.hstack([reduced, np.ones((len(reduced), 1), np.float32)])

    def _scores(self, rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of each row by that of ``vectors`` it is most like, in double precision."""
        features = self._fetch(rows).astype(np.float64)
        products = features @ vectors.T.astype(np.float64)
        if not self._cosine:
            squared = np.square(features).sum(axis=1)[:, None] + np.square(vectors.astype(np.float64)).sum(axis=1)
            products = -np.sqrt(np.maximum(0, squared - 2 * products))
        return np.asarray(products.max(axis=1, initial=-np.inf), np.float32)

    def _best(self, rows: NDArray[np.int64], scores: NDArray[np.float32], k: int, *, estimate: bool) -> Found:
        found = best(rows, scores, min(k, len(rows)))
        return Found(found.rows.tolist(), found.products.tolist(), self._cosine, estimate)


def drawn(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return ``most`` of ``rows``, spread evenly over them, or all where there are fewer."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``vector`` at length 1; one of zeros as it is."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def _lifted(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows with half of their squared length, negative, behind them.

    The product with a vector that has a 1 there is the larger the nearer the row is: x.q - |x|^2 / 2.
    """
    half = np.square(features, dtype=np.float64).sum(axis=1, keepdims=True) / -2
    return np.hstack([features, half.astype(np.float32)])
