"""Owns the figure: one scattergl (or scatter3d) trace. No other module imports plotly.

The trace has no points: the browser fetches them, 9 bytes each. It has no hover of Plotly's, no text and no template.
"""

from __future__ import annotations

import uuid
from typing import TypeAlias, TypedDict

import numpy as np
import plotly.graph_objects as go

from services.facts import Colouring
from services.library import LAST, Extent
from services.views.points import ends
from services.views.rows import PART

Figure: TypeAlias = go.Figure
#: Attributes of a figure, as Plotly names them.
Attributes: TypeAlias = dict[str, object]

#: The colour modes of a map that is opened without a word about it: by its regions, if it has any; else by folder.
REGION, FOLDER = "region", "folder"
#: The opacity of a point that is not selected.
FAINT = 0.15
#: Pixels across a mark: 34 / n ** 0.2, at least 3 and at most 11. Previews need the rule in the browser.
SIZING = (34.0, 0.2, 3.0, 11.0)
#: Room around the outermost points, as a share of the map's width.
MARGIN = 0.04
#: Maps of at most this many points show thumbnails at once, and need more room.
FEW = 60
CLEAR = "rgba(0,0,0,0)"


class Marks(TypedDict):
    """How points are drawn: Plotly's name of the symbol, its opacity, its size in sizes of a dot."""

    symbol: str
    opacity: float
    scale: float


#: The ways to draw points. Files that leave have them too (services/decoding/drawing.py).
MARKS: dict[str, Marks] = {
    "dots": {"symbol": "circle", "opacity": 1.0, "scale": 1.0},
    "polaroid": {"symbol": "square", "opacity": 0.75, "scale": 1.6},
}


class Meta(TypedDict, total=False):
    """What the browser knows of a figure: ``Meta`` of assets/modules/state/view.mjs.

    Without a map it has the first four entries only.
    """

    map: str | None
    rows: int
    dims: int
    live: bool
    #: Pixels across a dot.
    size: float
    margin: float
    #: Another for each figure, also of the same map.
    stamp: str
    #: Where the parts end in which the points are fetched.
    parts: list[int]
    colours: Palette
    mode: str
    #: The mode that an address need not name.
    usual: str
    faint: float
    marks: dict[str, Marks]
    base: str
    sizing: list[float]
    #: Rows of a map that shows its thumbnails when all of it is in view.
    few: int
    #: Rows in a part of the row facts.
    facts: int
    #: The serial number of the layout that is the last.
    settled: int


class Palette(TypedDict):
    """What the codes of a colouring mean. ``edition`` is part of their address."""

    palette: list[str]
    edition: str


def mark_size(n: int, *, polaroid: bool) -> float:
    """Pixels across a mark: large on small maps, and never too small to point at."""
    scale, power, least, most = SIZING
    size = float(np.clip(scale / max(n, 1) ** power, least, most))
    return round(size * MARKS["polaroid" if polaroid else "dots"]["scale"], 1)


def margin(n: int) -> float:
    """Room around the outermost of ``n`` points, as a share of the map's width."""
    return MARGIN if n > FEW else 3 * MARGIN


def scatter(
    extent: Extent,
    colouring: Colouring,
    *,
    map_id: str,
    live: bool,
    mode: str = FOLDER,
    base: str = "",
    usual: str = FOLDER,
) -> Figure:
    """The figure of a map, without its points.

    Parameters
    ----------
    extent : Extent
        How many points there are, in how many dimensions, and where they lie. Decides the first view.
    colouring : Colouring
        Only its palette is part of the figure; the browser fetches the codes with the points.
    map_id : str
        Also the ``uirevision``: a figure of another map resets the view.
    live : bool
        Whether the points still move; the browser then asks for them again and again.
    mode : str
        The name of ``colouring``, which is part of the address of its codes.
    usual : str
        The mode that an address need not name.
    base : str
        The map on which these points have the same positions; the browser keeps its view.
    """
    size = mark_size(extent.n, polaroid=False)
    meta: Meta = {
        "map": map_id,
        "rows": extent.n,
        "dims": extent.dimensions,
        "live": live,
        "size": size,
        "margin": margin(extent.n),
        "stamp": uuid.uuid4().hex,
        "parts": ends(extent.n),
        "colours": palette(colouring),
        "mode": mode,
        "usual": usual,
        "faint": FAINT / MARKS["dots"]["opacity"],
        "marks": MARKS,
        "base": base,
        "sizing": list(SIZING),
        "few": FEW,
        "facts": PART,
        "settled": LAST,
    }
    marker: Attributes = {"size": size, "opacity": MARKS["dots"]["opacity"], "line": {"width": 0}, "color": CLEAR}
    return go.Figure(data=[_trace(extent.dimensions, marker)], layout=_layout(extent, meta))


def empty() -> Figure:
    """The figure without a map: one point that nobody sees.

    With it the browser sets up WebGL while nothing else is going on. Without a GPU that takes a second, for which the
    first map would hold up the progress that it appears under.
    """
    meta: Meta = {"map": None, "rows": 0, "dims": 2, "live": False}
    layout = {**_base(meta), "xaxis": _axis(), "yaxis": _axis()}
    return go.Figure(data=[_trace(2, {"opacity": 0})], layout=layout)


def palette(colouring: Colouring) -> Palette:
    """The palette of a colouring, for the browser."""
    return {"palette": list(colouring.palette), "edition": colouring.edition}


def _trace(dimensions: int, marker: Attributes) -> go.Scatter3d | go.Scattergl:
    point = {axis: np.zeros(1, np.float32) for axis in "xyz"[:dimensions]}
    if dimensions == 3:
        return go.Scatter3d(**point, mode="markers", marker=marker, showlegend=False, hoverinfo="none")
    return go.Scattergl(**point, mode="markers", marker=marker, showlegend=False, hoverinfo="skip")


def _layout(extent: Extent, meta: Meta) -> Attributes:
    if extent.dimensions == 3:
        axis = {"visible": False, "showspikes": False}
        scene = {"xaxis": axis, "yaxis": axis, "zaxis": axis, "aspectmode": "data", "dragmode": "orbit"}
        return {**_base(meta), "dragmode": "orbit", "scene": scene}
    x, y = (_range(low, high, meta["margin"]) for low, high in extent.bounds)
    # Both axes have one scale: on a t-SNE map a distance means the same in every direction.
    yaxis = {**_axis(), "range": y, "scaleanchor": "x", "scaleratio": 1}
    return {**_base(meta), "xaxis": {**_axis(), "range": x}, "yaxis": yaxis}


def _base(meta: Meta) -> Attributes:
    return {
        "template": "none",
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hovermode": "closest",
        "dragmode": "pan",
        "uirevision": meta["map"] or "empty",
        "meta": meta,
        "showlegend": False,
    }


def _axis() -> Attributes:
    return {"visible": False, "showgrid": False, "zeroline": False}


def _range(low: float, high: float, share: float) -> list[float]:
    room = share * (high - low) or 1.0
    return [low - room, high + room]
