"""Large pictures are decoded one at a time, also when the decoder that has its turn dies."""

import threading
from collections import deque
from multiprocessing import Pipe
from types import SimpleNamespace

import pytest

from services.decoding import turns


@pytest.fixture
def children():
    made = []
    for _ in range(3):
        ours, theirs = Pipe()
        made.append(SimpleNamespace(pipe=ours, since=0.0, other=theirs))
    yield made
    for child in made:
        child.pipe.close()


def given(child):
    return child.other.poll() and child.other.recv() == turns.GIVEN


def test_one_has_the_turn_and_the_others_wait(children):
    order = turns.Turns()
    for child in children:
        order.ask(child)
    assert [bool(given(child)) for child in children] == [True, False, False]
    assert [order.waits(child) for child in children] == [False, True, True]
    order.end(children[0])
    assert [bool(given(child)) for child in children] == [False, True, False]
    assert children[1].since > 0, "its time begins with its turn"


def test_who_dies_while_waiting_is_not_given_it(children):
    order = turns.Turns()
    for child in children:
        order.ask(child)
    order.end(children[1])
    order.end(children[0])
    assert [bool(given(child)) for child in children] == [True, False, True]
    order.end(children[2])
    order.end(children[2])


def test_who_has_it_and_asks_again_has_it(children):
    order = turns.Turns()
    for child in (children[0], children[0], children[1]):
        order.ask(child)
    assert (given(children[0]), given(children[0]), given(children[1])) == (True, True, False)
    order.end(children[0])
    assert given(children[1])


@pytest.mark.parametrize("large", [{"pixels": turns.LARGE + 1}, {"size": turns.LARGE_FILE + 1}])
def test_a_decoder_waits_and_keeps_what_else_comes(monkeypatch, large):
    monkeypatch.setattr(turns, "_wait", turns._wait)
    ours, theirs = Pipe()
    inbox = deque()
    turns.ask_over(theirs, inbox)
    turns.wait_for_turn(pixels=turns.LARGE, size=turns.LARGE_FILE)
    assert not ours.poll(), "it is not large"
    thread = threading.Thread(target=turns.wait_for_turn, kwargs=large)
    thread.start()
    assert ours.recv() == turns.ASKED
    ours.send(("/home", ["more"]))
    ours.send(turns.GIVEN)
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert list(inbox) == [("/home", ["more"])]
