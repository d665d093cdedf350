"""Owns which basins of a map belong together: the order in which they merge, until one is left.

Each basin has links: from its rows to their nearest rows in feature space, wherever those lie. The links of a basin,
counted by the basin they lead to, are its profile. Two basins that touch are merged at the cost of the information that
is lost with the difference of their profiles (the agglomerative information bottleneck, Slonim and Tishby 1999,
https://papers.nips.cc/paper/1651), times the root of the depth of the valley between them. The cheapest merge comes
first. So a border lasts longest where a valley is deep and where what lies on its sides is linked elsewhere.

Measured as the purity by class at 12, 25 and 60 regions, in the mean over maps by cosine in several orders of the rows:
cifar10 (27,000; three maps) .645, .681, .712, digits (1,797; six maps) .762, .810, .851. By information alone .615,
.671, .706 and .753, .799, .852; by valleys alone .495, .664, .682 and .742, .802, .849. A plain watershed at these
counts, with 95 % of the rows in a region, reached .584, .658, .686 and .728, .810, .854.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Rows whose links are counted at once.
BLOCK = 1 << 18
#: Basins of fewer rows are merged before all others.
SMALL = 5
#: Two groups whose links mix so much, in shares of what chance would give, are one: there is no border to be drawn.
#: Where twelve groups are left, at most .29 (cifar10), .27 (digits) and .16 (8,105 clip-arts) mix, where sixty are .40,
#: .63 and .22; of the twelve of one round cloud in 50 dimensions, where there is nothing to be told apart, .48 to .72.
ALIKE = 0.5
#: Added to the depth of a valley, in shares of the lower peak: where there is none, the profiles still decide.
FLAT = 0.02


#: The turns: first what is too small, then what is alike, then by cost.
_SMALL, _ALIKE, _CHOSEN = 0, 1, 2


class Merge(NamedTuple):
    """Basin or group ``gone`` becomes a part of ``into``; ``due`` says that the two must not be told apart."""

    into: int
    gone: int
    due: bool


def links(basin: NDArray[np.int32], neighbours: NDArray[np.int32], k: int) -> NDArray[np.float64]:
    """How many links there are between each two of ``k`` basins, in either direction.

    Parameters
    ----------
    basin : i4 (n,)
        The basin of each row.
    neighbours : i4 (n, m)
        Each row's nearest rows in feature space; -1 where there are fewer than m.

    Returns
    -------
    f8 (k, k)
        Symmetric; a link within a basin counts twice.
    """
    counts = np.zeros(k * k, np.int64)
    for at in range(0, len(basin), BLOCK):
        near = np.asarray(neighbours[at : at + BLOCK])
        key = basin[at : at + BLOCK, None].astype(np.int64) * k + basin[near]
        counts += np.bincount(key[near >= 0], minlength=k * k)
    from_to = counts.reshape(k, k).astype(np.float64)
    return from_to + from_to.T


def order(
    linked: NDArray[np.float64],
    borders: Mapping[tuple[int, int], float],
    *,
    peaks: NDArray[np.float64],
    rows: NDArray[np.int64],
) -> list[Merge]:
    """The merges of k basins, the cheapest first; k - 1 if every basin touches another.

    Parameters
    ----------
    linked : f8 (k, k)
        As :func:`links` gives them.
    borders : mapping
        Pairs of basins that touch, with the height of the saddle between them.
    peaks : f8 (k,)
        Height of each basin's peak.
    rows : i8 (k,)
        Rows in each basin.
    """
    groups = _Groups(linked, borders, peaks=peaks, rows=rows)
    heap = [(*groups.cost(a, b), a, b, 0, 0) for a, b in sorted(borders)]
    heapq.heapify(heap)
    merges = []
    while heap:
        turn, _, a, b, age_a, age_b = heapq.heappop(heap)
        # What was pushed before one of the two last changed has been pushed anew since.
        if (groups.age[a], groups.age[b]) != (age_a, age_b):
            continue
        merges.append(Merge(a, b, turn < _CHOSEN))
        groups.merge(a, b)
        for other in sorted(groups.saddle[a]):
            one, two = min(a, other), max(a, other)
            heapq.heappush(heap, (*groups.cost(one, two), one, two, groups.age[one], groups.age[two]))
    return merges


class _Groups:
    """Groups of basins, each under the number of one of them. ``age`` is raised by a merge, and -1 of what is gone."""

    def __init__(
        self,
        linked: NDArray[np.float64],
        borders: Mapping[tuple[int, int], float],
        *,
        peaks: NDArray[np.float64],
        rows: NDArray[np.int64],
    ) -> None:
        k = len(linked)
        self._profile = linked.copy()
        # Row a of the table of links has a column for each basin; the columns of one group are added up apart.
        self._between = linked.copy()
        self._size = linked.sum(axis=1)
        self._order = _x_log_x(self._profile).sum(axis=1) - _x_log_x(self._size)
        self._peak, self._rows = peaks.copy(), rows.copy()
        self.age = [0] * k
        self.saddle: list[dict[int, float]] = [{} for _ in range(k)]
        for (a, b), height in borders.items():
            self.saddle[a][b] = self.saddle[b][a] = height

    def cost(self, a: int, b: int) -> tuple[int, float]:
        """When it is the turn of a merge, and what it costs."""
        both = self._profile[a] + self._profile[b]
        size = self._size[a] + self._size[b]
        lost = self._order[a] + self._order[b] - float(_x_log_x(both).sum() - _x_log_x(size))
        lower = min(self._peak[a], self._peak[b])
        depth = 1 - min(1.0, self.saddle[a][b] / lower) if lower > 0 else 0.0
        turn = _SMALL if min(self._rows[a], self._rows[b]) < SMALL else _CHOSEN
        if turn == _CHOSEN and self._mixed(a, b) >= ALIKE:
            turn = _ALIKE
        return turn, max(lost, 0.0) * (depth + FLAT) ** 0.5

    def _mixed(self, a: int, b: int) -> float:
        """Links between the groups, in shares of those that there would be if both were linked at random."""
        between, inside = self._between[a, b], self._between[a, a] + self._between[b, b] + 2 * self._between[a, b]
        one, two = self._between[a, a] + between, self._between[b, b] + between
        return float(between * inside / (one * two)) if one and two else 1.0

    def merge(self, a: int, b: int) -> None:
        """Make group ``b`` a part of group ``a``."""
        self._profile[a] += self._profile[b]
        self._between[a] += self._between[b]
        self._between[:, a] += self._between[:, b]
        self._size[a] += self._size[b]
        self._order[a] = _x_log_x(self._profile[a]).sum() - _x_log_x(self._size[a])
        self._peak[a] = max(self._peak[a], self._peak[b])
        self._rows[a] += self._rows[b]
        for other, height in self.saddle[b].items():
            del self.saddle[other][b]
            if other != a:
                highest = max(height, self.saddle[a].get(other, 0.0))
                self.saddle[a][other] = self.saddle[other][a] = highest
        self.saddle[b] = {}
        self.age[a] += 1
        self.age[b] = -1


def _x_log_x(counts: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(counts * np.log(np.maximum(counts, 1e-300)))
