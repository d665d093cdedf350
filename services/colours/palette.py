"""Owns the colours: sets that people with any colour vision can tell apart.

``CATEGORIES`` is Okabe and Ito's set (https://jfly.uni-koeln.de/color/) without its black and yellow, filled up from Paul Tol's
muted set (https://sronpersonalpages.nl/~pault/); ``SCALE`` is sampled from cividis (Nunez 2018, doi:10.1371/journal.pone.0199239).
All are ``#rrggbb``, as plotly 7 reads nothing older.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PLAIN = "#3b82c4"
OTHER = "#9aa0a6"
CATEGORIES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#d55e00",
    "#56b4e9",
    "#882255",
    "#999933",
    "#332288",
    "#44aa99",
    "#ddcc77",
)
SCALE = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")


@dataclass(frozen=True, slots=True)
class Colouring:
    """What a mode answers.

    ``codes`` is ``u1 (n,)`` into ``palette`` (at most 256 of ``#rrggbb``); ``legend`` has (label, colour, points) a line,
    in the order to show; ``caption`` says in words what the colours mean.
    """

    codes: Any
    palette: tuple[str, ...]
    legend: tuple[tuple[str, str, int], ...]
    caption: str = ""
