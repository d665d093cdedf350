"""Owns the colours: sets that people with any colour vision can tell apart, and that stand out from the map's ground.

Grounds are ``#f6f7f9`` in the light and ``#101214`` in the dark; sheets, on which the legend stands, are white and
``#1d2024``. Every colour has a contrast of at least 3 to 1 to ground and sheet, which WCAG 2.2 asks of what must be
seen (1.4.11). That is for opaque dots: at an opacity of .85 the palest would have 2.5.

``CATEGORIES`` were searched by annealing with restarts, in sRGB, for the largest smallest distance (OKLab, Ottosson
2020, https://bottosson.github.io/posts/oklab) between any two of the eleven and ``OTHER``: as normal eyes see them, and
as people without red, green or blue cones do (Machado 2009, doi:10.1109/TVCG.2009.113, severity 1). A chroma of at most
.155 and a lightness of at least .325 keep them calm; the first six were held to blue, red, gold, green, plum and
indigo. They reach .116, .098, .099 and .098 (normal, no red, no green, no blue cones); the first three .20, the first
six .109.
``DARK`` has what the browser shows instead of each colour on its dark ground: of nearly the same hue (at most 25
degrees away), searched alike, with distances of .127, .106, .105 and .105.

``NAMED`` are for pictures by their own colour: each is of its name, and as far from the ground as all others: so white
is a grey, the palest that there is. Searched alike within the bounds of their names, they are .108, .074, .074 and .086
apart in the light, .127, .098, .101 and .099 in the dark.

``SCALE`` is for a measure of trust, lowest first. It has one hue, rust in the light and amber in the dark: low is
saturated, and as far from the ground as can be; high is pale. Neighbours on it are at least .06 apart for all eyes,
steps that are no neighbours .12, and each is .07 away from ``OTHER``, the grey of what has no trust. Searched at random
on straight lines in OKLab for these distances. ``PLAIN`` is never drawn beside another colour.
All colours are ``#rrggbb``, as plotly 7 reads no older form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.facts import ramp
from services.facts.bins import Bins

PLAIN = "#3a74a8"
OTHER = "#8d8f95"
CATEGORIES = (
    "#618ce8",
    "#690000",
    "#b88700",
    "#03805f",
    "#6e3e69",
    "#4146a8",
    "#b3520a",
    "#122782",
    "#97211c",
    "#8c5fa5",
    "#442945",
)
NAMED = {
    "black": "#0f1414",
    "grey": "#5f5f64",
    "white": "#878c91",
    "red": "#b4052d",
    "orange": "#b45f2d",
    "brown": "#55280a",
    "yellow": "#b48700",
    "green": "#055f23",
    "blue": "#3c7df0",
    "purple": "#5a3282",
    "pink": "#eb556e",
}
SCALE = ("#611c00", "#713117", "#7f4630", "#8a5c4b", "#937266")
DARK = {
    PLAIN: "#5ca5dc",
    OTHER: "#6a6a6a",
    "#618ce8": "#75bdff",
    "#690000": "#b44b11",
    "#b88700": "#ffcd27",
    "#03805f": "#77ffb0",
    "#6e3e69": "#bda2ae",
    "#4146a8": "#8589fd",
    "#b3520a": "#c47f10",
    "#122782": "#3d6cd5",
    "#97211c": "#fb9d64",
    "#8c5fa5": "#dcd9ff",
    "#442945": "#9b78a8",
    "#0f1414": "#696e73",
    "#5f5f64": "#969b96",
    "#878c91": "#ffffff",
    "#b4052d": "#f5644b",
    "#b45f2d": "#ff9b0f",
    "#55280a": "#a5552d",
    "#b48700": "#f0e637",
    "#055f23": "#5affaa",
    "#3c7df0": "#55a5fa",
    "#5a3282": "#a564be",
    "#eb556e": "#e6afc8",
    "#611c00": "#f0aa6a",
    "#713117": "#d59860",
    "#7f4630": "#bc8554",
    "#8a5c4b": "#a37346",
    "#937266": "#8c6139",
    **dict(zip(ramp.LIGHT, ramp.DARK, strict=True)),
}


@dataclass(frozen=True, slots=True)
class Colouring:
    """What a colour mode answers.

    Attributes
    ----------
    codes : u1 (n,)
        A place in ``palette`` for every row.
    palette : tuple of str
        At most 256 colours, as ``#rrggbb``, no two alike.
    legend : tuple of (label, colour, points)
        The lines of the legend, in the order to show them.
    caption : str
        What the colours mean, in words.
    axis : Axis, optional
        Of what is a number: where its steps begin and end. There is a line of the legend for each step, in order, and
        one for what is not known where there is any.
    edition : str
        Of a map's colouring: part of the address of its codes (:class:`services.views.colours.Colours`).
    """

    codes: NDArray[np.uint8]
    palette: tuple[str, ...]
    legend: tuple[tuple[str, str, int], ...]
    caption: str = ""
    axis: Axis | None = None
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """The k steps of what is a number; ``first`` and ``last`` are in words where each begins and ends, ``(k,)``."""

    bins: Bins
    first: tuple[str, ...]
    last: tuple[str, ...]
