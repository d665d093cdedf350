"""Owns asking the process that answers questions about features: it is started with the first question, and ends idle.

The web process stays light: it loads neither faiss nor features. The worker may be busy for an hour with a build, and
whoever looks at a map meanwhile is answered all the same.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest, Busy, Unanswered
from services.jobs import answers
from services.jobs.answers import Answer, Question
from services.library import Library
from services.search.similar import Found

logger = logging.getLogger(__name__)

#: Seconds for an answer. The first about a map reads its features: some seconds for 100,000 pictures.
PATIENCE = 60.0
#: Questions that wait at once. Each holds a thread of the server, of which a page's hovers need some.
WAITING = 3
#: Rows that an answer has at most.
MOST = 1000


class Query:
    """Asks about the maps in ``library``. Several threads may use it; one question is answered after another."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turn = threading.Lock()
        self._places = threading.Semaphore(WAITING)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def similar(self, map_id: str, rows: NDArray[np.int64], *, k: int, any_of: bool = False) -> Found:
        """Return the rows most like ``rows``, by the map's metric; none of ``rows`` is among them.

        Parameters
        ----------
        rows : i8 (m,)
            Rising; at least one.
        k : int
        any_of : bool
            Like any of the rows, and not like their middle.

        Raises
        ------
        NotFound
            No such map or row.
        BadRequest
            The map is not finished, ``rows`` is empty, or ``k`` is not from 1 to :data:`MOST`.
        Busy
            :data:`WAITING` others are waiting already.
        Unanswered
            The process ended over the question, or took too long.
        LibraryUnusable
        """
        if not 1 <= k <= MOST:
            raise BadRequest(f"k is how many pictures to answer with, 1 to {MOST:,}, and is {k}.")
        found = self._ask(Question(map_id, np.asarray(rows, np.int64), k, any_of)).found
        if found is None:
            raise Unanswered("There was no answer. Ask again.")
        return found

    def scores(self, map_id: str, row: int, among: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how alike each row of ``among`` is to ``row``, ``f4 (m,)``; an estimate above 100,000 pictures.

        Raises
        ------
        NotFound, BadRequest, Busy, Unanswered, LibraryUnusable
            As :meth:`similar`.
        """
        found = self._ask(Question(map_id, np.array([row]), 0, among=np.asarray(among, np.int64))).scores
        if found is None:
            raise Unanswered("There was no answer. Ask again.")
        return found

    def _ask(self, question: Question) -> Answer:
        if self._library.maps.get(question.map_id).state != "ready":
            raise BadRequest("This map is still being made; what is alike can be asked when it is done.")
        if not len(question.rows):
            raise BadRequest("There is no picture to compare with.")
        # Raises where there is no such row.
        self._library.points.contents(question.map_id, [int(question.rows[-1])])
        if not self._places.acquire(blocking=False):
            raise Busy("Other questions are being answered. Ask again in a moment.")
        try:
            with self._turn:
                answer = self._exchange(question)
        finally:
            self._places.release()
        if answer.error is not None:
            raise answer.error
        return answer

    def _exchange(self, question: Question) -> Answer:
        try:
            return self._told(question)
        except (EOFError, OSError):
            # It may have ended idle a moment ago: another is asked, once.
            self._drop()
        try:
            return self._told(question)
        except (EOFError, OSError) as error:
            self._drop()
            raise Unanswered(
                "The process that compares pictures ended; this machine may be short of memory. Ask again."
            ) from error

    def _told(self, question: Question) -> Answer:
        """What the process answers; EOFError or OSError where it has ended."""
        pipe = self._connect()
        pipe.send(question)
        if not pipe.poll(PATIENCE):
            self._drop()
            raise Unanswered(f"There was no answer within {PATIENCE:.0f} seconds. Ask again.")
        answer: Answer = pipe.recv()
        return answer

    def _connect(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._drop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=answers.serve, args=(theirs, str(self._library.folder)), name="query", daemon=True
        )
        self._process.start()
        # Once the child has it, its end closes with the child: a read here then fails at once.
        theirs.close()
        self._pipe = ours
        return ours

    def _drop(self) -> None:
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            with contextlib.suppress(Exception):
                process.kill()
                process.join(timeout=2)
                process.close()

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._drop()
