"""Owns the folder of a picture: the colours by folder, the tree of folders as a facet.

Colours go to a cut of the folder tree (:mod:`services.facts.cut`): to all folders where there are few, else to those at
the top, or deeper ones where a folder is large. The largest eleven have a colour each, in the order of their names; the
rest share grey. In the order of their sizes, folders would change colours while a map grows. Where one folder alone is
looked at, the same is done with the folders in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.facts.cut import Piece, cut, largest
from services.facts.facet import Facet, Values
from services.facts.fact import Fact, Line, Mode, Paintable, Rows
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.facts.tree import TOP as TOP
from services.facts.tree import Tree, grow
from services.schema import shown, visible

_NONE, _SEVERAL = -2, -1


class Coloured(NamedTuple):
    """The tree of a map's folders in its colours.

    Attributes
    ----------
    colouring : Colouring
    pieces : list of Piece
        The cut.
    own : u1 (k,)
        The place in the palette of the rows directly in each node of the tree.
    """

    colouring: Colouring
    pieces: list[Piece]
    own: NDArray[np.uint8]


def coloured(tree: Tree, within: int = -1) -> Coloured:
    """The colours of a tree; the row codes are those that its nodes have.

    Parameters
    ----------
    within : int
        A node that alone is looked at: colours go to what lies in it, and all else is grey. -1 for the whole tree.
    """
    pieces = cut(tree, len(CATEGORIES), within)
    chosen = largest(pieces, len(CATEGORIES))
    code = {piece: place for place, piece in enumerate(chosen)}
    own = np.full(len(tree.parts), len(chosen), np.uint8)
    for piece in pieces:
        own[piece.node : tree.last[piece.node] if piece.whole else piece.node + 1] = code.get(piece, len(chosen))
    legend = [(tree.path(piece.node), CATEGORIES[place], piece.rows) for piece, place in code.items()]
    palette = CATEGORIES[: len(chosen)]
    rest = [piece for piece in pieces if piece not in code]
    grey = len(tree.nodes) - sum(piece.rows for piece in chosen)
    if grey:
        label = f"{len(rest):,} other folders" if len(rest) > 1 else tree.path(rest[0].node) if rest else ""
        legend.append(("all other folders" if within >= 0 else label, OTHER, grey))
        palette = (*palette, OTHER)
    return Coloured(Colouring(own[tree.nodes], palette, tuple(legend)), pieces, own)


def paint(rows: Paintable) -> Colouring:
    """Codes by folder, in the order of names; folders that are not among the eleven largest of the cut share grey."""
    return coloured(grow(rows.folders)).colouring


def values(columns: Paintable, _colouring: Callable[[str], Colouring]) -> Values:
    """Every folder, in the order of names. The colours are those that the colour mode computes, by the same code."""
    return _values(grow(columns.folders), -1)


def within(columns: Paintable, node: int) -> Values:
    """The same in the colours that the folders in one have when it alone is looked at."""
    return _values(grow(columns.folders), node)


def _values(tree: Tree, node: int) -> Values:
    painted = coloured(tree, node)
    own = painted.own.tolist()
    return Values(
        name=[tree.name(node) for node in range(len(tree.parts))],
        parent=tree.parent,
        last=tree.last,
        own=tree.own,
        count=tree.count,
        code=_codes(tree, own),
        row=tree.row,
        colours=painted.colouring.palette,
        rows=tree.nodes,
        paint=own,
    )


def _codes(tree: Tree, own: list[int]) -> list[int]:
    """The colour of each node with all below it; ``own`` has that of the rows directly in it."""
    codes = [code if rows else _NONE for code, rows in zip(own, tree.own, strict=True)]
    for node in range(len(codes) - 1, -1, -1):
        above = tree.parent[node]
        if above >= 0 and codes[above] != codes[node]:
            codes[above] = codes[node] if codes[above] == _NONE else _SEVERAL
    return codes


def _folders(rows: Rows) -> list[str]:
    return [visible(shown(path).rpartition("/")[0]) for path in rows.table.path]


FOLDER = Fact(
    "folder",
    json={"folder": _folders},
    mode=Mode("folder", "Folder", "Points by the folder their file lies in; small folders share a colour.", paint),
    line=Line("Folder", lambda rows: [folder or TOP for folder in _folders(rows)]),
    facet=Facet("folder", "Folders", "tree", "folder", values, within=within),
)
