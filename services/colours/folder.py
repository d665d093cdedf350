"""Owns the colouring by folder: the largest folders have a colour each, the rest share grey."""

from __future__ import annotations

from collections import Counter

import numpy as np

from services.colours.palette import CATEGORIES, OTHER, Colouring
from services.library import RowTable
from services.schema import shown

#: What the folder of a file right in the source is called.
TOP = "(top folder)"


def paint(rows: RowTable) -> Colouring:
    """Codes by folder, largest first; a twelfth folder and on are "other folders"."""
    folders = [path.rpartition("/")[0] for path in rows.path]
    counted = sorted(Counter(folders).items(), key=lambda item: (-item[1], item[0]))
    own = counted if len(counted) <= len(CATEGORIES) else counted[: len(CATEGORIES) - 1]
    code = {folder: i for i, (folder, _) in enumerate(own)}
    codes = np.fromiter((code.get(folder, len(own)) for folder in folders), dtype=np.uint8, count=rows.n)
    legend = [(shown(folder) or TOP, CATEGORIES[i], count) for i, (folder, count) in enumerate(own)]
    palette = CATEGORIES[: len(own)]
    if len(own) < len(counted):
        rest = len(counted) - len(own)
        legend.append((f"{rest:,} other folders", OTHER, int((codes == len(own)).sum())))
        palette = (*palette, OTHER)
    return Colouring(codes, palette, tuple(legend))
