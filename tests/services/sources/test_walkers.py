"""Walkers: few at once, used again, killed when nobody asks, and never in the way of who asks."""

import multiprocessing
import os
import threading
import time

import pytest

from services.sources import walkers
from services.sources.walkers import CANNOT, Walkers
from tests import walks
from tests.clusters import until

pytestmark = pytest.mark.slow


@pytest.fixture
def all_walkers():
    made = Walkers()
    yield made
    made.close()
    until(lambda: not processes(), "no walker is left")


def processes():
    return [process for process in multiprocessing.active_children() if process.name == "walker"]


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "walkers"]


def test_every_report_comes_in_order_and_the_walker_is_used_again(all_walkers):
    got, pids = [], []
    walk = all_walkers.begin(walks.up_to, 50, on_report=got.append)
    until(lambda: walk.over, "the walk is over")
    assert (got, walk.done, walk.error) == (list(range(50)), True, "")
    for _ in range(2):
        walk = all_walkers.begin(walks.who, on_report=pids.append)
        until(lambda: walk.over, "the walk is over")  # noqa: B023
    assert len(processes()) == 1
    (first, nice), second = pids
    assert (first, nice) == second and first != os.getpid()
    assert nice > os.nice(0), "it gives way to the page"


def test_a_walk_ends_when_nobody_asks_and_goes_on_while_somebody_does(all_walkers, monkeypatch):
    monkeypatch.setattr(walkers, "UNASKED", 0.6)
    monkeypatch.setattr(walkers, "CHECK", 0.05)
    seen = []
    asked = all_walkers.begin(walks.for_ever, "a", on_report=seen.append)
    forgotten = all_walkers.begin(walks.silent, on_report=seen.append)
    # On a busy machine its process may take longer to start than a walk goes on unasked.
    until(lambda: all_walkers.ask(asked) or "a" in seen, "the walk has begun")

    def over():
        all_walkers.ask(asked)
        return forgotten.over

    until(over, "the walk that nobody asks about is over")
    assert not asked.over
    assert (forgotten.done, forgotten.error) == (False, "")
    until(lambda: asked.over, "nobody asks about the other any more either")


def test_many_walks_at_once_take_few_processes_and_one_thread(all_walkers, monkeypatch):
    monkeypatch.setattr(walkers, "UNASKED", 600)
    monkeypatch.setattr(walkers, "UNASKED_IF_WAITED_FOR", 600)
    seen = set()
    some = [all_walkers.begin(walks.for_ever, i, on_report=seen.add) for i in range(walkers.MOST + 3)]
    until(lambda: len(seen) == walkers.MOST, "as many as may have begun")
    assert len(processes()) == walkers.MOST
    assert len(threads()) == 1
    assert not any(walk.over for walk in some)


def test_a_walk_that_is_asked_about_takes_the_place_of_one_that_is_not(all_walkers, monkeypatch):
    monkeypatch.setattr(walkers, "UNASKED", 600)
    monkeypatch.setattr(walkers, "UNASKED_IF_WAITED_FOR", 1.0)
    monkeypatch.setattr(walkers, "MOST", 1)
    seen = []
    old = all_walkers.begin(walks.for_ever, "old", on_report=seen.append)
    until(lambda: seen, "it has begun")
    time.sleep(1.2)
    assert not old.over, "nobody waits"
    new = all_walkers.begin(walks.for_ever, "new", on_report=seen.append)

    def begun():
        all_walkers.ask(new)
        return "new" in seen

    until(begun, "the new one has begun")
    assert old.over


def test_a_walker_that_dies_and_a_walk_that_is_refused_are_said(all_walkers):
    dead = all_walkers.begin(walks.dying, on_report=lambda _: None)
    until(lambda: dead.over, "it is over")
    assert (dead.error, dead.done) == (CANNOT, False)
    refused = all_walkers.begin(walks.refused, on_report=lambda _: None)
    until(lambda: refused.over, "it is over")
    assert refused.error == "There is no folder here any more."


def test_no_process_can_be_started(all_walkers, monkeypatch):
    def refuse(self):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(Walkers, "_spawn", refuse)
    walk = all_walkers.begin(walks.up_to, 1, on_report=lambda _: None)
    until(lambda: walk.over, "it is over")
    assert walk.error == CANNOT
    until(lambda: not threads(), "nothing is left to tend")


def test_idle_walkers_end_and_their_thread_with_them(all_walkers, monkeypatch):
    monkeypatch.setattr(walkers, "IDLE", 0.2)
    monkeypatch.setattr(walkers, "CHECK", 0.05)
    all_walkers.expect()
    until(processes, "a walker is ready before there is a walk")
    until(lambda: not processes() and not threads(), "and ends when none comes")
    walk = all_walkers.begin(walks.up_to, 2, on_report=lambda _: None)
    until(lambda: walk.done, "another is started when it is needed")


def test_after_the_end_no_walk_begins(all_walkers):
    walk = all_walkers.begin(walks.for_ever, 1, on_report=lambda _: None)
    until(processes, "it has begun")
    all_walkers.close()
    assert walk.over and not processes() and not threads()
    assert all_walkers.begin(walks.up_to, 1, on_report=lambda _: None).over
