"""Owns the camera that a picture was taken with, as its EXIF names it; it lies beside a map, with the measures."""

from __future__ import annotations

from services.facts.fact import Column, Fact, Line, Rows
from services.facts.kinds import Kinds
from services.facts.pixels import KIND, names, texts


def _cameras(rows: Rows) -> list[str]:
    return texts(rows, "camera", "cameras")


_KINDS = Kinds(
    "camera",
    "Camera",
    "Points by the camera that the picture's EXIF names.",
    "Picture",
    "cameras",
    lambda rows: names(rows.beside(KIND), "camera", "cameras", rows.n),
    needs=(KIND,),
)
CAMERA = Fact(
    "camera",
    columns=(
        Column(
            "camera",
            "make and model of the camera, by EXIF; empty where none is named, or an older version read the file",
            _cameras,
            free_text=True,
            typed=lambda rows: [name or None for name in _cameras(rows)],
        ),
    ),
    mode=_KINDS.mode,
    line=Line("Camera", _cameras),
    facet=_KINDS.facet,
)
