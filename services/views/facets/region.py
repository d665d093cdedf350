"""Owns the facet of the regions: a tree, in the colours of the colour mode of the same name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from services.facts import Colouring, Paintable
from services.facts.region import NOWHERE, colours, label
from services.groups.stored import KIND, Stored, Told, read
from services.views.facets.facet import Facet, Values


def values(columns: Paintable, colouring: Callable[[str], Colouring]) -> Values:
    """Every region, each right before those that lie in it, the largest first, and last what is in none.

    A region that is the same on two levels is one value. ``row`` is the row that stands for it.
    """
    stored = read(columns.beside(KIND))
    tree = [] if stored is None else _tree(stored)
    palette = colouring(KIND_OF_MODE).palette
    own = [] if stored is None else colours(stored)
    place = {region.id: node for node, (region, _) in enumerate(tree)}
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


#: The name of the colour mode.
KIND_OF_MODE = "region"


def places(stored: Stored) -> dict[int, int]:
    """The place of each region, by its id, among the values of the facet."""
    tree = _tree(stored)
    place = {region.id: node for node, (region, _) in enumerate(tree)}
    of_parts = {region.parts: node for node, (region, _) in enumerate(tree)}
    every = [region for level in stored.levels for region in level]
    return {region.id: place.get(region.id, of_parts.get(region.parts, -1)) for region in every}


def _tree(stored: Stored) -> list[tuple[Told, int]]:
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


REGION = Facet("region", "Regions", "tree", KIND_OF_MODE, values, beside=KIND)
