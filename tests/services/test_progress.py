"""The seconds of a build's steps add up to their total."""

import pytest

from services import progress
from services.progress import Clock


@pytest.fixture
def clock(monkeypatch):
    """A clock whose time is set by hand."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now[0])
    made = Clock()
    made.pass_ = lambda seconds: now.__setitem__(0, now[0] + seconds)
    return made


def test_a_step_begins_where_the_one_before_it_ended(clock):
    clock.pass_(1.5)
    assert clock.lap("scan") == 1.5
    clock.pass_(0.25)
    assert clock.lap("embed") == 0.25
    assert clock.seconds == {"scan": 1.5, "embed": 0.25, "total": 1.75}


def test_steps_are_without_their_total(clock):
    clock.pass_(2)
    clock.lap("scan")
    assert clock.steps == {"scan": 2.0}
    assert sum(clock.steps.values()) == clock.seconds["total"]
