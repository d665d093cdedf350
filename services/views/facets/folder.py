"""Owns the facet of the folders: a tree, in the colours of the colour mode of the same name."""

from __future__ import annotations

from collections.abc import Callable

from services.facts import Colouring, Paintable
from services.facts.folder import coloured
from services.facts.tree import Tree, grow
from services.views.facets.facet import Facet, Values

_NONE, _SEVERAL = -2, -1


def values(columns: Paintable, colouring: Callable[[str], Colouring]) -> Values:
    """Every folder, in the order of names. The colours are those that the colour mode computes, by the same code."""
    tree = grow(columns.folders)
    painted = coloured(tree)
    return Values(
        name=[tree.name(node) for node in range(len(tree.parts))],
        parent=tree.parent,
        last=tree.last,
        own=tree.own,
        count=tree.count,
        code=_codes(tree, painted.own.tolist()),
        row=tree.row,
        colours=painted.colouring.palette,
        rows=tree.nodes,
    )


def _codes(tree: Tree, own: list[int]) -> list[int]:
    """The colour of each node with all below it; ``own`` has that of the rows directly in it."""
    codes = [code if rows else _NONE for code, rows in zip(own, tree.own, strict=True)]
    for node in range(len(codes) - 1, -1, -1):
        above = tree.parent[node]
        if above >= 0 and codes[above] != codes[node]:
            codes[above] = codes[node] if codes[above] == _NONE else _SEVERAL
    return codes


FOLDER = Facet("folder", "Folders", "tree", "folder", values)
