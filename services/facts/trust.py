"""Owns the colouring by trust: how many of a point's neighbours on the map are neighbours in truth."""

from __future__ import annotations

import numpy as np

from services.facts.palette import OTHER, SCALE, Colouring
from services.library import RowTable

#: Trust at and below this gets the darkest colour: real maps spend nearly all points above it.
LOW = 0.5


def paint(rows: RowTable) -> Colouring:
    """Five steps from :data:`LOW` to 1, blue to yellow; points whose trust was not measured are grey."""
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
