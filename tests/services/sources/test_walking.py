"""A walker: one walk after another, an error in words, and an end with its parent."""

import multiprocessing
import threading

from services.sources.walking import Ended, serve
from tests import walks


def served(*orders):
    """What a walker answers, in this process; ``serve`` ends when we are gone."""
    ours, theirs = multiprocessing.Pipe()
    for order in orders:
        ours.send(order)
    thread = threading.Thread(target=serve, args=(theirs,))
    thread.start()
    got = []
    while sum(isinstance(answer, Ended) for answer in got) < len(orders):
        got.append(ours.recv())
    ours.close()
    thread.join()
    return got


def test_walks_one_after_another(monkeypatch):
    monkeypatch.setattr("services.sources.walking.signal.signal", lambda *_: None)
    monkeypatch.setattr("services.sources.walking.os.nice", lambda _: 0)
    answers = served((walks.up_to, (3,)), (walks.refused, ()), (walks.up_to, (0,)))
    assert answers == [0, 1, 2, Ended(), 1, Ended("There is no folder here any more."), Ended()]
