"""Owns whether there are copies of a picture on its map: the facet and the colours."""

from __future__ import annotations

import numpy as np

from services.facts.fact import Fact, Mode, Paintable
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.facts.values import facet
from services.groups.copies import KIND, read

#: Of copies in several folders, and of those in one.
ACROSS, WITHIN = CATEGORIES[6], CATEGORIES[0]


def paint(rows: Paintable) -> Colouring:
    """Code 0 for pictures of which there is one, 1 for copies in several folders, 2 for copies in one."""
    found = read(rows.beside(KIND))
    codes = np.zeros(rows.n, np.uint8)
    if found is not None:
        codes[found.group >= 0] = 2
        codes[(found.group >= 0) & (found.group < found.across)] = 1
    alone, across, within = np.bincount(codes, minlength=3).tolist()
    legend = (("in several folders", ACROSS, across), ("in one folder", WITHIN, within), ("no copies", OTHER, alone))
    return Colouring(codes, (OTHER, ACROSS, WITHIN), tuple(line for line in legend if line[2] or line[1] == OTHER))


MODE = Mode("copies", "Copies", "Files that are the same, byte for byte.", paint, group="File", needs=(KIND,))
COPIES = Fact("copies", mode=MODE, facet=facet(MODE))
