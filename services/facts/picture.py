"""Owns what is known of the picture itself: its size in pixels, its format and its date."""

from __future__ import annotations

from datetime import UTC, datetime

from services.facts.fact import Column, Fact, Rows
from services.library.tables import COLUMNS


def _width(rows: Rows) -> list[int]:
    return [int(value) for value in rows.table.width]


def _height(rows: Rows) -> list[int]:
    return [int(value) for value in rows.table.height]


def _format(rows: Rows) -> list[str]:
    return rows.table.format


def _taken(rows: Rows) -> list[str]:
    return rows.table.taken


def _modified(rows: Rows) -> list[str]:
    times = (datetime.fromtimestamp(int(nanoseconds) / 1e9, UTC) for nanoseconds in rows.table.mtime_ns)
    return [time.isoformat(timespec="seconds") for time in times]


def _dates(rows: Rows) -> list[str]:
    return [_date(taken, int(changed)) for taken, changed in zip(rows.table.taken, rows.table.mtime_ns, strict=True)]


def _date(taken: str, mtime_ns: int) -> str:
    """When the picture was taken, as its EXIF says, else when its file was last changed."""
    if taken:
        return f"{taken.replace('T', ' ')[:16]} (taken)"
    return f"{datetime.fromtimestamp(mtime_ns / 1e9).strftime('%Y-%m-%d %H:%M')} (file)"


SIZE = Fact(
    "size",
    columns=(Column("width", COLUMNS["width"], _width), Column("height", COLUMNS["height"], _height)),
    json={"width": _width, "height": _height},
)
FORMAT = Fact(
    "format",
    columns=(Column("format", COLUMNS["format"], _format),),
    json={"format": _format},
)
DATE = Fact(
    "date",
    columns=(Column("taken", COLUMNS["taken"], _taken), Column("modified", COLUMNS["modified"], _modified)),
    json={"date": _dates},
)
