"""Owns the step that finds the copies of a map, and stores them beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.groups import copies
from services.groups.copies import Copies
from services.library import Columns

if TYPE_CHECKING:
    from services.pipeline.beside import Work


def make(work: Work) -> None:
    """Store which rows are copies of each other (:mod:`services.groups.copies`)."""
    found = of_columns(work.library.maps.columns(work.info.id))
    about = {"edition": copies.EDITION, "across": found.across}
    work.library.beside.put(work.info.id, copies.KIND, {"group": found.group}, about)


def of_columns(columns: Columns) -> Copies:
    """Find the copies of a map by its file."""
    return copies.find(columns.texts("hash")[1], columns.folders.codes)
