"""Owns how alike two pictures are judged to be by their features: ``METRICS`` has an entry for each way.

Whatever says "alike" (layout, trust, neighbours) compares features by their Euclidean distance d. By the cosine it
compares unit vectors instead: each feature less a centre, divided by its length. For unit vectors d^2 = 2 - 2 cos, so
the nearest by one are the nearest by the other, and nothing else need know of metrics. Zero vectors stay zero.

An encoder's features are not negative, so that any two point in much the same direction: their cosine tells more when
their mean is taken off first (Mu and Viswanath 2018, "All-but-the-top", arXiv:1702.01417). The centre is the mean of a
map's first rows. Rows are shuffled, so they are a fair sample; and it is the same for the first wave of a map that
grows, for all its rows, and for pictures that are added later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest
from services.features import FeatureMatrix, Features
from services.schema import COSINE, EUCLIDEAN

#: Rows whose mean is the centre. At most as many as the first wave of a map that grows has
#: (:data:`services.projections.waves.FIRST`); changing it changes every map by the cosine.
CENTRED_BY = 1000
#: Rows that are divided at a time: so many lie in the processor's cache.
PART = 64

#: What features are taken from before their directions are compared, ``f4 (d,)``; None where they are compared as they
#: are.
Centre: TypeAlias = NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Metric:
    """An entry of :data:`METRICS`.

    Attributes
    ----------
    name : str
        The key in :data:`METRICS`, as recipes have it.
    title, help : str
        What the page calls it, and says about it.
    words : str
        How pictures are compared, to stand in a sentence.
    """

    name: str
    title: str
    help: str
    words: str


METRICS: dict[str, Metric] = {
    COSINE: Metric(
        COSINE,
        "Cosine",
        "Alike is what has features in the same proportion, however strong they are.",
        "by cosine",
    ),
    EUCLIDEAN: Metric(
        EUCLIDEAN,
        "Euclidean",
        "Alike is what has equally strong features, as in the article and in older maps.",
        "by Euclidean distance",
    ),
}


def named(name: str) -> Metric:
    """Return the metric of this name.

    Raises
    ------
    BadRequest
        There is none.
    """
    if name not in METRICS:
        raise BadRequest(f"{name!r} is no metric. Choose one of {', '.join(METRICS)}.")
    return METRICS[name]


def centre_of(features: FeatureMatrix, metric: str, *, rows: int | None = None) -> Centre:
    """Return the centre for ``metric``: the mean of the first features, or of all where there are fewer.

    Parameters
    ----------
    features : f4 (n, d) or Features
        As the encoder gave them; n at least 1.
    metric : str
        A key of :data:`METRICS`.
    rows : int, optional
        How many are the first; :data:`CENTRED_BY` if left out.

    Raises
    ------
    BadRequest
        There is no such metric.
    """
    if named(metric).name != COSINE:
        return None
    first = Features.of(features[: CENTRED_BY if rows is None else rows]).all()
    centre: NDArray[np.float32] = first.mean(axis=0, dtype=np.float64).astype(np.float32)
    return centre


def compared(features: FeatureMatrix, centre: Centre) -> FeatureMatrix:
    """Return the features as they are compared: a view of them, or themselves where ``centre`` is None.

    Each row of the view depends on that row of ``features`` and the centre alone, bit for bit.
    """
    if centre is None:
        return features
    return Features.of(features).changed(lambda rows: directions(rows, centre))


def directions(rows: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``rows``, ``f4 (m, d)``, less ``centre``, ``f4 (d,)``, at length 1; one that is the centre is zero."""
    out = rows - centre
    for at in range(0, len(out), PART):
        part = out[at : at + PART]
        # In double precision no square is too large or too small.
        wide = part.astype(np.float64)
        lengths = np.sqrt(np.square(wide, out=wide).sum(axis=1)).astype(np.float32)
        lengths[lengths == 0] = 1
        part /= lengths[:, None]
    return out
