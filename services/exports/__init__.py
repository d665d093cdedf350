"""Owns the ways out: ``EXPORTS`` holds them, a file an entry. All are made from the stored map and streamed.

The options of the command line, the download route, and the estimates of size are made from these entries.
"""

from __future__ import annotations

from collections.abc import Sized
from datetime import datetime

import numpy as np

from services.errors import BadRequest
from services.exports import parquet, png, table
from services.exports.export import Chosen, Export, Options
from services.exports.skipped import skipped_csv
from services.library import MapInfo

__all__ = ["EXPORTS", "Chosen", "Export", "Options", "chosen", "filename", "size_estimate", "skipped_csv"]

#: The article's own name for its file, misspelt as it is there.
STEM = "Unsupervised_image_cluterization_run_"

EXPORTS: dict[str, Export] = {entry.name: entry for entry in (table.EXPORT, parquet.EXPORT, png.EXPORT)}


def filename(now: datetime, suffix: str, *, rows: Sized | None = None, features: bool = True) -> str:
    """The name of a download: the article's name for the CSV, and the same with another ending for the others.

    A download that is not the whole map says so in its name.

    Parameters
    ----------
    suffix : str
        A name in :data:`EXPORTS`.
    rows : sized, optional
        The rows that were chosen.
    features : bool
        Whether the file has the features.
    """
    part = "" if rows is None else f"_selection_of_{len(rows)}"
    if not features and EXPORTS[suffix].per_feature:
        part += "_without_features"
    return f"{STEM}{now:%Y_%m_%d-%H_%M}{part}.{suffix}"


def size_estimate(info: MapInfo, *, suffix: str, features: bool) -> int:
    """About how many bytes a download will have; the page says it before the download begins.

    The bytes a row and a feature were measured on photos-100 and 2,000 pictures of cifar10: a feature is about 10.5
    characters in the CSV and 3.7 bytes in Parquet.
    """
    entry = EXPORTS[suffix]
    return entry.fixed + int(info.n * (entry.per_row + (info.width * entry.per_feature if features else 0)))


def chosen(text: str | None, n: int) -> Chosen:
    """Row numbers from "0,5,17": sorted, each once, ``i8 (m,)``; None, which means all, where ``text`` is None.

    Raises
    ------
    BadRequest
        ``text`` has no numbers, something else, or a number outside 0 to n - 1.
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
