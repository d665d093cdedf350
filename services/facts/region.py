"""Owns the region of a picture: its columns, and the colours by region.

Colours go to the first level, which has a dozen regions at most: the largest have a colour each, and where there are
more regions than colours one has that of the region farthest from it. What is in no region is grey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.facts.asked import Paintable, Rows
from services.facts.facet import Facet, Values
from services.facts.fact import Column, Fact, Line, Mode
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.groups.stored import KIND, Stored, Told, read

T = TypeVar("T")
NOWHERE = "in no region"
#: Of the colour mode, and of the facet.
NAME = "region"


def number_of(region: Told) -> int:
    """The number of a region; of one that is the same on two levels it is that of the first."""
    return region.id + 1


def label(region: Told) -> str:
    """What a region is called where something must be said: its name, else its number."""
    return region.name or f"Region {number_of(region)}"


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
    stored = read(rows.beside(KIND))
    return (stored, stored.level_of_rows(stored.middle)) if stored is not None and stored.levels else None


def _told(rows: Rows, said: Callable[[Stored], Sequence[T]], nowhere: T, unknown: T) -> list[T]:
    """What is said of each row's region: ``said`` has it of those of that level, in their order.

    ``nowhere`` is said of rows in none, ``unknown`` of all where the map has no regions.
    """
    found = _places(rows)
    if found is None:
        return [unknown] * rows.table.n
    every = [*said(found[0]), nowhere]
    return [every[place] for place in found[1]]


def _ids(rows: Rows) -> list[int | str]:
    return _told(rows, lambda stored: [region.id for region in stored.levels[stored.middle]], "", "")


def _typed(rows: Rows) -> list[object]:
    return [None if one == "" else one for one in _ids(rows)]


def _typed_names(rows: Rows) -> list[object]:
    return [name or None for name in _names(rows)]


def _names(rows: Rows) -> list[str]:
    return _told(rows, lambda stored: [region.name for region in stored.levels[stored.middle]], "", "")


def _called(rows: Rows) -> list[str]:
    """As the facet calls the region of each row, with the one of the first level that it lies in; empty without any."""

    def labels(stored: Stored) -> list[str]:
        tree = tree_of(stored)
        at = places(stored, tree)
        nodes = [tree[at[region.id]] for region in stored.levels[stored.middle]]
        both = [(label(stored.levels[0][top]), label(region)) for region, top in nodes]
        return [" › ".join(dict.fromkeys(one)) for one in both]

    return _told(rows, labels, NOWHERE, "")


def values(columns: Paintable, colouring: Callable[[str], Colouring]) -> Values:
    """Every region, each right before those that lie in it, the largest first, and last what is in none.

    A region that is the same on two levels is one value. ``row`` is the row that stands for it.
    """
    stored = read(columns.beside(KIND))
    tree = [] if stored is None else tree_of(stored)
    palette = colouring(NAME).palette
    own = [] if stored is None else colours(stored)
    # The region above may be the same as one above it, and then stands in the tree as that one.
    place = {} if stored is None else places(stored, tree)
    last = [_last(tree, node) for node in range(len(tree))]
    of_part = np.full((stored.finest if stored else 0) + 1, len(tree), np.int32)
    for node, (region, _) in enumerate(tree):
        if last[node] == node + 1:
            of_part[list(region.parts)] = node
    rows = of_part[stored.rows] if stored is not None else np.zeros(columns.n, np.int32)
    counts = np.bincount(rows, minlength=len(tree) + 1)
    first = int(np.flatnonzero(rows == len(tree))[0]) if counts[-1] else -1
    return Values(
        name=[*(label(region) for region, _ in tree), NOWHERE],
        parent=[*(place.get(region.parent, -1) for region, _ in tree), -1],
        last=[*last, len(tree) + 1],
        own=counts.tolist(),
        count=[*(region.n for region, _ in tree), int(counts[-1])],
        code=[*(own[top] for _, top in tree), len(palette) - 1],
        row=[*(region.representative for region, _ in tree), first],
        colours=palette,
        rows=rows,
    )


def places(stored: Stored, tree: Sequence[tuple[Told, int]]) -> dict[int, int]:
    """The place of each region, by its id, among the values of the facet, which has those of :func:`tree_of`."""
    place = {region.id: node for node, (region, _) in enumerate(tree)}
    of_parts = {region.parts: node for node, (region, _) in enumerate(tree)}
    every = [region for level in stored.levels for region in level]
    return {region.id: place.get(region.id, of_parts.get(region.parts, -1)) for region in every}


def tree_of(stored: Stored) -> list[tuple[Told, int]]:
    """The regions in the order of the tree, with the place on the first level of the one each lies in."""
    below: dict[int, list[Told]] = {}
    for level in stored.levels[1:]:
        for region in level:
            below.setdefault(region.parent, []).append(region)
    found: list[tuple[Told, int]] = []

    def walk(region: Told, top: int) -> None:
        found.append((region, top))
        inside = below.get(region.id, [])
        # A region that is alone below another is the same: what lies below it lies below that.
        while len(inside) == 1:
            inside = below.get(inside[0].id, [])
        for one in inside:
            walk(one, top)

    for top, region in enumerate(stored.levels[0] if stored.levels else []):
        walk(region, top)
    return found


def _last(tree: list[tuple[Told, int]], node: int) -> int:
    """The place behind the last region that lies in that at ``node``."""
    parts = set(tree[node][0].parts)
    end = node + 1
    while end < len(tree) and set(tree[end][0].parts) <= parts:
        end += 1
    return end


REGION = Fact(
    "region",
    columns=(
        Column(
            "region", "number of the region it lies in, on the level of about 25; empty if in none", _ids, typed=_typed
        ),
        Column("region_name", "that region's name; empty if it has none", _names, free_text=True, typed=_typed_names),
    ),
    json={"region": lambda rows: [None if one == "" else one for one in _ids(rows)], "region_name": _names},
    mode=Mode(NAME, "Region", "Points by the region they lie in.", paint, needs=(KIND,)),
    line=Line("Region", _called),
    facet=Facet(NAME, "Regions", "tree", NAME, values),
)
