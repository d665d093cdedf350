"""Owns the figure: one scattergl (or scatter3d) trace; the only importer of plotly.

No hover of Plotly's own, no strings a point, no template, and no points: they are fetched beside it, 9 bytes each.
"""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import plotly.graph_objects as go

from services.facts import EDITION, Colouring
from services.library import Extent
from services.views.points import ends

#: Of a mark, and of one that is not selected.
OPACITY, FAINT = 0.85, 0.15
#: Pixels across a mark: 34 / n ** .2, at least 3 and at most 11. The browser is told it too, for maps that grow.
SIZING = (34.0, 0.2, 3.0, 11.0)
#: Room around the outermost points, as a share of the map's width.
MARGIN = 0.04
#: Maps of up to so many points are drawn as thumbnails at once, and need more.
FEW = 60


def mark_size(n: int, *, polaroid: bool) -> float:
    """Pixels across a mark: large on small maps, never too small to aim at."""
    scale, power, least, most = SIZING
    size = float(np.clip(scale / max(n, 1) ** power, least, most))
    return round(size * (1.6 if polaroid else 1.0), 1)


def margin(n: int) -> float:
    """Room around the outermost of ``n`` points, as a share of the map's width; the browser is told it too."""
    return MARGIN if n > FEW else 3 * MARGIN


def scatter(
    extent: Extent, colouring: Colouring, *, map_id: str, live: bool, mode: str = "folder", base: str = ""
) -> go.Figure:
    """The map as a figure that carries no points: the browser fetches them as bytes, in parts, and draws them as they
    come.

    Parameters
    ----------
    extent : Extent
        How many points, in how many dimensions, and where they lie: the first view.
    colouring : Colouring
        Its palette travels; the codes are fetched beside the points.
    map_id : str
        Also the ``uirevision``: a new map is looked at afresh.
    live : bool
        Whether positions are still coming; the browser then asks for them.
    mode : str
        What ``colouring`` is called: part of the address of its codes.
    base : str
        The map whose points lie here where they lay: whoever looked at it goes on seeing the same part.
    """
    n, dimensions = extent.n, extent.dimensions
    marker = {"size": mark_size(n, polaroid=False), "opacity": OPACITY, "line": {"width": 0}}
    meta = {
        "map": map_id,
        "rows": n,
        "dims": dimensions,
        "live": live,
        "marks": "dots",
        "size": marker["size"],
        "margin": margin(n),
    }
    # Which figure it is: one that is drawn again is told from another of the same map.
    meta["stamp"] = uuid.uuid4().hex
    meta.update(
        parts=ends(n), colours=recolouring(colouring), mode=mode, faint=FAINT / OPACITY, base=base, sizing=list(SIZING)
    )
    unseen = {axis: np.zeros(1, np.float32) for axis in "xyz"[:dimensions]}
    common: dict[str, Any] = {
        **unseen,
        "mode": "markers",
        "marker": {**marker, "color": "rgba(0,0,0,0)"},
        "showlegend": False,
    }
    trace: Any = (
        go.Scatter3d(**common, hoverinfo="none") if dimensions == 3 else go.Scattergl(**common, hoverinfo="skip")
    )
    return go.Figure(data=[trace], layout=_layout(extent, meta))


def empty() -> go.Figure:
    """What stands in the Graph before there is a map: one point nobody sees.

    It makes the browser set up its WebGL while nothing else is going on; without a GPU that takes a second, and the
    first map
    would hold up the progress it appears under.
    """
    meta = {"map": None, "rows": 0, "dims": 2, "live": False}
    unseen = go.Scattergl(
        x=np.zeros(1, np.float32),
        y=np.zeros(1, np.float32),
        mode="markers",
        marker={"opacity": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    return go.Figure(data=[unseen], layout={**_base(meta), "xaxis": _axis(), "yaxis": _axis()})


def recolouring(colouring: Colouring) -> dict[str, Any]:
    """What the codes mean: the palette, and for 3-D, which Plotly colours, a scale of flat steps. ``edition`` is part
    of their address.
    """
    steps = len(colouring.palette)
    scale = [[edge, colour] for i, colour in enumerate(colouring.palette) for edge in (i / steps, (i + 1) / steps)]
    return {
        "palette": list(colouring.palette),
        "colorscale": scale,
        "cmin": -0.5,
        "cmax": steps - 0.5,
        "edition": EDITION,
    }


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


def _layout(extent: Extent, meta: dict[str, Any]) -> dict[str, Any]:
    base = _base(meta)
    if extent.dimensions == 3:
        quiet = {"visible": False, "showspikes": False}
        base.update(
            dragmode="orbit",
            scene={"xaxis": quiet, "yaxis": quiet, "zaxis": quiet, "aspectmode": "data", "dragmode": "orbit"},
        )
        return base
    x, y = (_range(*ends, meta["margin"]) for ends in extent.bounds)
    # One scale for both axes: distances on a t-SNE map mean the same in every direction.
    base.update(xaxis={**_axis(), "range": x}, yaxis={**_axis(), "range": y, "scaleanchor": "x", "scaleratio": 1})
    return base


def _range(low: float, high: float, share: float) -> list[float]:
    room = share * (high - low) or 1.0
    return [low - room, high + room]
