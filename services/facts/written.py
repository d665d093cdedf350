"""Owns how numbers are written for people: sizes of files and pictures, ratios, numbers as fine as their bins."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from services.facts import calendar
from services.facts.bins import LINEAR, RATIOS, TIME, Bins

#: Writes a number; ``step`` is what it need be told apart from, 0 where that is not known.
Writer = Callable[[float, float], str]
MEGA = 1_000_000


class Nothing(NamedTuple):
    """Values below ``below`` are as good as nothing, which is called ``name``."""

    below: float
    name: str


def number(value: float, step: float) -> str:
    """A number with the decimals that its step has, two digits where that is not known; without zeros at the end."""
    if not step:
        return f"{value:.2g}" if abs(value) < 10 else f"{value:,.0f}"
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "0" if text in ("-0", "") else text


def file_size(value: float, step: float) -> str:
    """Bytes in the largest unit of which there is one, as ``fileSize`` of assets/modules/panels/words.mjs writes it."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{_short(value / size, step / size)} {unit}"
    return f"{value:,.0f} bytes"


def pixels(value: float, step: float) -> str:
    """A number of pixels, in megapixels from a tenth of one on."""
    return f"{_short(value / MEGA, step / MEGA)} MP" if value >= MEGA / 10 else f"{value:,.0f} px"


def ratio(value: float, _step: float) -> str:
    """A ratio of width to height, such as ``1.5:1``, ``1:1`` or ``1:1.5``."""
    wide = max(value, 1 / value)
    text = f"{wide:.2g}" if wide < 10 else f"{wide:,.0f}"
    return "1:1" if text in ("1", "1.0") else f"{text}:1" if value > 1 else f"1:{text}"


def ends(bins: Bins, write: Writer, nothing: Nothing | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where each of k bins begins and where it ends, in words, ``(k,)`` twice.

    A bin of time ends with the last of its unit, a bin of ratios is told by its middle, one of what is as good as
    ``nothing`` by its name: they may begin and end alike.
    """
    edges = bins.edges
    if bins.scale == TIME:
        first = tuple(calendar.write(edge, bins.unit) for edge in edges[:-1])
        # The last bin has its end; each other ends a second before the next begins.
        last = tuple(calendar.write(edge - 1, bins.unit) for edge in edges[1:-1])
        return first, (*last, calendar.write(edges[-1], bins.unit))
    if bins.scale == RATIOS:
        inner = [float(np.sqrt(low * high)) for low, high in pairwise(edges[1:-1])]
        middles = [edges[0], *inner, edges[-1]] if bins.count > 1 else [edges[0]]
        texts = tuple(write(middle, 0) for middle in middles)
        return texts, texts
    step = bins.step if bins.scale == LINEAR else 0
    if step:
        # The ends are no round values: they are written as the round ones outside of them.
        digit = 10.0 ** np.floor(np.log10(step) + 1e-9)
        edges = (float(np.floor(edges[0] / digit) * digit), *edges[1:-1], float(np.ceil(edges[-1] / digit) * digit))
    texts = tuple(write(edge, step) for edge in edges)
    if nothing and bins.none:
        return (nothing.name, *texts[1:-1]), (nothing.name, *texts[2:])
    return texts[:-1], texts[1:]


def between(first: str, last: str) -> str:
    """A range in words, once where both ends read alike."""
    return first if first == last else f"{first} to {last}"


def _short(value: float, step: float) -> str:
    """Two or three digits, or as many as the step needs; without zeros that say nothing."""
    if step:
        return number(value, step)
    digits = 3 if value < 100 else 0
    text = f"{value:.{digits}g}" if digits else f"{value:,.0f}"
    return text
