"""Time on the clock of a place: read, cut at the calendar's units, written."""

import time
from datetime import UTC, datetime

import numpy as np
import pytest

from services.facts import calendar
from services.facts.bins import TIME, cut
from services.facts.written import ends


def seconds(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_times_of_files_are_those_of_this_machines_clock(zone):
    stamps = np.random.default_rng(0).integers(0, 2_000_000_000, 500)
    found = calendar.of_files(stamps * 1_000_000_000 + 5)
    assert found.tolist() == [seconds(datetime.fromtimestamp(int(s)).isoformat()) for s in stamps]


def test_a_time_that_no_clock_shows_is_left_as_it_is():
    assert calendar.of_files(np.array([2**62, -(2**62)])).tolist() == [2**62 // 10**9, -(2**62) // 10**9]


SPANS = [
    ("2019-03-04T05:06:07", "2019-03-04T05:06:37", "second", 0),
    ("2019-03-04T05:06:07", "2019-03-04T05:36:07", "minute", 60),
    ("2019-03-04T05:06:07", "2019-03-05T20:06:07", "hour", 3600),
    ("2019-03-04T05:06:07", "2019-04-04T05:06:07", "day", 86_400),
    ("2019-03-04T05:06:07", "2019-11-04T05:06:07", "day", 7 * 86_400),
    ("2019-03-04T05:06:07", "2021-11-04T05:06:07", "month", 28 * 86_400),
    ("2011-03-04T05:06:07", "2021-11-04T05:06:07", "month", 90 * 86_400),
    ("1990-03-04T05:06:07", "2021-11-04T05:06:07", "year", 365 * 86_400),
    ("1890-03-04T05:06:07", "2021-11-04T05:06:07", "year", 5 * 365 * 86_400),
    ("0001-01-01T00:00:00", "2021-11-04T05:06:07", "year", 100 * 365 * 86_400),
]


@pytest.mark.parametrize(("first", "last", "unit", "step"), SPANS)
def test_edges_are_the_beginnings_of_units(first, last, unit, step):
    inner, found = calendar.edges(seconds(first), seconds(last), 40)
    assert (found, 5 < len(inner) < 40) == (unit, True)
    assert seconds(first) < inner[0]
    assert inner[-1] <= seconds(last)
    assert min(np.diff(inner)) >= step
    fields = ("second", "minute", "hour", "day", "month", "year")
    for edge in inner:
        at = datetime(1970, 1, 1, tzinfo=UTC) + np.timedelta64(int(edge), "s").astype(object)
        finer = [field for field in fields[: fields.index(unit)] if field not in ("day", "month")]
        assert all(getattr(at, field) == 0 for field in finer)
        if unit in ("month", "year"):
            assert at.day == 1
    if step == 7 * 86_400:
        assert datetime.fromtimestamp(inner[0], UTC).weekday() == 0


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("year", "2019"),
        ("month", "Mar 2019"),
        ("day", "4 Mar 2019"),
        ("hour", "4 Mar 2019 05:06"),
        ("minute", "4 Mar 2019 05:06"),
        ("second", "4 Mar 2019 05:06:07"),
    ],
)
def test_a_time_is_written_as_short_as_its_unit_allows(unit, text):
    assert calendar.write(seconds("2019-03-04T05:06:07"), unit) == text


def test_times_beyond_the_calendar_can_be_written():
    assert calendar.write(1e15, "year") == "9999"
    assert calendar.write(-1e15, "year") == "1"


def test_a_bin_ends_with_the_last_of_its_unit():
    bins = cut(np.array([seconds("2015-06-15T12:00:00"), seconds("2019-12-31T23:00:00")]), TIME, most=30)
    first, last = ends(bins, lambda *_: pytest.fail("times have a writer of their own"))
    assert (first[:3], last[:2], last[-1]) == (
        ("Jun 2015", "Jul 2015", "Oct 2015"),
        ("Jun 2015", "Sep 2015"),
        "Dec 2019",
    )


def test_one_moment_is_written_whole():
    bins = cut(np.full(3, seconds("2019-03-04T05:06:07")), TIME)
    assert ends(bins, lambda *_: "") == (("4 Mar 2019 05:06:07",), ("4 Mar 2019 05:06:07",))


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("2026-01-01T00:00:00", "2019 to 2026"),
        ("2019-04-01T00:00:00", "Mar 2019 to Apr 2019"),
        ("2019-03-09T23:59:59", "4 Mar 2019 to 9 Mar 2019"),
        ("2019-03-04T23:59:59", "4 Mar 2019"),
    ],
)
def test_a_span_is_told_in_the_fewest_words(last, text):
    assert calendar.span(seconds("2019-03-04T05:06:07"), seconds(last)) == text
