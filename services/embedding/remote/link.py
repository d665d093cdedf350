"""Owns the connection to a Dask cluster.

The job, the library and the layout stay on this machine. Remote workers read, decode and embed, and their results are
streamed back. A thread keeps the connection: it connects, counts the remote workers, and connects anew after the
scheduler was gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any

from services.embedding.local import Outcomes
from services.embedding.remote.call import Call
from services.embedding.remote.connection import Died, Lost
from services.embedding.remote.dispatch import Dispatch
from services.embedding.remote.part import Answer, Job
from services.errors import BadRequest, ClusterFailed
from services.schema import Candidate

#: Seconds in which the scheduler must answer for the first time.
ANSWER = 9.0
#: Seconds between two counts of the remote workers.
POLL = 0.5
#: Time limits in seconds of one try to connect, and of one question. A busy scheduler may answer late. The connection
#: to a dead one closes at once.
CONNECT, ASK = 3.0, 10.0


def outcomes(
    address: str,
    candidates: Sequence[Candidate],
    *,
    job: Job,
    go_on: Callable[[], bool],
    note: Callable[[str], None],
    warnings: list[str],
) -> Outcomes:
    """Read and embed on the cluster at ``address``.

    Parameters
    ----------
    address : str
        Address of the scheduler, such as ``tcp://10.0.0.5:8786``.
    candidates : sequence of Candidate
        In row order.
    job : Job
        What all parts have in common.
    go_on : callable
        False ends the stream within a fifth of a second.
    note : callable
        Called with a sentence about what the job waits for; an empty one takes it back.
    warnings : list of str
        Warnings of the encoder. Those of the remote workers' encoders are added.

    Yields
    ------
    Outcome or None

    Raises
    ------
    BadRequest
        No scheduler answers at the address within 10 seconds.
    EncoderUnavailable
        A remote worker has other versions or weights, so its features would be others.
    ClusterFailed
        The remote workers cannot do the work.
    """
    link = Link(address)
    said = ""

    def say(threads: int | None, answered: bool) -> None:
        nonlocal said
        if threads is None:
            text = f"The cluster at {address} does not answer; waiting, nothing is lost"
        elif threads == 0:
            text = f"No worker is connected to the cluster at {address}; waiting for one"
        else:
            text = "" if answered else f"The cluster's workers are getting ready ({threads} threads)"
        if text != said:
            note(text)
            said = text

    try:
        while link.threads() is None and go_on():
            link.check_start()
            time.sleep(0.05)
            yield None
        yield from Dispatch(link, job, candidates, go_on=go_on, warnings=warnings, say=say).run()
    finally:
        link.close()


class Link:
    """A connection that a thread keeps until it is closed. ``epoch`` counts the connections that were made."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.epoch = 0
        self._began = time.monotonic()
        self._workers: dict[str, int] | None = None
        self._client: Any = None
        self._refused: Exception | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="cluster", daemon=True)
        self._thread.start()

    def check_start(self) -> None:
        """Raise BadRequest if the first answer should have come by now. Call it only before the first answer."""
        if self._refused or time.monotonic() - self._began > ANSWER:
            raise BadRequest(
                f"No Dask scheduler answers at {self.address}. Start one (dask scheduler), check the address, or leave "
                "out --cluster."
            ) from self._refused

    def threads(self) -> int | None:
        """Return the threads of all remote workers, or None while the cluster does not answer."""
        if not self._thread.is_alive():
            raise ClusterFailed(
                f"The connection to the cluster at {self.address} ended. Start again; everything embedded so far is "
                "kept."
            )
        workers = self._workers
        return None if workers is None else sum(workers.values())

    def submit(
        self, job: Job, candidates: Sequence[Candidate], data: Sequence[bytes] | None, *, alone: bool
    ) -> Future[Answer]:
        """Begin a part. With ``alone`` it runs on one remote worker, and raises :class:`Died` when that dies."""
        worker = next(iter(self._workers or ()), None) if alone else None
        client = self._client
        asked = self._ask(client, job, list(candidates), data, worker)
        try:
            return asyncio.run_coroutine_threadsafe(asked, client.loop.asyncio_loop)
        except RuntimeError:
            # The connection has just been closed.
            asked.close()
            lost: Future[Answer] = Future()
            lost.set_exception(Lost())
            return lost

    async def _ask(
        self, client: Any, job: Job, candidates: list[Candidate], data: Sequence[bytes] | None, worker: str | None
    ) -> Answer:
        from distributed import KilledWorker

        where = {"workers": [worker], "allow_other_workers": False} if worker else {}
        try:
            # pure=False: a part that is sent again runs again. retries=0: the caller counts failures.
            held = client.submit(
                pickle.loads, pickle.dumps(Call(job, candidates, data)), pure=False, retries=0, **where
            )
            result = asyncio.ensure_future(held._result())
            while not (await asyncio.wait({result}, timeout=POLL))[0]:
                if worker and self._workers is not None and worker not in self._workers:
                    result.cancel()
                    raise Died
            answer: Answer = result.result()
        except KilledWorker as error:
            raise Died from error
        except (asyncio.CancelledError, CancelledError) as error:
            raise Lost from error
        except Exception as error:
            # A connection that has just been lost raises many kinds of errors.
            if client.status != "running":
                raise Lost from error
            raise
        return answer

    def close(self) -> None:
        """Close the connection. The scheduler then drops what this connection asked for."""
        self._closed.set()
        # No longer than this: after a stop, the results that have come are still to be stored.
        self._thread.join(timeout=POLL)

    def _keep(self) -> None:
        _quiet()
        while not self._closed.is_set():
            self._client = _connected(self.address, self._refuse)
            if self._client is None:
                self._closed.wait(POLL)
                continue
            self.epoch += 1
            while not self._closed.is_set() and self._count_workers():
                self._closed.wait(POLL)
            self._workers = None
            with contextlib.suppress(Exception):
                self._client.close(timeout=CONNECT)

    def _refuse(self, error: Exception) -> None:
        self._refused = error

    def _count_workers(self) -> bool:
        """Count the remote workers. Return False when the scheduler is gone."""
        client = self._client
        try:
            workers = dict(client.sync(client.scheduler.ncores, workers=None, callback_timeout=ASK))
        except Exception:  # noqa: BLE001 - distributed raises many kinds when nothing answers
            return False
        if client.status != "running":
            return False
        self._workers = workers
        return True


def _connected(address: str, refuse: Callable[[Exception], None]) -> Any:
    from distributed import Client

    try:
        return Client(address, timeout=CONNECT, set_as_default=False, name="imagescape")
    except ValueError as error:
        refuse(error)
    except Exception:  # noqa: BLE001, S110 - distributed raises many kinds when nothing answers; tried again
        pass
    return None


def _quiet() -> None:
    """Silence Dask, which warns of parts that hold bytes, and of every lost connection."""
    import dask
    import distributed  # noqa: F401 - sets its loggers up

    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL)
