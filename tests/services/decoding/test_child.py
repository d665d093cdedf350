"""A decoder as its parent sees it: its answers with their pixels, how it ended, and what it shared."""

import multiprocessing
import signal
import sys
from multiprocessing.shared_memory import SharedMemory

import numpy as np
import pytest

from services.decoding.child import Child, Task, ending, put_away, unpack
from services.decoding.process import slots
from services.schema import Candidate, Facts, Reason, Skipped

SIDE = 8
FACTS = Facts("h", 8, 8, 10, "JPEG", "RGB", "")
FILE = Candidate("a.jpg", 10, 1)


@pytest.fixture
def child():
    process = multiprocessing.get_context("spawn").Process(target=sys.exit, args=(3,))
    process.start()
    memory = SharedMemory(create=True, size=2 * SIDE * SIDE * 3)
    pipe, other = multiprocessing.Pipe()
    other.close()
    made = Child(process, pipe, memory, slots(memory, SIDE), [0, 1])
    yield made
    if made.pixels is not None:
        process.join()
        put_away(made)


def test_an_answer_has_the_pixels_of_its_slot_and_keeps_them(child):
    child.pixels[1] = 7
    decoded = unpack(Task(0, FILE, slot=1), (FACTS, b"thumb"), child)
    child.pixels[1] = 9
    assert (decoded.facts, decoded.thumbnail) == (FACTS, b"thumb")
    assert np.unique(decoded.pixels).tolist() == [7], "the slot has another picture by now"


def test_a_skipped_file_is_answered_as_it_is(child):
    skipped = Skipped("a.jpg", "damaged", Reason.DAMAGED)
    assert unpack(Task(0, FILE), skipped, child) is skipped


def test_how_it_ended_is_said(child):
    assert ending(child.process) == "code 3"


def test_a_signal_is_named():
    class Killed:
        exitcode = -signal.SIGKILL

        def join(self, timeout):
            pass

    assert ending(Killed()) == "signal SIGKILL"


def test_what_it_shared_is_gone_once_it_was_put_away(child):
    name = child.memory.name
    child.process.join()
    put_away(child)
    assert child.pixels is None
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)
