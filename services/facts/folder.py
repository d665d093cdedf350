"""Owns the folder of a picture, and the colours by folder.

Colours go to a cut of the folder tree (:mod:`services.facts.cut`): to all folders where there are few, else to those at
the top, or deeper ones where a folder is large. The largest eleven have a colour each, in the order of their names; the
rest share grey. In the order of their sizes, folders would change colours while a map grows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.facts.cut import Piece, cut, largest
from services.facts.fact import Fact, Mode, Paintable, Rows
from services.facts.palette import CATEGORIES, OTHER, Colouring
from services.facts.tree import TOP as TOP
from services.facts.tree import Tree, grow
from services.schema import shown, visible


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


def coloured(tree: Tree) -> Coloured:
    """The colours of a tree; the row codes are those that its nodes have."""
    pieces = cut(tree, len(CATEGORIES))
    chosen = largest(pieces, len(CATEGORIES))
    code = {piece: place for place, piece in enumerate(chosen)}
    own = np.zeros(len(tree.parts), np.uint8)
    for piece in pieces:
        own[piece.node : tree.last[piece.node] if piece.whole else piece.node + 1] = code.get(piece, len(chosen))
    legend = [(tree.path(piece.node), CATEGORIES[place], piece.rows) for piece, place in code.items()]
    palette = CATEGORIES[: len(chosen)]
    rest = [piece for piece in pieces if piece not in code]
    if rest:
        label = f"{len(rest):,} other folders" if len(rest) > 1 else tree.path(rest[0].node)
        legend.append((label, OTHER, sum(piece.rows for piece in rest)))
        palette = (*palette, OTHER)
    return Coloured(Colouring(own[tree.nodes], palette, tuple(legend)), pieces, own)


def paint(rows: Paintable) -> Colouring:
    """Codes by folder, in the order of names; folders that are not among the eleven largest of the cut share grey."""
    return coloured(grow(rows.folders)).colouring


def _folders(rows: Rows) -> list[str]:
    return [visible(shown(path).rpartition("/")[0]) for path in rows.table.path]


FOLDER = Fact(
    "folder",
    json={"folder": _folders},
    mode=Mode("folder", "Folder", "Points by the folder their file lies in; small folders share a colour.", paint),
)
