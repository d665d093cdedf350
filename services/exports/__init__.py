"""Owns the ways out: ``EXPORTS`` holds them, a file an entry. All are made from the stored map and streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from services.errors import BadRequest
from services.exports import parquet, png, table
from services.library import Library, MapInfo

__all__ = ["EXPORTS", "Export", "chosen", "filename", "size_estimate"]

#: The article's own name for its file, misspelt as it is there.
STEM = "Unsupervised_image_cluterization_run_"


@dataclass(frozen=True, slots=True)
class Export:
    """A way out. ``write(library, map_id, rows, options)`` yields bytes; ``rows`` is ``i8 (m,)`` or None for all.

    Options: ``features`` (bool), ``colouring`` (:class:`services.facts.palette.Colouring`), ``marks`` (dots or
    polaroid).
    """

    name: str
    title: str
    mime: str
    write: Callable[[Library, str, Any, dict[str, Any]], Iterator[bytes]]


EXPORTS: dict[str, Export] = {
    "csv": Export("csv", "CSV", "text/csv; charset=utf-8", table.write),
    "parquet": Export("parquet", "Parquet", "application/vnd.apache.parquet", parquet.write),
    "png": Export("png", "Picture of the map", "image/png", png.write),
}


def filename(now: datetime, suffix: str, *, rows: Any = None, features: bool = True) -> str:
    """What a download is called: the article's name for the CSV, the same with another ending for the rest; what is not
    the whole says so.
    """
    part = "" if rows is None else f"_selection_of_{len(rows)}"
    if not features and suffix != "png":
        part += "_without_features"
    return f"{STEM}{now:%Y_%m_%d-%H_%M}{part}.{suffix}"


def size_estimate(info: MapInfo, *, suffix: str, features: bool) -> int:
    """About how many bytes a download will have; said before it begins.

    Measured on photos-100 and 2,000 of cifar10: a feature is about 10.5 characters in the CSV, 3.7 bytes in Parquet.
    """
    per_feature = {"csv": 10.5, "parquet": 3.7}.get(suffix, 0.0)
    per_row = {"csv": 270, "parquet": 110}.get(suffix, 0)
    fixed = {"parquet": 8000}.get(suffix, 0)
    return fixed + int(info.n * (per_row + (info.width * per_feature if features else 0)))


def chosen(text: str | None, n: int) -> Any:
    """Row numbers from "0,5,17": sorted, each once, ``i8 (m,)``; None, which is all, where none are asked for.

    Raises
    ------
    BadRequest
        No or not numbers, or outside 0 to n - 1.
    """
    if text is None:
        return None
    try:
        rows = np.unique(np.array([int(part) for part in text.split(",")], dtype=np.int64))
    except (ValueError, OverflowError) as error:
        raise BadRequest("Rows are row numbers separated by commas, such as 0,5,17.") from error
    if rows[0] < 0 or rows[-1] >= n:
        raise BadRequest(f"Rows lie between 0 and {n - 1:,}; {rows[0] if rows[0] < 0 else rows[-1]} does not.")
    return rows
