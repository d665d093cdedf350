"""Owns what :mod:`services.embedding.remote.dispatch` needs of a connection to remote workers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from services.embedding.remote.part import Answer, Job
from services.schema import Candidate


class Died(Exception):
    """The remote workers that had this part died."""


class Lost(Exception):
    """The cluster forgot this part: its scheduler ended or was restarted."""


class Link(Protocol):
    """A connection to remote workers. :class:`services.embedding.remote.link.Link` is the one of Dask."""

    #: One more whenever parts submitted before will never be answered.
    epoch: int

    def threads(self) -> int | None:
        """Threads of all remote workers; None while the cluster does not answer."""

    def submit(
        self, job: Job, candidates: Sequence[Candidate], data: Sequence[bytes] | None, *, alone: bool
    ) -> Future[Answer]:
        """Begin a part. With ``alone`` it runs on one remote worker, and raises :class:`Died` when that dies."""
