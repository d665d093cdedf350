"""Owns the way to a Dask cluster; only importer of distributed.

The job itself, the library and the layout stay on this machine. The cluster's workers read, decode and embed, and what
they find is streamed back. A thread keeps the connection: it connects, looks how many workers there are, and connects
anew
when the scheduler was gone.
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
from services.embedding.remote import part
from services.embedding.remote.connection import Died, Lost
from services.embedding.remote.dispatch import Dispatch
from services.embedding.remote.part import Answer, Job
from services.errors import BadRequest, ClusterFailed
from services.schema import Candidate

#: Seconds in which the scheduler must answer for the first time.
ANSWER = 9.0
#: Seconds between looks at the workers.
LOOK = 0.5
#: Seconds of one try to connect, and of one question: a busy scheduler is not a dead one, whose connection closes at
#: once.
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
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.
    go_on : callable
        False ends the stream within a fifth of a second.
    note : callable
        Told in words what is waited for.
    warnings : list of str
        Of the encoder; those of the workers' encoders are added.

    Raises
    ------
    BadRequest
        Nothing answers there within 10 seconds.
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
    """A connection that is kept up by a thread of its own, until closed. ``epoch`` counts the connections made."""

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
        """Before the first answer: raise BadRequest if it ought to have come by now."""
        if self._refused or time.monotonic() - self._began > ANSWER:
            raise BadRequest(
                f"No Dask scheduler answers at {self.address}. Start one (dask scheduler), check the address, or leave "
                "out --cluster."
            ) from self._refused

    def threads(self) -> int | None:
        """Threads of all workers; None while the cluster does not answer."""
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
        """Begin a part. ``alone``: on one worker, and :class:`Died` the first time that one dies."""
        worker = next(iter(self._workers or ()), None) if alone else None
        client = self._client
        asked = self._ask(client, job, list(candidates), data, worker)
        try:
            return asyncio.run_coroutine_threadsafe(asked, client.loop.asyncio_loop)
        except RuntimeError:
            # The connection has just been put away.
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
            # pure=False: a part that is sent again is done again. retries=0: what fails is counted by whoever asks.
            held = client.submit(
                pickle.loads, pickle.dumps(_Call(job, candidates, data)), pure=False, retries=0, **where
            )
            result = asyncio.ensure_future(held._result())
            while not (await asyncio.wait({result}, timeout=LOOK))[0]:
                if worker and self._workers is not None and worker not in self._workers:
                    result.cancel()
                    raise Died
            answer: Answer = result.result()
        except KilledWorker as error:
            raise Died from error
        except (asyncio.CancelledError, CancelledError) as error:
            raise Lost from error
        except Exception as error:
            # A connection that has just been lost shows in many ways.
            if client.status != "running":
                raise Lost from error
            raise
        return answer

    def close(self) -> None:
        """Let go; the scheduler drops what this connection asked for."""
        self._closed.set()
        # Not longer: when the user has pressed stop, what has come is still to be stored.
        self._thread.join(timeout=LOOK)

    def _keep(self) -> None:
        _quiet()
        while not self._closed.is_set():
            self._client = _connected(self.address, self._refuse)
            if self._client is None:
                self._closed.wait(LOOK)
                continue
            self.epoch += 1
            while not self._closed.is_set() and self._look():
                self._closed.wait(LOOK)
            self._workers = None
            with contextlib.suppress(Exception):
                self._client.close(timeout=CONNECT)

    def _refuse(self, error: Exception) -> None:
        self._refused = error

    def _look(self) -> bool:
        """Count the workers; False when the scheduler is gone."""
        client = self._client
        try:
            workers = dict(client.sync(client.scheduler.ncores, workers=None, callback_timeout=ASK))
        except Exception:  # noqa: BLE001 - in whatever way it does not answer
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
    except Exception:  # noqa: BLE001, S110 - in whatever way it does not answer; tried again
        pass
    return None


class _Call:
    """Pickled, it is a call of :func:`_embed`, made where it is unpickled.

    Dask would unpickle a function of ours before the task begins: on the scheduler, which need not have Imagescape, and
    on a
    worker that lacks it, which then ends instead of saying so.
    """

    def __init__(self, *args: Any) -> None:
        self._args = args

    def __reduce__(self) -> tuple[Any, ...]:
        return _embed, self._args


def _embed(job: Job, candidates: list[Candidate], data: list[bytes] | None) -> Answer:
    """Runs on a remote worker."""
    from distributed import get_worker

    worker = get_worker()
    return part.embed(
        job, candidates, data, threads=worker.state.nthreads, scratch=worker.local_directory, name=worker.address
    )


def _quiet() -> None:
    """Silence Dask, which warns of parts that hold bytes, and of every lost connection."""
    import dask
    import distributed  # noqa: F401 - sets its loggers up

    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL)
