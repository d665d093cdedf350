"""Owns when a picture was made: as its EXIF says, else when its file was last changed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from services.facts import bins, calendar
from services.facts.fact import Column, Fact, Line, Paintable, Rows
from services.facts.numbers import Number
from services.facts.reading import moment
from services.library.tables import COLUMNS


def read(rows: Paintable) -> NDArray[np.float64]:
    """Seconds since 1970 on the clock of the place, ``f8 (n,)``; NaN where neither picture nor file tells a time."""
    taken = rows.moments("taken")
    if not np.isnan(taken).any():
        return taken
    times = rows.numbers("modified").astype(np.int64)
    files = np.where(times == 0, np.nan, calendar.of_files(times))
    n = min(len(taken), len(files))
    return np.where(np.isnan(taken[:n]), files[:n], taken[:n])


def caption(rows: Paintable) -> str:
    """Which of the two dates these are."""
    known = ~np.isnan(rows.moments("taken"))
    taken, n = int(known.sum()), len(known)
    if taken == n:
        return "When the pictures were taken, by their EXIF."
    if not taken:
        return "When the files were last changed: no picture says when it was taken."
    return f"When {taken:,} were taken, by their EXIF; of the other {n - taken:,}, when the file was last changed."


def _taken(rows: Rows) -> list[str]:
    return rows.table.taken


def _modified(rows: Rows) -> list[str]:
    # A file without a time has 0, which is no time in 1970.
    times = [datetime.fromtimestamp(int(time) / 1e9, UTC) if time else None for time in rows.table.mtime_ns]
    return [time.isoformat(timespec="seconds") if time else "" for time in times]


def _dates(rows: Rows) -> list[str]:
    return [_date(taken, int(changed)) for taken, changed in zip(rows.table.taken, rows.table.mtime_ns, strict=True)]


def _date(taken: str, mtime_ns: int) -> str:
    """When the picture was taken, as its EXIF says, else when its file was last changed; in which zone that is."""
    if taken:
        return moment(taken, "taken")
    if not mtime_ns:
        return ""
    local = datetime.fromtimestamp(mtime_ns / 1e9).astimezone()
    return moment(local.isoformat(timespec="seconds"), "file")


_NUMBER = Number(
    "date",
    "Date",
    "Points by when the picture was taken, or where it does not say, when its file was last changed.",
    "File",
    read,
    scale=bins.TIME,
    caption=caption,
    of_files=True,
)
DATE = Fact(
    "date",
    columns=(Column("taken", COLUMNS["taken"], _taken), Column("modified", COLUMNS["modified"], _modified)),
    json={"date": _dates},
    mode=_NUMBER.mode,
    line=Line("Date", _dates),
    facet=_NUMBER.facet,
)
