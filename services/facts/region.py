"""Owns the region of a picture: its columns, and the colours by region.

Colours go to the first level, which has a dozen regions at most: the largest have a colour each, and where there are
more regions than colours one has that of the region farthest from it. What is in no region is grey.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.facts.fact import Column, Fact, Mode, Paintable, Rows
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.groups.stored import KIND, Stored, Told, read

NOWHERE = "in no region"


def label(region: Told) -> str:
    """What a region is called where something must be said: its name, else its number."""
    return region.name or f"Region {region.id + 1}"


def colours(stored: Stored) -> list[int]:
    """The place in :data:`CATEGORIES` of each region of the first level."""
    found: list[int] = []
    level = stored.levels[0] if stored.levels else []
    for number, region in enumerate(level):
        if number < len(CATEGORIES):
            found.append(number)
            continue
        # Of the regions before it, whose colours all differ, that which lies farthest away.
        away = [sum((a - b) ** 2 for a, b in zip(region.place, other.place, strict=True)) for other in level[:number]]
        found.append(found[int(np.argmax(away))])
    return found


def paint(rows: Paintable) -> Colouring:
    """Codes by the region of the first level, the largest first, and grey for rows in none."""
    stored = read(rows.beside(KIND))
    if stored is None or not stored.levels:
        said = "no regions have been found" if stored is None else "nothing parts this map into regions"
        return Colouring(np.zeros(rows.n, np.uint8), (OTHER,), ((said, OTHER, rows.n),))
    level, own = stored.levels[0], colours(stored)
    used = CATEGORIES[: max(own) + 1]
    codes = np.array([*own, len(used)], np.uint8)[stored.level_of_rows(0)]
    legend = [(label(region), used[code], region.n) for region, code in zip(level, own, strict=True)]
    nowhere = len(codes) - sum(region.n for region in level)
    if nowhere:
        legend.append((NOWHERE, OTHER, nowhere))
    return Colouring(codes, (*used, OTHER), tuple(legend))


def _places(rows: Rows) -> tuple[Stored, NDArray[np.int32]] | None:
    """The regions, and the place of each row's in the level that is told of pictures; None where there are none."""
    stored = read(rows.table.beside(KIND))
    return (stored, stored.level_of_rows(stored.middle)) if stored is not None and stored.levels else None


def _ids(rows: Rows) -> list[int | str]:
    found = _places(rows)
    if found is None:
        return [""] * rows.table.n
    ids: list[int | str] = [*(region.id for region in found[0].levels[found[0].middle]), ""]
    return [ids[place] for place in found[1]]


def _names(rows: Rows) -> list[str]:
    found = _places(rows)
    if found is None:
        return [""] * rows.table.n
    names = [*(region.name for region in found[0].levels[found[0].middle]), ""]
    return [names[place] for place in found[1]]


REGION = Fact(
    "region",
    columns=(
        Column("region", "number of the region it lies in, on the level of about 25; empty if in none", _ids),
        Column("region_name", "that region's name; empty if it has none", _names, free_text=True),
    ),
    json={"region": lambda rows: [None if one == "" else one for one in _ids(rows)], "region_name": _names},
    mode=Mode("region", "Region", "Points by the region they lie in.", paint, beside=KIND),
)
