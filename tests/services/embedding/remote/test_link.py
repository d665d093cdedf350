"""The connection to a scheduler: none that answers is said in time, with what to do."""

import contextlib
import math
import socket

import pytest

from services.embedding.remote import link
from services.errors import BadRequest
from tests.services.embedding.remote.test_dispatch import all_of, files, job
from tests.serving import free_port


@pytest.mark.slow
@pytest.mark.parametrize("mute", [False, True], ids=["nothing there", "something else there"])
def test_no_scheduler_is_said_in_time_with_what_to_do(monkeypatch, mute):
    monkeypatch.setattr(link, "ANSWER", 1.0)
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with (
        socket.create_server(("127.0.0.1", port)) if mute else contextlib.nullcontext(),
        pytest.raises(
            BadRequest,
            match=rf"No Dask scheduler answers at {address}\. Start one \(dask scheduler\).*leave out --cluster",
        ),
    ):
        all_of(link.outcomes(address, files(3), job=job(), go_on=lambda: True, note=lambda _: None, warnings=[]))


def test_an_address_of_no_kind_is_refused_however_long_a_scheduler_may_take(monkeypatch):
    monkeypatch.setattr(link, "ANSWER", math.inf)
    with pytest.raises(BadRequest, match="No Dask scheduler answers at nonsense://x:1"):
        all_of(
            link.outcomes("nonsense://x:1", files(3), job=job(), go_on=lambda: True, note=lambda _: None, warnings=[])
        )
