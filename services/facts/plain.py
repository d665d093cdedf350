"""Owns the colour mode that shows no fact: every point alike."""

from __future__ import annotations

import numpy as np

from services.facts.fact import Mode, Paintable
from services.facts.palette import PLAIN, Colouring


def paint(rows: Paintable) -> Colouring:
    """One colour, no legend."""
    return Colouring(np.zeros(rows.n, dtype=np.uint8), (PLAIN,), ())


MODE = Mode("plain", "One colour", "Every point alike: look at the shapes alone.", paint)
