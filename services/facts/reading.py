"""Owns what reading a file found besides pixels: its frames, damage, an editor's time, what was done to show it.

It lies beside a map, with the measures (:mod:`services.pipeline.pixels`).
"""

from __future__ import annotations

import numpy as np

from services.facts.fact import Column, Fact, Line, Rows
from services.facts.kinds import Kinds
from services.facts.palette import CATEGORIES, OTHER
from services.facts.pixels import KIND, names, texts
from services.library.rows import LOCAL
from services.schema import WHOLE, Damage

_SAID = {Damage.TORN.value: "torn: some of the file's data is damaged, so parts of what is seen are not as they were"}
_OLDER = "empty where an older version read the file"


def _frames(rows: Rows) -> list[int | None]:
    found = rows.beside(KIND)
    if found is None or "frames" not in found.arrays:
        return [None] * rows.table.n
    return [int(count) or None for count in np.asarray(found.arrays["frames"])]


def _damage(rows: Rows) -> list[str]:
    return ["" if name == WHOLE else name for name in texts(rows, "damage", "damages")]


def _edited(rows: Rows) -> list[str]:
    found = rows.beside(KIND)
    if found is None or "edited" not in found.arrays:
        return [""] * rows.table.n
    return [bytes(text).decode("ascii") for text in np.asarray(found.arrays["edited"])]


def _notes(rows: Rows) -> list[str]:
    return texts(rows, "notes", "shown")


def _said_notes(rows: Rows) -> list[str]:
    return [note[:1].upper() + note[1:] for note in _notes(rows)]


def _said_edited(rows: Rows) -> list[str]:
    return [moment(text) for text in _edited(rows)]


def moment(text: str, *about: str) -> str:
    """A time as ISO 8601 for people: to the minute, what it is ``about``, and in which zone it is, if that is told."""
    if not text:
        return ""
    zone = f"UTC{text[LOCAL:]}" if len(text) > LOCAL else "zone not told"
    return f"{text[:16].replace('T', ' ')} ({', '.join((*about, zone))})"


FRAMES = Fact(
    "frames",
    columns=(
        Column(
            "frames",
            f"frames or pages of the file, without smaller copies of a page; one of them is mapped; {_OLDER}",
            lambda rows: ["" if count is None else str(count) for count in _frames(rows)],
            typed=_frames,
        ),
    ),
)
_KINDS = Kinds(
    "damage",
    "Damage",
    "Points by whether the data of the file is damaged.",
    "File",
    "kinds",
    lambda rows: names(rows.beside(KIND), "damage", "damages", rows.n),
    shades={WHOLE: OTHER, Damage.TORN.value: CATEGORIES[6]},
    needs=(KIND,),
)
DAMAGE = Fact(
    "damage",
    columns=(
        Column(
            "damage",
            "torn, where some of the file's data is damaged and parts of the picture are not as they were; else empty",
            _damage,
            typed=lambda rows: [text or None for text in _damage(rows)],
        ),
    ),
    mode=_KINDS.mode,
    line=Line("Damage", lambda rows: [_SAID.get(text, text) for text in _damage(rows)]),
    facet=_KINDS.facet,
)
EDITED = Fact(
    "edited",
    columns=(
        Column(
            "edited",
            "when a program last saved the picture, by its EXIF, with the offset from UTC where that is told",
            _edited,
            typed=lambda rows: [text or None for text in _edited(rows)],
        ),
    ),
    line=Line("Edited", _said_edited),
)
SHOWN = Fact(
    "shown",
    columns=(
        Column(
            "shown_as",
            "what was done to show it that is not done to every picture: which frame or bands, stretching, a profile",
            _notes,
            free_text=True,
            typed=lambda rows: [text or None for text in _notes(rows)],
        ),
    ),
    line=Line("Shown as", _said_notes),
)
