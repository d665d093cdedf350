"""Owns the figure: one scattergl (or scatter3d) trace; the only importer of plotly.

No hover of Plotly's own, no strings a point, no template, positions as ``f4`` and colours as ``u1`` codes: 9 bytes a point.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import plotly.graph_objects as go

from services.colours import Colouring

#: Room around the outermost points, as a share of the map's width.
MARGIN = 0.04
#: Maps of up to so many points are drawn as thumbnails at once, and need more.
FEW = 60


def mark_size(n: int, *, polaroid: bool) -> float:
    """Pixels across a mark: large on small maps, never too small to aim at."""
    size = float(np.clip(34 / max(n, 1) ** 0.2, 3.0, 11.0))
    return round(size * (1.6 if polaroid else 1.0), 1)


def margin(n: int) -> float:
    """Room around the outermost of ``n`` points, as a share of the map's width; the browser is told it too."""
    return MARGIN if n > FEW else 3 * MARGIN


def scatter(positions: Any, colouring: Colouring, *, map_id: str, live: bool) -> go.Figure:
    """The map as a figure.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
    colouring : Colouring
    map_id : str
        Also the ``uirevision``: a new map is looked at afresh.
    live : bool
        Whether positions are still coming; the browser then asks for them.
    """
    n, dimensions = positions.shape
    axes = dict(zip("xyz", np.ascontiguousarray(positions.T, dtype=np.float32), strict=False))
    marker = {"size": mark_size(n, polaroid=False), "opacity": 0.85, "line": {"width": 0}, **colours(colouring)}
    meta = {"map": map_id, "rows": n, "dims": dimensions, "live": live, "marks": "dots", "size": marker["size"], "margin": margin(n)}
    common: dict[str, Any] = {"mode": "markers", "marker": marker, "showlegend": False}
    if dimensions == 3:
        trace: Any = go.Scatter3d(**axes, **common, hoverinfo="none")
    else:
        trace = go.Scattergl(**axes, **common, hoverinfo="skip", selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0.15}})
    return go.Figure(data=[trace], layout=_layout(positions, meta, dimensions))


def empty() -> go.Figure:
    """What stands in the Graph before there is a map: one point nobody sees.

    It makes the browser set up its WebGL while nothing else is going on; without a GPU that takes a second, and the first map
    would hold up the progress it appears under.
    """
    meta = {"map": None, "rows": 0, "dims": 2, "live": False}
    unseen = go.Scattergl(x=np.zeros(1, np.float32), y=np.zeros(1, np.float32), mode="markers", marker={"opacity": 0}, hoverinfo="skip", showlegend=False)
    return go.Figure(data=[unseen], layout={**_base(meta), "xaxis": _axis(), "yaxis": _axis()})


def colours(colouring: Colouring) -> dict[str, Any]:
    """The marker's colour as codes and a scale of flat steps; also what a recolouring sends."""
    last = max(len(colouring.palette) - 1, 1)
    steps = len(colouring.palette)
    scale = [[edge, colour] for i, colour in enumerate(colouring.palette) for edge in (i / steps, (i + 1) / steps)]
    return {
        "color": np.asarray(colouring.codes, dtype=np.uint8),
        "colorscale": scale,
        "cmin": -0.5,
        "cmax": (last if steps > 1 else 0) + 0.5,
        "showscale": False,
    }


def recolouring(colouring: Colouring) -> dict[str, Any]:
    """The same for a map that is drawn, packed as a figure packs it: an array would travel as a list of numbers."""
    marker = colours(colouring)
    packed = base64.b64encode(marker["color"].tobytes()).decode("ascii")
    return {**marker, "color": {"dtype": "u1", "bdata": packed}}


def _base(meta: dict[str, Any]) -> dict[str, Any]:
    clear = "rgba(0,0,0,0)"
    return {
        "template": "none",
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hovermode": "closest",
        "dragmode": "pan",
        "uirevision": meta["map"] or "empty",
        "meta": meta,
        "showlegend": False,
    }


def _axis() -> dict[str, Any]:
    return {"visible": False, "showgrid": False, "zeroline": False}


def _layout(positions: Any, meta: dict[str, Any], dimensions: int) -> dict[str, Any]:
    base = _base(meta)
    if dimensions == 3:
        quiet = {"visible": False, "showspikes": False}
        base.update(dragmode="orbit", scene={"xaxis": quiet, "yaxis": quiet, "zaxis": quiet, "aspectmode": "data", "dragmode": "orbit"})
        return base
    x, y = (_range(positions[:, axis]) for axis in (0, 1))
    # One scale for both axes: distances on a t-SNE map mean the same in every direction.
    base.update(xaxis={**_axis(), "range": x}, yaxis={**_axis(), "range": y, "scaleanchor": "x", "scaleratio": 1})
    return base


def _range(values: Any) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = margin(len(values)) * (high - low) or 1.0
    return [low - room, high + room]
