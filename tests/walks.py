"""Owns walks that do what a test asks of them. Imported by spawned walkers."""

import os
import time

from services.errors import NoSuchFolder


def up_to(n):
    yield from range(n)


def for_ever(told):
    yield told
    while True:
        time.sleep(0.05)
        yield told


def silent():
    time.sleep(600)
    yield None


def dying():
    yield 1
    os._exit(7)


def refused():
    yield 1
    raise NoSuchFolder("There is no folder here any more.")


def who():
    yield os.getpid(), os.nice(0)
