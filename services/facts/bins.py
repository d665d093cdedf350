"""Owns how the values of a number-like fact are cut into bins: at round values, evenly on its scale, ends that outliers
do not stretch.

A bin is a step of the colours and a bar of the histogram at once. Round edges read well, and they stay where they are
while a map grows and where a link names them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.facts import calendar

#: Bins at most: bars of some five pixels in the left side's 268.
MOST = 50
#: The share of the values on each side that may lie beyond the outermost edges but one.
BEYOND = 0.005
#: The ends are drawn out to the least and the largest value where that takes at most this share of the range more.
ROOM = 0.25
#: Values whose largest is more than so many times the least are cut by ratio.
RATIO = 4.0
#: Renard's preferred numbers (ISO 3), which divide a decade evenly by ratio: the series R20, R10, R5 and R1.
_DECADE = (1, 1.12, 1.25, 1.4, 1.6, 1.8, 2, 2.24, 2.5, 2.8, 3.15, 3.55, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9)
_SERIES = (_DECADE, _DECADE[::2], _DECADE[::4], (1, 1.6, 4), (1,))
#: Bins in an octave of a ratio such as width to height.
_OCTAVE = (16, 8, 4, 2, 1)
LINEAR, LOG, RATIOS, TIME = "linear", "log", "ratio", "time"


@dataclass(frozen=True, slots=True)
class Bins:
    """k bins.

    Attributes
    ----------
    edges : tuple of float (k + 1,)
        Bin i has the values from edge i on and below edge i + 1, the last bin its end too. The first edge and the last
        are the least value and the largest.
    scale : str
        ``linear``, ``log``, ``ratio`` (around 1) or ``time`` (seconds since 1970 on the clock of the place).
    step : float
        Between the inner edges on a linear scale. 0 on other scales.
    unit : str
        Of time: what the edges are the beginnings of, such as ``month``.
    none : bool
        Whether the first bin has what is as good as nothing, such as pictures without colour.
    """

    edges: tuple[float, ...]
    scale: str
    step: float = 0.0
    unit: str = ""
    none: bool = False

    @property
    def count(self) -> int:
        """Number of bins."""
        return len(self.edges) - 1

    def codes(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        """The bin of each value, ``u1 (n,)``; ``count`` for NaN."""
        inner = np.asarray(self.edges[1:-1])
        found = np.searchsorted(inner, values, side="right").astype(np.uint8)
        found[np.isnan(values)] = self.count
        return found


def cut(values: NDArray[np.floating], scale: str, *, most: int = MOST, none: float = -np.inf) -> Bins | None:
    """The bins of n values, which may be NaN; None where all are.

    On a log scale values are cut by ratio only if they are positive and differ by more than :data:`RATIO`. Values below
    ``none`` are as good as nothing and have a bin of their own, however few they are: nobody could brush them out of
    one with others.
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    if low < none <= high and (rest := cut(known[known >= none], scale, most=most - 1)):
        return Bins((low, none, *rest.edges[1:]), rest.scale, rest.step, rest.unit, none=True)
    if low == high:
        return Bins((low, high), scale, unit=calendar.FINEST if scale == TIME else "", none=high < none)
    first, last = _ends(known, low, high, scale)
    step, unit = 0.0, ""
    if scale == TIME:
        inner, unit = calendar.edges(first, last, most)
    elif scale == RATIOS:
        inner = _octaves(first, last, most)
    elif scale == LOG and first > 0 and last / first > RATIO:
        inner = _preferred(first, last, most)
    else:
        inner, step = _round(first, last, most)
        scale = LINEAR
    within = [edge for edge in inner if low < edge < high]
    return Bins((low, *within, high), scale, step, unit, none=high < none)


def _ends(known: NDArray[np.floating], low: float, high: float, scale: str) -> tuple[float, float]:
    """Where the outermost bins end on the inside, or the least and the largest value if those are near."""
    place = [int(BEYOND * (known.size - 1)), int(np.ceil((1 - BEYOND) * (known.size - 1)))]
    first, last = (float(value) for value in np.partition(known, place)[place])
    by_ratio = scale in (LOG, RATIOS) and low > 0

    def on_scale(value: float) -> float:
        return float(np.log(value)) if by_ratio else value

    room = ROOM * (on_scale(last) - on_scale(first))
    # Where nearly all have one value, whatever others there are is all that there is to see.
    if room == 0:
        return low, high
    if on_scale(first) - on_scale(low) <= room:
        first = low
    if on_scale(high) - on_scale(last) <= room:
        last = high
    return first, last


def _round(first: float, last: float, most: int) -> tuple[list[float], float]:
    """Multiples of the smallest of 1, 2 and 5 times a power of ten that gives at most so many bins; and that step."""
    power = int(np.floor(np.log10((last - first) / most)))
    for tens in (power, power + 1):
        for times in (1, 2, 5):
            step = times * 10.0**tens
            lines = range(int(np.floor(first / step)) + 1, int(np.ceil(last / step)))
            if len(lines) < most:
                # From whole numbers, so that an edge is the number that is written.
                return [round(line * step, max(0, -tens)) for line in lines], step
    return [], last - first


def _preferred(first: float, last: float, most: int) -> list[float]:
    """The numbers of the finest of Renard's series that gives at most so many bins."""
    powers = range(int(np.floor(np.log10(first))), int(np.floor(np.log10(last))) + 1)
    for series in _SERIES:
        edges = [float(f"{number}e{power}") for power in powers for number in series]
        inner = [edge for edge in edges if first < edge < last]
        if len(inner) < most:
            return inner
    return []


def _octaves(first: float, last: float, most: int) -> list[float]:
    """Ratios between those of which one is 1, so that 1 lies in the middle of a bin."""
    for parts in _OCTAVE:
        lines = range(int(np.floor(np.log2(first) * parts)) - 1, int(np.ceil(np.log2(last) * parts)) + 1)
        inner = [edge for edge in (2 ** ((line + 0.5) / parts) for line in lines) if first < edge < last]
        if len(inner) < most:
            return inner
    return []
