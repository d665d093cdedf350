"""Owns the colours: sets that people with any colour vision can tell apart.

``CATEGORIES`` was searched for the largest smallest distance (OKLab .12) between any two of eleven colours, as normal
eyes see them and as people without red or green cones do (Machado 2009, doi:10.1109/TVCG.2009.113). Every colour
stands out from the light and from the dark sheet. They are ordered so that the first few are the easiest to tell
apart. Okabe and Ito's set reaches .015 when it is filled up to eleven.
``SCALE`` goes from blue to yellow as cividis does (Nunez 2018, doi:10.1371/journal.pone.0199239). Its last colour is
dark enough to be seen on the light sheet, as nearly all points of a good map have it.
``DARK`` is what the browser shows instead of each colour on its dark sheet: the same hue, at a contrast of at least
3 to 1, which WCAG 1.4.11 asks of what must be seen. Its categories have a smallest distance of .10.
All colours are ``#rrggbb``, as plotly 7 reads no older form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PLAIN = "#3b82c4"
OTHER = "#9aa0a6"
CATEGORIES = (
    "#4080a8",
    "#f0a828",
    "#68c0f8",
    "#b81000",
    "#6048f8",
    "#0858a8",
    "#e06808",
    "#70c8a0",
    "#6890f8",
    "#006860",
    "#48a080",
)
SCALE = ("#1f3f94", "#4a5a92", "#6f6a70", "#927844", "#b89000")
DARK = {
    "#4080a8": "#6090c0",
    "#f0a828": "#f0c048",
    "#68c0f8": "#30d8f0",
    "#b81000": "#d83000",
    "#6048f8": "#7850fc",
    "#0858a8": "#1c70b8",
    "#e06808": "#f06c00",
    "#70c8a0": "#54e4a8",
    "#6890f8": "#3cb4fc",
    "#006860": "#0c846c",
    "#48a080": "#60b484",
    "#1f3f94": "#4a6fc0",
    "#4a5a92": "#7b86a0",
    "#6f6a70": "#a39a78",
    "#927844": "#c7b04f",
    "#b89000": "#edc62a",
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
