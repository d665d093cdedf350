"""Owns the cut through the tree of folders: which folders have a colour.

Where there are colours for all folders that files lie directly in, each has one. Else the cut begins with the folders
at the top; where all lies in one folder, as below ``train/``, with the first level that branches. While colours are
free, a folder that holds more than a quarter of all pictures is replaced by those in it (and by itself, for the files
directly in it), the largest first. It is replaced only if the colours then tell more pairs of pictures apart than
before. So a folder of ten classes is opened, and one of a thousand, of which few could have a colour, is not.
"""

from __future__ import annotations

from typing import NamedTuple

from services.facts.tree import Tree

#: A folder that holds more than one in so many pictures is opened.
LARGE = 4


class Piece(NamedTuple):
    """A piece of a cut: a node with all below it, or (not ``whole``) the files directly in it alone; and its rows."""

    node: int
    whole: bool
    rows: int


def cut(tree: Tree, colours: int, within: int = -1) -> list[Piece]:
    """The pieces that the folders are coloured by, in the order of their names; every row lies in one of them.

    Parameters
    ----------
    colours : int
        So many pieces can have a colour of their own; there may be more pieces.
    within : int
        A node: only what lies in it is cut, and the rows elsewhere lie in no piece. -1 for the whole tree.
    """
    first, behind = (within, tree.last[within]) if within >= 0 else (0, len(tree.own))
    holding = [node for node in range(first, behind) if tree.own[node]]
    if len(holding) <= colours:
        return [Piece(node, tree.last[node] == node + 1, tree.own[node]) for node in holding]
    pieces, all_rows = _opened(tree, within), tree.count[within] if within >= 0 else len(tree.nodes)
    while len(pieces) < colours:
        for piece in sorted(pieces, key=lambda piece: -piece.rows):
            if piece.rows * LARGE <= all_rows:
                return pieces
            parts = _opened(tree, piece.node) if piece.whole else [piece]
            finer = sorted([*(other for other in pieces if other != piece), *parts])
            if _told_apart(finer, colours) > _told_apart(pieces, colours):
                pieces = finer
                break
        else:
            return pieces
    return pieces


def largest(pieces: list[Piece], most: int) -> list[Piece]:
    """The ``most`` largest of ``pieces``, in the order in which they come."""
    return sorted(sorted(pieces, key=lambda piece: (-piece.rows, piece.node))[:most])


def _opened(tree: Tree, node: int) -> list[Piece]:
    """What a node is replaced by, in order; -1 is above the top. A chain of single folders is opened to its end."""
    below = tree.below(node)
    while len(below) == 1 and tree.last[below[0]] > below[0] + 1 and (node < 0 or not tree.own[node]):
        node = below[0]
        below = tree.below(node)
    pieces = [Piece(child, True, tree.count[child]) for child in below]
    return pieces if node < 0 or not tree.own[node] else [Piece(node, False, tree.own[node]), *pieces]


def _told_apart(pieces: list[Piece], colours: int) -> int:
    """Twice the number of pairs of pictures that have different colours; grey, for the small pieces, is none."""
    rows = [piece.rows for piece in largest(pieces, colours)]
    return sum(rows) ** 2 - sum(one**2 for one in rows)
