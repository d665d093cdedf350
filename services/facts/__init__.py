"""Owns what is known of a picture: ``FACTS`` holds it, a file for one fact or a few that belong together.

The CSV, the row facts for the browser and the colours of the map are made from these entries. A colour
mode answers codes rather than colours, as codes travel to the browser: a million points are one megabyte.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.errors import BadRequest
from services.facts import plain
from services.facts.fact import Column, Fact, Mode, Paintable, Rows
from services.facts.file import BYTES, HASH, NAME, PATH
from services.facts.folder import FOLDER
from services.facts.grid import GRID
from services.facts.new import NEW
from services.facts.palette import DARK, Colouring
from services.facts.picture import DATE, FORMAT, SIZE
from services.facts.row import ROW
from services.facts.trust import TRUST

__all__ = [
    "COLOURS",
    "DARK",
    "EDITION",
    "FACTS",
    "Colouring",
    "Column",
    "Fact",
    "Mode",
    "Paintable",
    "Rows",
    "colour",
    "in_order",
    "offered",
]

#: Part of the cache key of a colouring. Raise it when a mode or the palette changes: cached colourings outlive the
#: code.
EDITION = 8

#: The order of the row facts in JSON, and of whatever does not ask :func:`in_order` for another.
FACTS: dict[str, Fact] = {
    fact.name: fact for fact in (NAME, FOLDER, PATH, SIZE, BYTES, FORMAT, DATE, ROW, TRUST, HASH, NEW, GRID)
}
COLOURS: dict[str, Mode] = {
    mode.name: mode for mode in (plain.MODE, *(fact.mode for fact in FACTS.values() if fact.mode is not None))
}


def in_order(first: Sequence[str]) -> list[Fact]:
    """All facts: those named in ``first``, then the others in the order of :data:`FACTS`."""
    return [*(FACTS[name] for name in first), *(fact for fact in FACTS.values() if fact.name not in first)]


def offered(added: int) -> list[Mode]:
    """The colour modes that say something of a map to which ``added`` pictures were added."""
    return [mode for mode in COLOURS.values() if added or not mode.only_extended]


def colour(rows: Paintable, name: str) -> Colouring:
    """The colouring called ``name`` of ``rows``.

    Raises
    ------
    BadRequest
        No such mode.
    """
    if name not in COLOURS:
        raise BadRequest(f"{name!r} is no way to colour. Choose one of {', '.join(COLOURS)}.")
    return COLOURS[name].paint(rows)
