"""How numbers are written for people."""

import numpy as np
import pytest

from services.facts.bins import LINEAR, LOG, RATIOS, cut
from services.facts.written import Nothing, between, ends, file_size, number, pixels, ratio


@pytest.mark.parametrize(
    ("write", "value", "step", "text"),
    [
        (number, 0.2, 0.02, "0.2"),
        (number, 0.4, 0.1, "0.4"),
        (number, 45.0, 5, "45"),
        (number, 12_000.0, 200, "12,000"),
        (number, -0.0001, 0.01, "0"),
        (number, 0.22, 0.02, "0.22"),
        (number, 1.0, 0.02, "1"),
        (number, 0.1193, 0, "0.12"),
        (number, 33.7, 0, "34"),
        (file_size, 999, 0, "999 bytes"),
        (file_size, 1250, 0, "1.25 kB"),
        (file_size, 12_600, 0, "12.6 kB"),
        (file_size, 315_000, 0, "315 kB"),
        (file_size, 4_000_000, 0, "4 MB"),
        (file_size, 1_120_000_000, 0, "1.12 GB"),
        (file_size, 1_050_000, 50_000, "1.05 MB"),
        (pixels, 1024, 0, "1,024 px"),
        (pixels, 12_192_768, 0, "12.2 MP"),
        (pixels, 100_000, 0, "0.1 MP"),
        (ratio, 1.0, 0, "1:1"),
        (ratio, 1.004, 0, "1:1"),
        (ratio, 4 / 3, 0, "1.3:1"),
        (ratio, 0.5, 0, "1:2"),
        (ratio, 12.4, 0, "12:1"),
    ],
)
def test_a_number_is_written_for_people(write, value, step, text):
    assert write(value, step) == text


def test_a_range_is_said_once_where_both_ends_read_alike():
    assert between("0.2", "0.4") == "0.2 to 0.4"
    assert between("Mar 2019", "Mar 2019") == "Mar 2019"


def test_bins_begin_where_the_one_before_ends():
    for values, scale, write in (
        (np.linspace(0.117, 0.911, 50), LINEAR, number),
        (np.geomspace(1200, 9e6, 50), LOG, file_size),
    ):
        first, last = ends(cut(values, scale), write)
        assert first[1:] == last[:-1]
        assert len(set(first)) == len(first)


def test_a_shape_is_told_by_its_middle():
    first, last = ends(cut(np.array([0.5, 0.75, 1, 4 / 3, 2]), RATIOS), ratio)
    assert first == last
    assert (first[0], first[-1], "1:1" in first) == ("1:2", "2:1", True)
    assert ends(cut(np.ones(4), RATIOS), ratio) == (("1:1",), ("1:1",))


def test_what_is_as_good_as_nothing_is_told_by_its_name():
    grey = Nothing(1, "no colour")
    values = np.concatenate([np.zeros(3), np.linspace(3, 80, 40)])
    first, last = ends(cut(values, LINEAR, none=grey.below), number, grey)
    assert (first[:3], last[:2]) == (("no colour", "1", "4"), ("no colour", "4"))
    assert ends(cut(np.zeros(3), LINEAR, none=1), number, grey) == (("no colour",), ("no colour",))
    assert ends(cut(np.arange(1, 9.0), LINEAR, none=1), number, grey)[0][0] == "1"
