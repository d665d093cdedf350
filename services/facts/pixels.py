"""Owns what is measured of a picture's pixels: brightness, contrast, sharpness, colourfulness and its colour.

The measures lie beside a map (:mod:`services.pipeline.pixels`); :mod:`services.decoding.measures` says what they are. A
map of an older version has none until it has been opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from services.facts.fact import Column, Fact, Line, Paintable, Rows
from services.facts.kinds import Kinds
from services.facts.numbers import Number
from services.facts.palette import NAMED
from services.facts.written import Nothing
from services.library import Found

#: Kind of what lies beside a map.
KIND = "pixels"


def measured(rows: Paintable | Rows, name: str) -> NDArray[np.float32]:
    """A measure of the rows, ``f4 (n,)``; NaN where it has not been made."""
    found = rows.beside(KIND)
    if found is None or name not in found.arrays:
        return np.full(_count(rows), np.nan, np.float32)
    return np.asarray(found.arrays[name], np.float32)


def names(found: Found | None, array: str, about: str, n: int) -> tuple[list[str], NDArray[np.integer]]:
    """Names that lie beside a map, the last of them empty, and the place among them of each of n rows'."""
    said = found.about.get(about) if found else None
    if found is None or array not in found.arrays or not isinstance(said, list):
        return [""], np.zeros(n, np.int32)
    known = [str(name) for name in said]
    return [*known, ""], np.minimum(found.arrays[array], len(known)).astype(np.int32)


def texts(rows: Rows, array: str, about: str) -> list[str]:
    """The name of each row; empty where there is none."""
    known, codes = names(rows.beside(KIND), array, about, rows.table.n)
    return [known[code] for code in codes]


def _count(rows: Paintable | Rows) -> int:
    return rows.table.n if isinstance(rows, Rows) else rows.n


def _measure(name: str, title: str, help: str, column: str, *, decimals: int, nothing: Nothing | None = None) -> Fact:
    """The fact of a measure; ``help`` is its sentence on the page, ``column`` says what the column holds."""
    read: Callable[[Paintable | Rows], NDArray[np.float32]] = partial(measured, name=name)
    of = Number(name, title, help, "Picture", read, needs=(KIND,), nothing=nothing)

    def cells(rows: Rows) -> list[str]:
        return ["" if np.isnan(value) else f"{value:.4f}" for value in read(rows)]

    def said(rows: Rows) -> list[str]:
        return ["" if np.isnan(value) else f"{value:.{decimals}f}" for value in read(rows)]

    return Fact(
        name,
        columns=(Column(name, column, cells, typed=read),),
        mode=of.mode,
        line=Line(title, said, always=False),
        facet=of.facet,
    )


BRIGHTNESS = _measure(
    "brightness",
    "Brightness",
    "Points by how bright the picture is, from black to white.",
    "mean of the pixels' luma, 0 to 1; empty where not measured",
    decimals=2,
)
CONTRAST = _measure(
    "contrast",
    "Contrast",
    "Points by how far apart light and dark are in the picture.",
    "standard deviation of the pixels' luma, 0 to 0.5; empty where not measured",
    decimals=2,
    # A level of grey, of 256.
    nothing=Nothing(1 / 256, "flat"),
)
SHARPNESS = _measure(
    "sharpness",
    "Sharpness",
    "Points by how sharp the picture is, as small as its thumbnail: a finer blur is not seen.",
    "how much of the steps between pixels of the thumbnail a blur takes away, 0 to 1; empty where not measured",
    decimals=2,
)
COLOURFULNESS = _measure(
    "colourfulness",
    "Colourfulness",
    "Points by how colourful the picture is: 0 is grey, 45 average, 80 loud.",
    "metric of Hasler and Suesstrunk (2003): 0 is grey, 45 average, 82 high; empty where not measured",
    decimals=0,
    # Of every channel a level or two, of 256: the eye cannot tell it from grey.
    nothing=Nothing(1.0, "no colour"),
)
_COLOUR = Kinds(
    "colour",
    "Main colour",
    "Points by the colour that most of the picture has.",
    "Picture",
    "colours",
    lambda rows: names(rows.beside(KIND), "colour", "colours", rows.n),
    shades=NAMED,
    needs=(KIND,),
)


def _colours(rows: Rows) -> list[str]:
    return texts(rows, "colour", "colours")


COLOUR = Fact(
    "colour",
    columns=(
        Column(
            "dominant_colour",
            f"the colour that the most pixels have, one of {', '.join(NAMED)}; empty where not measured",
            _colours,
            typed=lambda rows: [name or None for name in _colours(rows)],
        ),
    ),
    mode=_COLOUR.mode,
    line=Line("Main colour", _colours, always=False),
    facet=_COLOUR.facet,
)
