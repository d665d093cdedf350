"""Owns what is known of the picture itself: its size in pixels, its shape and its format."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.facts import bins
from services.facts.fact import Column, Fact, Line, Paintable, Rows
from services.facts.kinds import Kinds
from services.facts.numbers import Number
from services.facts.written import pixels, ratio
from services.library.tables import COLUMNS


def _width(rows: Rows) -> list[int]:
    return [int(value) for value in rows.table.width]


def _height(rows: Rows) -> list[int]:
    return [int(value) for value in rows.table.height]


def _sizes(rows: Rows) -> list[str]:
    return [f"{width:,} × {height:,} px" for width, height in zip(_width(rows), _height(rows), strict=True)]


def _sides(rows: Paintable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    width, height = (rows.numbers(name).astype(np.float64) for name in ("width", "height"))
    n = min(len(width), len(height))
    return width[:n], height[:n]


def size(rows: Paintable) -> NDArray[np.float64]:
    """Pixels, ``f8 (n,)``."""
    width, height = _sides(rows)
    return width * height


def shape(rows: Paintable) -> NDArray[np.float64]:
    """Width by height, ``f8 (n,)``: below 1 upright, above 1 lying."""
    width, height = _sides(rows)
    return width / np.maximum(height, 1)


_SIZE = Number(
    "size", "Size in pixels", "Points by how many pixels the picture has.", "Picture", size, bins.LOG, pixels
)
_SHAPE = Number(
    "shape",
    "Shape",
    "Points by width to height: upright, square, wide.",
    "Picture",
    shape,
    bins.RATIOS,
    ratio,
)
_FORMAT = Kinds(
    "format",
    "File type",
    "Points by what the content of the file is, whatever its name says.",
    "File",
    "types",
    lambda rows: rows.texts("format"),
)
SIZE = Fact(
    "size",
    columns=(Column("width", COLUMNS["width"], _width), Column("height", COLUMNS["height"], _height)),
    json={"width": _width, "height": _height},
    mode=_SIZE.mode,
    line=Line("Size", _sizes),
    facet=_SIZE.facet,
)
SHAPE = Fact("shape", mode=_SHAPE.mode, facet=_SHAPE.facet)
FORMAT = Fact(
    "format",
    columns=(Column("format", COLUMNS["format"], lambda rows: rows.table.format),),
    json={"format": lambda rows: rows.table.format},
    mode=_FORMAT.mode,
    line=Line("Format", lambda rows: rows.table.format),
    facet=_FORMAT.facet,
)
