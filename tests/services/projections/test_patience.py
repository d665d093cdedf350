"""Long steps report one rising count, and end when they are stopped."""

import threading

import pytest

from services.projections import patience
from services.projections.layout import LayoutStopped
from services.projections.patience import StepProgress, run_stoppable


def test_steps_add_up_to_one_count_by_their_shares():
    seen = []
    progress = StepProgress(lambda *of: seen.append(of) or True, 1000, {"short": 1.0, "long": 3.0, "last": 1.0})
    short, long, last = (progress.tick_for(step) for step in ("short", "long", "last"))
    assert short(1, 2) and short(2, 2) and long(1, 2) and long(2, 2) and last(1, 2) and last(2, 2)
    assert seen == [(done, 1000, None) for done in (100, 200, 500, 800, 900, 1000)]


def test_a_tick_that_says_stop_ends_the_step():
    tick = StepProgress(lambda *_: False, 10, {"only": 1.0}).tick_for("only")
    with pytest.raises(LayoutStopped):
        tick(1, 2)


def test_what_the_work_returns_or_raises_comes_back():
    assert run_stoppable(lambda: 7, lambda: False) == 7
    with pytest.raises(ZeroDivisionError):
        run_stoppable(lambda: 1 // 0, lambda: True)


def test_work_that_takes_long_can_be_left(monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 0.01)
    answers, release = [True, True, False], threading.Event()
    with pytest.raises(LayoutStopped):
        run_stoppable(release.wait, lambda: answers.pop(0))
    assert answers == []
    release.set()
