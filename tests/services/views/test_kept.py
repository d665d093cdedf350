"""What was computed is kept, once for all threads that ask; a cache that does not work is as good as an empty one."""

import threading
import time

import pytest

from services.views.kept import Kept


class Broken:
    def get(self, _key):
        raise ConnectionError("no cache")

    def set(self, _key, _value):
        raise ConnectionError("no cache")


def test_a_thing_is_computed_once(cache):
    kept = Kept(cache)
    assert [
        kept.get("a", lambda: 1),
        kept.get("a", lambda: pytest.fail("computed again")),
        kept.get("b", lambda: 2),
    ] == [1, 1, 2]
    assert Kept(cache).get("a", lambda: pytest.fail("computed again")) == 1, "by whoever has the same cache"


def test_of_threads_that_ask_at_once_one_computes(cache):
    kept, computed, got = Kept(cache), [], []

    def compute():
        computed.append(1)
        time.sleep(0.05)
        return "x"

    threads = [threading.Thread(target=lambda: got.append(kept.get("a", compute))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (computed, got) == ([1], ["x"] * 4)


def test_what_is_computed_may_ask_for_other_things(cache):
    kept = Kept(cache)
    assert kept.get("a", lambda: kept.get("b", lambda: 1) + 1) == 2


def test_without_a_cache_it_is_computed_each_time():
    numbers = iter([1, 2])
    kept = Kept(Broken())
    assert [kept.get("a", lambda: next(numbers)) for _ in range(2)] == [1, 2]


def test_what_cannot_be_computed_is_not_kept(cache):
    kept = Kept(cache)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: 1) == 1
