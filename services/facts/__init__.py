"""Owns the colour modes: ``COLOURS`` holds them, a file an entry.

In: a map's rows. Out: a code a point (``u1``), the palette the codes index, and the legend that explains them.
Codes rather than colours travel to the browser: a million points are one megabyte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.errors import BadRequest
from services.facts import folder, new, plain, trust
from services.facts.palette import DARK, Colouring
from services.library import RowTable

__all__ = ["COLOURS", "DARK", "EDITION", "Colouring", "Mode", "colour"]

#: Part of the cache key of a colouring; raise it when a mode or the palette changes, as kept ones outlive the code.
EDITION = 5


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to colour the points. ``paint`` must give codes for every row, in row order."""

    name: str
    title: str
    help: str
    paint: Callable[[RowTable], Colouring]


COLOURS: dict[str, Mode] = {
    "plain": Mode("plain", "One colour", "Every point alike: look at the shapes alone.", plain.paint),
    "folder": Mode("folder", "Folder", "Points by the folder their file lies in.", folder.paint),
    "trust": Mode(
        "trust",
        "Trust",
        "How many of a point's neighbours on the map are neighbours in truth. Do not conclude from blue points.",
        trust.paint,
    ),
    "new": Mode(
        "new", "New", "What was added last against what was there; only on maps that pictures were added to.", new.paint
    ),
}


def offered(added: int) -> list[Mode]:
    """The modes that say something of a map to which so many pictures were added."""
    return [mode for mode in COLOURS.values() if added or mode.name != "new"]


def colour(rows: RowTable, name: str) -> Colouring:
    """The colouring called ``name`` of ``rows``.

    Raises
    ------
    BadRequest
        No such mode.
    """
    if name not in COLOURS:
        raise BadRequest(f"{name!r} is no way to colour. Choose one of {', '.join(COLOURS)}.")
    return COLOURS[name].paint(rows)
