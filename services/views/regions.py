"""Owns the regions of maps as JSON and bytes for the browser."""

from __future__ import annotations

import json
from typing import TypedDict

import numpy as np

from services.facts.region import number_of, places, tree_of
from services.groups import stored
from services.groups.stored import KIND, OUTLINES, Stored, Told
from services.library import Library
from services.views.sets import estimated


class Answer(TypedDict, total=False):
    """A region as the page has it; ``z`` of a map in space only. ``why`` is a part of a sentence.

    ``value`` is its place in the facet of the regions, and ``number`` what it is called by where it has no name; a
    region that is the same on two levels has one of each.
    """

    id: int
    parent: int
    value: int
    number: int
    name: str
    source: str
    confidence: float
    why: str
    n: int
    representative: int
    clear: float
    x: float
    y: float
    z: float


class Regions:
    """Regions of the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def stored(self, map_id: str) -> Stored | None:
        """The regions of a map; None where it has not been looked for them yet.

        Raises
        ------
        NotFound
            No such map.
        """
        self._library.maps.get(map_id)
        return stored.read(self._library.beside.found(map_id, KIND))

    def levels(self, map_id: str) -> str | None:
        """The regions as JSON; None where the map has not been looked for them yet.

        ``none`` is how many rows are in no region, ``bytes`` how many bytes a row :meth:`rows` has. ``words`` says
        whether the encoder has words for what it sees, and ``reason`` why it has none; ``estimate`` whether the nearest
        in truth, of which ``clear`` is the share, are estimates.

        Raises
        ------
        NotFound
        """
        here = self.stored(map_id)
        if here is None:
            return None
        tree = tree_of(here)
        value = places(here, tree)

        def placed(region: Told) -> Answer:
            at = value[region.id]
            return {**answer(region), "value": at, "number": number_of(tree[at][0])}

        told = {
            "levels": [[placed(region) for region in level] for level in here.levels],
            "edition": stored.EDITION,
            "stamp": here.stamp,
            "words": here.words,
            "reason": here.reason,
            "estimate": estimated(self._library, map_id),
            "none": int((here.rows == here.finest).sum()),
            "bytes": here.rows.dtype.itemsize,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def rows(self, map_id: str) -> bytes | None:
        """The place of each row's region in the finest level, little-endian; the number of them for rows in none."""
        here = self.stored(map_id)
        return None if here is None else here.rows.astype(f"<u{here.rows.dtype.itemsize}").tobytes()

    def outlines(self, map_id: str) -> str | None:
        """The outlines as JSON: for each region, in the order of ids, its rings, each x and y in turn.

        A map in space has none.
        """
        here = self.stored(map_id)
        if here is None:
            return None
        found = self._library.beside.found(map_id, OUTLINES)
        rings: list[list[list[float]]] = [[] for _ in here.regions]
        if found is not None and found.edition == stored.EDITION:
            # Four digits behind the point are a hundredth of a pixel on the largest screen.
            points = np.round(found.arrays["points"].astype(np.float64), 4)
            at = 0
            for region, corners in found.arrays["rings"].tolist():
                rings[region].append(points[at : at + corners].ravel().tolist())
                at += corners
        return json.dumps({"outlines": rings, "edition": stored.EDITION}, separators=(",", ":"))


def answer(region: Told) -> Answer:
    """A region as JSON has it."""
    told: Answer = {
        "id": region.id,
        "parent": region.parent,
        "name": region.name,
        "source": region.source,
        "confidence": region.confidence,
        "why": region.why,
        "n": region.n,
        "representative": region.representative,
        "clear": region.clear,
        "x": region.place[0],
        "y": region.place[1],
    }
    return told if len(region.place) < 3 else {**told, "z": region.place[2]}
