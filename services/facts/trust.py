"""Owns the trust of a point: how many of its neighbours on the map are neighbours in truth, and its colours."""

from __future__ import annotations

import math

import numpy as np

from services.facts.fact import Column, Fact, Line, Mode, Paintable, Rows
from services.facts.palette import OTHER, SCALE, Colouring
from services.facts.values import facet

#: Trust at and below this gets the loudest colour: real maps have nearly all points above it.
LOW = 0.5


def paint(rows: Paintable) -> Colouring:
    """Five steps from :data:`LOW` to 1, saturated to pale; points whose trust was not measured are grey."""
    trust = np.asarray(rows.trust, dtype=np.float32)
    known = np.isfinite(trust)
    steps = len(SCALE)
    scaled = np.clip((np.where(known, trust, 0) - LOW) / (1 - LOW), 0, 1)
    codes = np.where(known, np.minimum((scaled * steps).astype(np.int64), steps - 1), steps).astype(np.uint8)
    counts = np.bincount(codes, minlength=steps + 1)
    edges = np.linspace(LOW, 1, steps + 1)
    legend = []
    for step in reversed(range(steps)):
        label = f"up to {edges[1]:.0%}" if step == 0 else f"{edges[step]:.0%} to {edges[step + 1]:.0%}"
        legend.append((label, SCALE[step], int(counts[step])))
    if counts[steps]:
        legend.append(("not measured", OTHER, int(counts[steps])))
    return Colouring(
        codes,
        (*SCALE, OTHER),
        tuple(legend),
        "Share of a point's neighbours on the map that are its neighbours in truth.",
    )


def _cells(rows: Rows) -> list[str]:
    return [f"{float(trust):.4f}" if math.isfinite(trust) else "" for trust in rows.table.trust]


def _values(rows: Rows) -> list[float | None]:
    return [round(float(trust), 5) if math.isfinite(trust) else None for trust in rows.table.trust]


def _texts(rows: Rows) -> list[str]:
    """Of its place on the map: a bare figure would be read as one of the picture itself."""
    shares = [float(trust) for trust in rows.table.trust]
    return [
        f"about {share:.0%} of those around it belong there" if math.isfinite(share) else "not measured"
        for share in shares
    ]


MODE = Mode(
    "trust",
    "Trust",
    "How many of a point's neighbours on the map are neighbours in truth. Do not conclude from the loudest points.",
    paint,
    # Of a map of an older version most points get theirs late (services/pipeline/trust.py).
    needs=("trust",),
)
TRUST = Fact(
    "trust",
    columns=(
        Column(
            "trust",
            "share of the point's neighbours on the map that are neighbours in truth, 0 to 1; an estimate on maps of "
            "more than 5,000 pictures; empty where not measured",
            _cells,
        ),
    ),
    json={"trust": _values},
    mode=MODE,
    line=Line("Trust", _texts),
    facet=facet(MODE),
)
