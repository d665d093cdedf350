"""Owns whether a picture was added to the map last, and the colours that show it."""

from __future__ import annotations

import numpy as np

from services.facts.fact import Fact, Mode, Paintable
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.facts.values import facet

#: Colour of the pictures added last. Any eye tells it from the grey of the rest, on the light and on the dark sheet.
ADDED = CATEGORIES[6]
#: The same of those that are like nothing there.
STRANGE = CATEGORIES[3]
#: Of what lies beside a map (:mod:`services.pipeline.added`).
KIND = "added"


def paint(rows: Paintable) -> Colouring:
    """Code 0 for what was there, 1 for the rows added last, 2 for those of them that are like nothing there."""
    n = rows.n
    codes = np.zeros(n, dtype=np.uint8)
    there = n - rows.added
    codes[there:] = 1
    if not rows.added:
        return Colouring(codes, (OTHER, ADDED), (("nothing was added to this map", OTHER, there),))
    found = rows.beside(KIND)
    if found is not None and "strange" in found.arrays:
        codes[np.asarray(found.arrays["strange"][:n]) > 0] = 2
    strange = int(np.count_nonzero(codes == 2))
    if not strange:
        return Colouring(codes, (OTHER, ADDED), (("new", ADDED, rows.added), ("there before", OTHER, there)))
    told = (("new, like nothing there", STRANGE, strange), ("new", ADDED, rows.added - strange))
    return Colouring(codes, (OTHER, ADDED, STRANGE), (*told, ("there before", OTHER, there)))


MODE = Mode(
    "new",
    "New",
    "What was added last against what was there; only on maps that pictures were added to.",
    paint,
    only_extended=True,
    needs=(KIND,),
)
NEW = Fact("new", mode=MODE, facet=facet(MODE))
