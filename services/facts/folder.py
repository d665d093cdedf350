"""Owns the colouring by folder: the largest folders have a colour each, in the order of their names; the rest share
grey.

In the order of their sizes they would change colours while a map grows.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.library import RowTable
from services.schema import visible

#: What the folder of a file right in the source is called.
TOP = "(top folder)"


def paint(rows: RowTable) -> Colouring:
    """Codes by folder, in the order of names; those that are not among the eleven largest are "other folders"."""
    folders = [path.rpartition("/")[0] for path in rows.path]
    counted = sorted(Counter(folders).items(), key=lambda item: (-item[1], item[0]))
    own = sorted(
        counted if len(counted) <= len(CATEGORIES) else counted[: len(CATEGORIES) - 1],
        key=lambda item: _natural(item[0]),
    )
    code = {folder: i for i, (folder, _) in enumerate(own)}
    codes = np.fromiter((code.get(folder, len(own)) for folder in folders), dtype=np.uint8, count=rows.n)
    legend = [(visible(folder) or TOP, CATEGORIES[i], count) for i, (folder, count) in enumerate(own)]
    palette = CATEGORIES[: len(own)]
    if len(own) < len(counted):
        rest = len(counted) - len(own)
        legend.append((f"{rest:,} other folders", OTHER, int((codes == len(own)).sum())))
        palette = (*palette, OTHER)
    return Colouring(codes, palette, tuple(legend))


def _natural(name: str) -> list[Any]:
    """By which ``day-9`` comes before ``day-10``."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", name))]
