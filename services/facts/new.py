"""Owns the colouring by what was added last: new against what was there."""

from __future__ import annotations

import numpy as np

from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.library import RowTable

#: What came last, in a colour that is told from the grey of the rest by any eye, on the light and on the dark sheet.
NEW = CATEGORIES[6]


def paint(rows: RowTable) -> Colouring:
    """Code 0 for what was there, 1 for the rows added last."""
    codes = np.zeros(rows.n, dtype=np.uint8)
    there = rows.n - rows.added
    codes[there:] = 1
    if not rows.added:
        return Colouring(codes, (OTHER, NEW), (("nothing was added to this map", OTHER, there),))
    return Colouring(codes, (OTHER, NEW), (("new", NEW, rows.added), ("there before", OTHER, there)))
