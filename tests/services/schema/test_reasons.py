"""Reasons: each is told with what to do, and only what is about content is remembered."""

import pytest

from services.schema import REMEMBERED, Reason, Skipped
from services.schema.reasons import TOLD


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason])
def test_each_reason_is_told_with_what_to_do(reason):
    meaning, todo = TOLD[reason]
    assert min(len(meaning), len(todo)) > 5


def test_what_is_about_the_moment_is_never_remembered():
    assert not any(reason.passing for reason in REMEMBERED)
    assert {reason for reason in Reason if reason.passing} == {
        *(Reason.UNREADABLE, Reason.GREW, Reason.MEMORY, Reason.SLOW, Reason.CRASHED, Reason.NOT_FINITE),
    }


def test_two_are_equal_by_path_and_words():
    assert Skipped("a", "b", Reason.DAMAGED) == Skipped("a", "b") != Skipped("a", "c")
