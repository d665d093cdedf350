"""Owns the folder of a picture, and the colours by folder.

The largest folders have a colour each, in the order of their names; the rest share grey. In the order of their sizes,
folders would change colours while a map grows.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from services.facts.fact import Fact, Mode, Rows
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.library import RowTable
from services.schema import shown, visible

#: What the legend calls the folder of files that lie directly in the source.
TOP = "(top folder)"


def paint(rows: RowTable) -> Colouring:
    """Codes by folder, in the order of names; folders that are not among the eleven largest are "other folders"."""
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


def _natural(name: str) -> list[str | int]:
    """The sort key that puts ``day-9`` before ``day-10``: every other part is text, and the parts between are numbers.

    Two keys can be compared, as text always meets text and a number a number.
    """
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", name))]


def _folders(rows: Rows) -> list[str]:
    return [visible(shown(path).rpartition("/")[0]) for path in rows.table.path]


FOLDER = Fact(
    "folder",
    json={"folder": _folders},
    mode=Mode("folder", "Folder", "Points by the folder their file lies in.", paint),
)
