"""A call that travels: unpickled, it is made, with what the remote worker knows of itself."""

import pickle
from types import SimpleNamespace

import distributed
import pytest

from services.embedding.remote import call, part
from services.embedding.remote.part import Answer
from tests.services.embedding.remote.test_dispatch import files, job


@pytest.mark.parametrize("data", [None, [b"one", b"two"]])
def test_to_unpickle_a_call_is_to_embed_its_part_here(monkeypatch, data):
    worker = SimpleNamespace(state=SimpleNamespace(nthreads=3), local_directory="/scratch", address="tcp://w:1")
    monkeypatch.setattr(distributed, "get_worker", lambda: worker)
    made = []

    def embed(*given, **options):
        made.append((given, options))
        return Answer([], ["done"])

    monkeypatch.setattr(part, "embed", embed)
    travelling = pickle.dumps(call.Call(job(), files(2), data))
    assert not made, "nothing is done where it is pickled"
    assert pickle.loads(travelling).warnings == ["done"]
    assert made == [((job(), files(2), data), {"threads": 3, "scratch": "/scratch", "name": "tcp://w:1"})]
