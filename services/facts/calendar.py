"""Owns time on the clock of a place: times of files on it, cutting it at the calendar's units, writing it.

A time is a number of seconds since 1970 as the clock of the place showed it, without a time zone: what a camera writes
has none, and times of files are taken in this machine's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

DAY = 86_400
#: What a bin may begin with, finest first: numpy's unit, how many of it, how many more there were at the beginning of
#: 1970, and how it is written. Weeks begin on Mondays, and 1970 on a Thursday.
_UNITS = (
    *(("s", count, 0, "second") for count in (1, 5, 15, 30)),
    *(("m", count, 0, "minute") for count in (1, 5, 15, 30)),
    *(("h", count, 0, "hour") for count in (1, 3, 6, 12)),
    ("D", 1, 0, "day"),
    ("D", 7, 3, "day"),
    *(("M", count, 0, "month") for count in (1, 3, 6)),
    *(("Y", count, 1970 % count, "year") for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
FINEST = "second"
_WRITTEN = {
    "second": "%-d %b %Y %H:%M:%S",
    "minute": "%-d %b %Y %H:%M",
    "hour": "%-d %b %Y %H:%M",
    "day": "%-d %b %Y",
    "month": "%b %Y",
    "year": "%Y",
}
#: Times that Python's own calendar knows: the years 1 to 9999.
_FIRST, _LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1, 9999))


def of_files(nanoseconds: NDArray[np.integer]) -> NDArray[np.float64]:
    """Times of files, nanoseconds since 1970 UTC, on this machine's clock, ``f8 (n,)``.

    What the clock adds to UTC is asked twice a day that occurs, and for each file of the days on which it changes.
    """
    seconds = np.asarray(nanoseconds, np.int64) // 1_000_000_000
    days, place = np.unique(seconds // DAY, return_inverse=True)
    at_first, at_last = (np.array([_offset(int(day) * DAY + at) for day in days], np.int64) for at in (0, DAY - 1))
    added = at_first[place]
    changing = np.flatnonzero((at_first != at_last)[place])
    added[changing] = [_offset(int(second)) for second in seconds[changing]]
    return (seconds + added).astype(np.float64)


def edges(first: float, last: float, most: int) -> tuple[list[float], str]:
    """The beginnings, between two times, of the finest units of the calendar of which there are at most so many.

    Returns
    -------
    tuple of (list of float, str)
        And the unit that is written: ``second``, ``minute``, ``hour``, ``day``, ``month`` or ``year``.
    """
    ends = np.array([int(first), int(last)], "datetime64[s]")
    for unit, count, more, written in _UNITS:
        begin, end = (ends.astype(f"datetime64[{unit}]").astype(np.int64) + more) // count
        if end - begin < most:
            lines = np.arange(begin + 1, end + 1) * count - more
            seconds = lines.astype(f"datetime64[{unit}]").astype("datetime64[s]").astype(np.int64)
            return [float(second) for second in seconds], written
    return [], "year"


def write(seconds: float, unit: str) -> str:
    """A time, as short as its unit allows: ``2019``, ``Mar 2019``, ``3 Mar 2019``, ``3 Mar 2019 14:05``."""
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(int(seconds), _FIRST), _LAST))
    # %-d is not known everywhere, and %Y of early years has no zeros.
    day = _WRITTEN[unit].replace("%-d", str(time.day)).replace("%Y", str(time.year))
    return time.strftime(day)


def span(first: float, last: float) -> str:
    """From one time to another in the fewest words: the years where they differ, else the months, else the days."""
    for unit in ("year", "month", "day"):
        texts = (write(first, unit), write(last, unit))
        if texts[0] != texts[1]:
            return " to ".join(texts)
    return texts[0]


def _offset(seconds: int) -> int:
    try:
        offset = datetime.fromtimestamp(seconds).astimezone().utcoffset()
    except (OverflowError, OSError, ValueError):
        return 0
    return int(offset.total_seconds()) if offset else 0
