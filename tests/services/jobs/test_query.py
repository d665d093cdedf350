"""Asking the process that answers questions: it is started when needed, and replaced when it has ended."""

import multiprocessing
import os
import signal
import threading

import numpy as np
import psutil
import pytest

from services.errors import BadRequest, Busy, NotFound, Unanswered
from services.jobs import query
from services.jobs.query import Query
from tests.helpers_maps import begun, files
from tests.services.jobs.test_answers import by_cosine, true

pytestmark = pytest.mark.slow
ROW = np.array([3])


@pytest.fixture
def info(library, tmp_path):
    return by_cosine(library, tmp_path / "home")


@pytest.fixture
def asking(library):
    one = Query(library)
    yield one
    one.close()


def test_a_question_is_answered_by_another_process_which_stays(asking, info):
    assert asking._process is None, "it is started with the first question"
    assert asking.similar(info.id, ROW, k=5).rows == true(3, 5)[0]
    first = asking._process.pid
    assert first != os.getpid()
    assert asking.similar(info.id, np.array([4]), k=3).rows == true(4, 3)[0]
    assert asking._process.pid == first


def test_one_that_was_killed_is_replaced_and_the_question_answered(asking, info):
    asking.similar(info.id, ROW, k=5)
    killed = asking._process.pid
    os.kill(killed, signal.SIGKILL)
    assert asking.similar(info.id, ROW, k=5).rows == true(3, 5)[0]
    assert asking._process.pid != killed


def test_one_that_dies_over_each_question_is_told(asking, info, monkeypatch):
    def connect():
        ours, theirs = multiprocessing.Pipe()
        theirs.close()
        return ours

    monkeypatch.setattr(asking, "_connect", connect)
    with pytest.raises(Unanswered, match="ended"):
        asking.similar(info.id, ROW, k=5)


def test_one_that_does_not_answer_is_ended(asking, info, monkeypatch):
    monkeypatch.setattr(query, "PATIENCE", 0.0)
    with pytest.raises(Unanswered, match="no answer within"):
        asking.similar(info.id, ROW, k=5)
    assert asking._process is None


def test_it_ends_when_it_is_closed(asking, info):
    asking.similar(info.id, ROW, k=5)
    pid = asking._process.pid
    asking.close()
    assert not psutil.pid_exists(pid)


def test_more_than_a_few_do_not_wait(asking, info, monkeypatch):
    monkeypatch.setattr(asking, "_places", threading.Semaphore(0))
    with pytest.raises(Busy, match="Other questions"):
        asking.similar(info.id, ROW, k=5)


@pytest.mark.parametrize("k", [0, -1, query.MOST + 1])
def test_how_many_has_limits(asking, info, k):
    with pytest.raises(BadRequest, match="1 to 1,000"):
        asking.similar(info.id, ROW, k=k)


def test_what_cannot_be_asked_starts_no_process(asking, library, info, tmp_path):
    growing, _ = begun(library, tmp_path / "more", files("x.jpg"))
    for map_id, rows, error in [
        ("0" * 16, ROW, NotFound),
        (info.id, np.array([12]), NotFound),
        (info.id, np.array([], np.int64), BadRequest),
        (growing.id, np.array([0]), BadRequest),
    ]:
        with pytest.raises(error):
            asking.similar(map_id, rows, k=5)
    assert asking._process is None
