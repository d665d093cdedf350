"""Owns the tree of a map's folders: every folder with those it lies in, and how many pictures are in each."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.library import Folders
from services.schema import visible

#: What the folder of files that lie directly in the source is called.
TOP = "(top folder)"
#: The names from the top down to a folder.
Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The folders of a map as columns of k nodes, a folder right before those that lie in it, in the order of names.

    The source itself is a node without names, first and with nothing below, if files lie directly in it. The first
    name of a folder beside the source has its ``../`` with it.

    Attributes
    ----------
    parts : list of tuple of str
        The names from the top down to each folder.
    parent : list of int
        The node each lies in; -1 at the top.
    last : list of int
        The node behind the last below it: what lies in node ``i`` are the nodes ``i + 1`` to ``last[i]``.
    own, count : list of int
        Rows directly in it, and in it or anywhere below it.
    row : list of int
        The lowest row number in it or below it.
    nodes : i4 (n,)
        The node of each row.
    """

    parts: list[Parts]
    parent: list[int]
    last: list[int]
    own: list[int]
    count: list[int]
    row: list[int]
    nodes: NDArray[np.int32]

    def below(self, node: int) -> list[int]:
        """The nodes directly below a node; of -1, those at the top."""
        found, at, end = [], node + 1, len(self.parts) if node < 0 else self.last[node]
        while at < end:
            found.append(at)
            at = self.last[at]
        return found

    def name(self, node: int) -> str:
        """The name of a node, for display."""
        return (visible(self.parts[node][-1]) or "(no name)") if self.parts[node] else TOP

    def path(self, node: int) -> str:
        """The path of a node, relative to the source, for display."""
        return visible("/".join(self.parts[node])) or TOP


def grow(folders: Folders) -> Tree:
    """The tree of the folders of n rows."""
    of_name = [_parts(name) for name in folders.names]
    every = {parts[:depth] for parts in of_name for depth in range(1, len(parts))} | set(of_name)
    order: dict[str, tuple[list[str | int], str]] = {}
    for name in {name for parts in every for name in parts}:
        order[name] = _natural(name), name
    parts = sorted(every, key=lambda parts: [order[name] for name in parts])
    place = {one: node for node, one in enumerate(parts)}
    parent = [place[one[:-1]] if len(one) > 1 else -1 for one in parts]
    nodes = np.array([place[one] for one in of_name], np.int32)[folders.codes]
    first = np.full(len(parts), len(nodes))
    # Of a place that is written more than once, numpy keeps the last value: here that of the lowest row.
    first[nodes[::-1]] = np.arange(len(nodes))[::-1]
    own = np.bincount(nodes, minlength=len(parts)).tolist()
    last, count, row = list(range(1, len(parts) + 1)), own.copy(), first.tolist()
    for node in range(len(parts) - 1, -1, -1):
        above = parent[node]
        if above >= 0:
            last[above] = max(last[above], last[node])
            count[above] += count[node]
            row[above] = min(row[above], row[node])
    return Tree(parts, parent, last, own, count, row, nodes)


def _parts(folder: str) -> Parts:
    names = folder.split("/") if folder else []
    beside = 0
    while beside < len(names) - 1 and names[beside] == "..":
        beside += 1
    return ("/".join(names[: beside + 1]), *names[beside + 1 :]) if names else ()


def _natural(name: str) -> list[str | int]:
    """The sort key that puts ``day-9`` before ``day-10``: every other part is text, and the parts between are numbers.

    Two keys can be compared, as text always meets text and a number a number.
    """
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", name))]
