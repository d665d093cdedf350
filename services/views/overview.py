"""Owns what a map's pictures are, taken together: kinds, sizes, dates, largest folders, trust. JSON for the page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from services.facts import COLOURS, EDITION
from services.facts.cut import cut
from services.facts.palette import CATEGORIES
from services.facts.tree import Tree, grow
from services.library import Columns, Library, MapInfo
from services.schema import visible
from services.views.colours import Colours
from services.views.copies import CopiesOf
from services.views.kept import Kept

if TYPE_CHECKING:
    from flask_caching import Cache

#: Numbers that are told as small histograms.
HISTOGRAMS = ("date", "size")
#: Largest folders that are told.
LARGEST = 8
#: Characters of an ISO 8601 time that are its date.
_DATE = 10


class Overview:
    """What the maps in ``library`` are; what needs all rows of a finished map is kept in ``cache``."""

    def __init__(self, library: Library, colours: Colours, copies: CopiesOf, cache: Cache) -> None:
        self._library = library
        self._colours = colours
        self._copies = copies
        self._kept = Kept(cache)

    def of(self, map_id: str) -> str:
        """What a map is, as JSON. Sizes are (width, height) of the pictures with the fewest and the most pixels.

        ``node`` is the place of a folder in the facet of the folders, ``count`` all pictures in it, ``row`` the lowest
        of them. Dates of files are in this machine's time zone, and times that a camera wrote have none.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        library = self._library
        info, columns = library.maps.get(map_id), library.maps.columns(map_id)
        if info.state == "ready":
            # The dates change where the pictures were found again in another folder: the file is written anew then.
            key = f"overview|{EDITION}|{map_id}|{columns.stamp}"
            of_rows = self._kept.get(key, lambda: _of_rows(columns))
        else:
            of_rows = _of_rows(columns)
        told = {
            "name": info.name,
            "source": visible(info.source),
            **of_rows,
            "skipped": info.skipped,
            "others": info.others,
            "outdated": info.vanished + info.changed,
            "copies": self._copies.counted(map_id),
            "trust": self._trust(info),
            "histograms": [small for name in HISTOGRAMS if (small := self._small(info, name))],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _small(self, info: MapInfo, name: str) -> dict[str, object] | None:
        """How many pictures there are in each step of a number; None where it says nothing."""
        painted = self._colours.colouring(info.id, name)
        counts = [count for _, _, count in painted.legend]
        if painted.axis is None or sum(count > 0 for count in counts) < 2:
            return None
        return {
            "facet": name,
            "title": COLOURS[name].title,
            "counts": counts[: painted.axis.bins.count],
            "from": painted.axis.first[0],
            "to": painted.axis.last[-1],
            "note": painted.caption,
        }

    def _trust(self, info: MapInfo) -> dict[str, object]:
        """The trust of the map, of which pictures it is the mean, and how many points have how much."""
        legend = self._colours.colouring(info.id, "trust").legend
        parts = [[label, count] for label, _, count in legend]
        return {"value": info.trust, "of": info.trust_of, "parts": parts}


def _of_rows(columns: Columns) -> dict[str, object]:
    """What is read of the rows."""
    tree = grow(columns.folders)
    return {
        "n": len(tree.nodes),
        "bytes": int(columns.numbers("bytes").sum(dtype=np.int64)),
        "kinds": _kinds(columns),
        "sizes": _sizes(columns),
        "taken": _taken(columns),
        "modified": _modified(columns),
        "folders": {"count": sum(own > 0 for own in tree.own)},
        "largest": _largest(tree),
    }


def _kinds(columns: Columns) -> list[list[object]]:
    names, codes = columns.texts("format")
    counts = np.bincount(codes, minlength=len(names)).tolist()
    kinds = sorted(zip(names, counts, strict=True), key=lambda kind: (-kind[1], kind[0]))
    return [[name, count] for name, count in kinds]


def _sizes(columns: Columns) -> dict[str, object] | None:
    width, height = (columns.numbers(name).astype(np.int64) for name in ("width", "height"))
    n = min(len(width), len(height))
    if not n:
        return None
    pixels = width[:n] * height[:n]
    least, most = ([int(width[row]), int(height[row])] for row in (pixels.argmin(), pixels.argmax()))
    same = bool((width == width[0]).all() and (height == height[0]).all())
    return {"least": least, "most": most, "same": same}


def _taken(columns: Columns) -> dict[str, object] | None:
    """The first and the last day on which pictures were taken, as their EXIF says, and of how many it does."""
    dates, codes = columns.texts("taken", most=_DATE)
    counts = dict(zip(dates, np.bincount(codes, minlength=len(dates)).tolist(), strict=True))
    counts.pop("", None)
    return {"first": min(counts), "last": max(counts), "count": sum(counts.values())} if counts else None


def _modified(columns: Columns) -> dict[str, str] | None:
    times = columns.numbers("modified").astype(np.int64)
    # A file without a time has 0.
    times = times[times != 0]
    return {"first": _date(int(times.min())), "last": _date(int(times.max()))} if len(times) else None


def _date(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9).date().isoformat()


def _largest(tree: Tree) -> list[dict[str, object]]:
    """The largest folders of the cut that the colours follow."""
    nodes = sorted({piece.node for piece in cut(tree, len(CATEGORIES))}, key=lambda node: (-tree.count[node], node))
    return [
        {
            "name": tree.name(node),
            "path": tree.path(node),
            "count": tree.count[node],
            "node": node,
            "row": tree.row[node],
        }
        for node in nodes[:LARGEST]
    ]
