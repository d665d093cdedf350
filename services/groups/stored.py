"""Owns the form in which the regions of a map lie beside it (kind ``regions``), and reading them.

The array ``rows`` has the place in the finest level of each row's region, ``u1`` or ``u2 (n,)``; the number of regions
there is of rows in none. What is said beside it has the levels, from few to many: each a list of :class:`Told`. The
kind ``outlines`` has the corners of the outlines and their rings (:class:`services.groups.outlines.Outlines`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from services.groups.name import NONE, USER, Name
from services.groups.regions import Regions
from services.library import Found

KIND, OUTLINES = "regions", "outlines"
#: Raise it when regions or their names come out otherwise: maps get theirs anew when they are opened.
EDITION = 2
#: Level whose names are told of single pictures, as near as a map has it: the finest names are often of few words, and
#: the coarsest of none.
NEAR = 25


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a region.

    Attributes
    ----------
    id, parent, n, clear, place, parts
        As in :class:`services.groups.regions.Region`.
    representative : int
        The row that stands for it.
    name, source, confidence, why
        As in :class:`services.groups.name.Name`: the user's own name, or the automatic one.
    automatic : tuple of (str, str, float)
        The name, source and confidence that it has without the user's.
    """

    id: int
    parent: int
    n: int
    representative: int
    place: tuple[float, ...]
    clear: float
    parts: tuple[int, ...]
    name: str
    source: str
    confidence: float
    why: str
    automatic: tuple[str, str, float]

    def called(self, own: str) -> Told:
        """The region with the user's name ``own``, or with the automatic one where it is empty."""
        name = Name(own, USER, 1.0) if own else Name(*self.automatic)
        said = {"name": name.text, "source": name.source, "confidence": name.confidence, "why": name.why}
        return Told(**{**asdict(self), **said})


@dataclass(frozen=True, slots=True)
class Stored:
    """The regions of a map as they lie beside it.

    Attributes
    ----------
    levels : list of list of Told
    rows : u1 or u2 (n,)
    words : bool
        Whether the encoder has words for what it sees; ``reason`` says why it has none.
    reason : str
    stamp : str
        Changes with the regions and with every name that is given: part of the key of what is computed of them.
    """

    levels: list[list[Told]]
    rows: NDArray[np.unsignedinteger]
    words: bool
    reason: str
    stamp: str

    @property
    def regions(self) -> list[Told]:
        """All regions, in the order of their ids."""
        return [region for level in self.levels for region in level]

    @property
    def finest(self) -> int:
        """Regions on the finest level; the code of rows in none."""
        return len(self.levels[-1]) if self.levels else 0

    @property
    def middle(self) -> int:
        """The level that has about :data:`NEAR` regions; -1 where there are no regions."""
        if not self.levels:
            return -1
        return min(range(len(self.levels)), key=lambda level: abs(np.log(len(self.levels[level]) / NEAR)))

    def level_of_rows(self, level: int) -> NDArray[np.int32]:
        """The place in a level of each row's region, ``i4 (n,)``; the number of regions there for rows in none."""
        place = np.full(self.finest + 1, len(self.levels[level]), np.int32)
        for number, region in enumerate(self.levels[level]):
            place[list(region.parts)] = number
        return np.asarray(place[self.rows], np.int32)

    def members(self, region: Told) -> NDArray[np.int64]:
        """The rows of a region, rising."""
        return np.flatnonzero(np.isin(self.rows, region.parts))


def read(found: Found | None) -> Stored | None:
    """The regions in what lies beside a map; None where it has not been looked for regions yet, or long ago."""
    if found is None or found.edition != EDITION or "rows" not in found.arrays:
        return None
    levels = cast("list[list[dict[str, object]]]", found.about["levels"])
    return Stored(
        [[_told(region) for region in level] for level in levels],
        cast("NDArray[np.unsignedinteger]", found.arrays["rows"]),
        bool(found.about["words"]),
        str(found.about["reason"]),
        str(found.about["stamp"]),
    )


def about(levels: Sequence[Sequence[Told]], *, words: bool, reason: str, stamp: str) -> dict[str, object]:
    """What is said beside the array of the rows; :func:`read` is its inverse."""
    told = [[asdict(region) for region in level] for level in levels]
    return {"edition": EDITION, "levels": told, "words": words, "reason": reason, "stamp": stamp}


def of_regions(regions: Regions, names: Sequence[Sequence[Name]], rows: Sequence[int]) -> list[list[Told]]:
    """What is stored of regions, their names and the rows that stand for them, in the order of their ids."""
    return [
        [
            Told(
                region.id,
                region.parent,
                region.n,
                rows[region.id],
                tuple(round(value, 4) for value in region.place),
                round(region.clear, 4),
                region.parts,
                name.text,
                name.source,
                round(name.confidence, 4),
                name.why,
                (name.text, name.source, round(name.confidence, 4)),
            )
            for region, name in zip(level, of_level, strict=True)
        ]
        for level, of_level in zip(regions.levels, names, strict=True)
    ]


def _told(said: dict[str, object]) -> Told:
    lists = {name: tuple(cast("list[object]", said[name])) for name in ("place", "parts", "automatic")}
    return Told(**{"source": NONE, **said, **lists})  # type: ignore[arg-type]  # it was written by asdict
