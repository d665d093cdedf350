"""Owns what a filter must leave of a map, by a look at every row: its folder is the beginning of its path, and nothing
here knows the page's or the server's trees.
"""

import math
import re

TOP = "(top folder)"
#: Chips of a facet; more are told by their number.
MOST = 6


def folder_of(path):
    """The folder of a file, by its path relative to the source."""
    return path.rpartition("/")[0]


def is_in(folder, node):
    """Whether a folder is ``node`` or lies in it; in the source itself lies nothing but its own files."""
    return folder == node or (node != "" and folder.startswith(node + "/"))


def nodes(folders):
    """Every folder with those it lies in, in the order of their names: ``day-9`` before ``day-10``."""
    every = {"/".join(parts[:depth]) for parts in (f.split("/") for f in folders) for depth in range(1, len(parts) + 1)}

    def natural(node):
        return [
            [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)] for name in node.split("/")
        ]

    return sorted(every, key=lambda node: natural(node) if node else [])


def name_of(node):
    """What a line or a chip calls a folder."""
    return node.rpartition("/")[2] or TOP


def band(trust):
    """The line of the trust facet that a row's trust belongs to."""
    if math.isnan(trust):
        return "not measured"
    tenth = math.floor(trust * 10)
    return "up to 60%" if tenth < 6 else f"{tenth * 10}% to {tenth * 10 + 10}%"


class Kept:
    """What a hand keeps of one facet: ``values`` has the folder, or the band, of each row."""

    def __init__(self, values):
        self.values, self.own = values, set(values)
        self.nodes = nodes(values)
        self.kept = None

    def press(self, node, how):
        """A click (``only``), Ctrl and a click (``add``), Alt and a click (``less``)."""
        below = {value for value in self.own if is_in(value, node)}
        if how == "only":
            self.kept = None if below in (self.kept, self.own) else below
            return
        made = (self.kept or set()) | below if how == "add" else (self.own if self.kept is None else self.kept) - below
        self.kept = None if made == self.own else made

    def has(self, row):
        """Whether a row is kept."""
        return self.kept is None or self.values[row] in self.kept

    def counts(self, rows):
        """How many of ``rows`` each node has, in it or below it."""
        return {node: sum(is_in(self.values[row], node) for row in rows) for node in self.nodes}

    def chips(self):
        """The words above the map, and then the chips: the fewest values, kept or left out."""
        if self.kept is None:
            return []
        kept, out = self._named(self.kept), self._named(self.own - self.kept)
        but = bool(out) and (len(out) < len(kept) or not kept)
        named = out if but else kept
        more = len(named) - MOST
        told = [*named[:MOST], f"{more} more"] if more > 1 else named
        return ["All but" if but else "Only", *told]

    def _named(self, values):
        """The names of the nodes that have only these values, and lie in no other that does; of one that has others
        too, its own files.
        """
        whole, found = [], []
        for node in self.nodes:
            below = {value for value in self.own if is_in(value, node)}
            if any(is_in(node, above) for above in whole):
                continue
            if below <= values:
                whole.append(node)
                found.append(name_of(node))
            elif node in values:
                found.append(f"{name_of(node)} itself")
        return found
