"""Owns what stays in memory of the last few maps: such as tables and names, which take long to read."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Held(Generic[Value]):
    """At most ``most`` values; the one that was asked for longest ago goes first. Safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not held. One is made at a time: two that ask read a file once."""
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            self._values.move_to_end(key)
            return self._values[key]

    def __len__(self) -> int:
        """How many are held."""
        return len(self._values)

    def __iter__(self) -> Iterator[Hashable]:
        """The keys of those that are held, the one that would go first being the first."""
        return iter(self._values)
