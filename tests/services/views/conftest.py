"""What the tests of the views share."""

import pytest
from flask import Flask
from flask_caching import Cache

from services.views import Views
from tests.conftest import picture


@pytest.fixture
def cache():
    return Cache(Flask("t"), config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 0})


@pytest.fixture
def views(library, cache):
    return Views(library, cache)


def files(n):
    return {f"{'red' if i % 2 else 'blue'}/{i}.jpg": picture(i) for i in range(n)}
