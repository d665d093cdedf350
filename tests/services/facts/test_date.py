"""Dates: as a picture's EXIF says, else as its file's; which of the two is said."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from services.facts import FACTS, colour
from services.facts.date import caption, read
from tests.services.facts.test_calendar import seconds
from tests.services.facts.test_facts import rows


def dated(taken, files=()):
    table = rows([f"{i}.jpg" for i in range(len(taken))])
    times = [datetime.fromisoformat(text).timestamp() for text in files] or [0] * len(taken)
    return replace(table, taken=list(taken), mtime_ns=np.array([int(time * 1e9) for time in times]))


def test_what_the_picture_says_comes_before_what_its_file_says():
    table = dated(
        ["2019-03-04T05:06:07", "", "2020-02-31T00:00:00"],
        ["2024-01-01T00:00:00", "2024-07-01T12:00:00", "2024-07-02T12:00:00"],
    )
    assert read(table).tolist() == list(
        map(seconds, ["2019-03-04T05:06:07", "2024-07-01T12:00:00", "2024-07-02T12:00:00"])
    )


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (["2019-03-04T05:06:07"] * 2, "When the pictures were taken, by their EXIF."),
        (["", ""], "When the files were last changed: no picture says when it was taken."),
        (["", "2019-03-04T05:06:07", ""], "When 1 were taken, by their EXIF; of the other 2, when the file was last"),
    ],
)
def test_which_dates_they_are_is_said(taken, words):
    table = dated(taken)
    assert caption(table).startswith(words)
    assert colour(table, "date").caption == caption(table)


def test_ten_days_have_ten_colours_in_order():
    painted = colour(dated([f"2019-03-{day:02d}T12:00:00" for day in range(1, 11)]), "date")
    assert len(set(painted.codes.tolist())) == 10
    assert painted.codes.tolist() == sorted(painted.codes.tolist())
    assert FACTS["date"].mode.of_files
