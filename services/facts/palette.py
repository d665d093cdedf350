"""Owns the colours: sets that people with any colour vision can tell apart, and that stand out from the map's ground.

Grounds are ``#f6f7f9`` in the light and ``#101214`` in the dark; sheets, on which the legend stands, are white and
``#1d2024``. Every colour has a contrast of at least 3 to 1 to ground and sheet, which WCAG 2.2 asks of what must be
seen (1.4.11). That is for opaque dots: at an opacity of .85 the palest would have 2.5.

``CATEGORIES`` were searched by annealing with restarts, in sRGB, for the largest smallest distance (OKLab, Ottosson
2020, https://bottosson.github.io/posts/oklab) between any two of the eleven and ``OTHER``: as normal eyes see them, and
as people without red or green cones do (Machado 2009, doi:10.1109/TVCG.2009.113, severity 1). A chroma of at most .155
and a lightness of at least .33 keep them calm; the first six were held to blue, red, gold, green, plum and indigo, and
to distances a fifth larger, and those that normal eyes see to a quarter larger. They reach .120, .100 and .099 (normal,
no red cones, no green cones); the first three .20, the first six .11. Free of these conditions the search reaches .14,
with three colours that look black.
``DARK`` has what the browser shows instead of each colour on its dark ground: of nearly the same hue (at most 25
degrees away), searched alike, with distances of .123, .102 and .101.

``SCALE`` is for a measure of trust, lowest first: low is loud and high is calm. Its steps are evenly spaced on a curve
in OKLab from red over mauve to blue, and contrast falls at each of them, in the light and in the dark. Neighbours on
it are at least .06 apart for all eyes, steps that are no neighbours .12, and each is .10 away from ``OTHER``, the grey
of what has no colour of its own. ``PLAIN`` is never drawn beside another colour.
All colours are ``#rrggbb``, as plotly 7 reads no older form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PLAIN = "#3a74a8"
OTHER = "#8d8f95"
CATEGORIES = (
    "#698aef",
    "#97240a",
    "#b58800",
    "#007c68",
    "#5f004f",
    "#4e46aa",
    "#aa5900",
    "#072983",
    "#8e61b0",
    "#651100",
    "#2c576d",
)
SCALE = ("#b61d00", "#9a414a", "#825674", "#6b6a9e", "#5080c7")
DARK = {
    PLAIN: "#5ca5dc",
    OTHER: "#6a6a6a",
    "#698aef": "#738cf3",
    "#97240a": "#de6d3c",
    "#b58800": "#f5d248",
    "#007c68": "#82e2b0",
    "#5f004f": "#c19cae",
    "#4e46aa": "#7956bc",
    "#aa5900": "#ea9f1b",
    "#072983": "#53bcff",
    "#8e61b0": "#ba6db2",
    "#651100": "#ae4d03",
    "#2c576d": "#aedaff",
    "#b61d00": "#fe834d",
    "#9a414a": "#db8c91",
    "#825674": "#ae8ab7",
    "#6b6a9e": "#777cc0",
    "#5080c7": "#406bb0",
}


@dataclass(frozen=True, slots=True)
class Colouring:
    """What a colour mode answers.

    Attributes
    ----------
    codes : u1 (n,)
        A place in ``palette`` for every row.
    palette : tuple of str
        At most 256 colours, as ``#rrggbb``.
    legend : tuple of (label, colour, points)
        The lines of the legend, in the order to show them.
    caption : str
        What the colours mean, in words.
    """

    codes: NDArray[np.uint8]
    palette: tuple[str, ...]
    legend: tuple[tuple[str, str, int], ...]
    caption: str = ""
