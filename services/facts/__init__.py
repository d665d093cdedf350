"""Owns what is known of a picture: ``FACTS`` holds it, a file for one fact or a few that belong together.

The CSV, the lines of the side panel, the colours of the map and the facets, which are their legend, are made from these
entries. A colour mode answers codes rather than colours, as codes travel to the browser: a million points are one
megabyte.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.errors import BadRequest
from services.facts import plain
from services.facts.asked import Paintable, Rows
from services.facts.camera import CAMERA
from services.facts.copies import COPIES
from services.facts.date import DATE
from services.facts.facet import Facet, Values
from services.facts.fact import GROUPS, Column, Fact, Line, Mode
from services.facts.file import BYTES, HASH, NAME, PATH
from services.facts.folder import FOLDER
from services.facts.grid import GRID
from services.facts.new import NEW
from services.facts.palette import DARK, Axis, Colouring
from services.facts.picture import FORMAT, SHAPE, SIZE
from services.facts.pixels import BRIGHTNESS, COLOUR, COLOURFULNESS, CONTRAST, SHARPNESS
from services.facts.reading import DAMAGE, EDITED, FRAMES, SHOWN
from services.facts.region import REGION
from services.facts.row import ROW
from services.facts.trust import TRUST

__all__ = [
    "COLOURS",
    "DARK",
    "EDITION",
    "FACETS",
    "FACTS",
    "GROUPS",
    "NEW",
    "Axis",
    "Colouring",
    "Column",
    "Facet",
    "Fact",
    "Line",
    "Mode",
    "Paintable",
    "Rows",
    "Values",
    "colour",
    "facets",
    "in_order",
    "modes",
]

#: Part of the cache key of a colouring. Raise it when a mode or the palette changes: cached colourings outlive the
#: code.
EDITION = 15

#: The order of the row facts in JSON, of the lines of the side panel, and of whatever does not ask :func:`in_order` for
#: another.
FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        *(NAME, FOLDER, REGION, PATH, SIZE, BYTES, FORMAT, DATE),
        *(EDITED, SHOWN, DAMAGE, FRAMES),
        *(BRIGHTNESS, CONTRAST, SHARPNESS, COLOURFULNESS, COLOUR, CAMERA),
        *(ROW, TRUST, HASH, COPIES, SHAPE, NEW, GRID),
    )
}
COLOURS: dict[str, Mode] = {
    mode.name: mode for mode in (plain.MODE, *(fact.mode for fact in FACTS.values() if fact.mode is not None))
}
#: In the order in which the page has them.
FACETS: dict[str, Facet] = {
    fact.name: fact.facet
    for fact in (
        *(REGION, FOLDER, COPIES, NEW, TRUST, DATE, CAMERA, COLOUR, COLOURFULNESS, BRIGHTNESS, CONTRAST, SHARPNESS),
        *(SIZE, SHAPE, BYTES, FORMAT, DAMAGE),
    )
    if fact.facet is not None
}


def in_order(first: Sequence[str]) -> list[Fact]:
    """All facts: those named in ``first``, then the others in the order of :data:`FACTS`."""
    return [*(FACTS[name] for name in first), *(fact for fact in FACTS.values() if fact.name not in first)]


def modes(added: int) -> list[Mode]:
    """The colour modes that may say something of a map to which ``added`` pictures were added."""
    return [mode for mode in COLOURS.values() if added or not mode.only_extended]


def facets(added: int) -> list[Facet]:
    """The facets that may say something of a map to which ``added`` pictures were added."""
    return [facet for facet in FACETS.values() if added or not facet.only_extended]


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
