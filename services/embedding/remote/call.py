"""Owns the call that travels to a remote worker, and how it is made there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.embedding.remote import part
from services.embedding.remote.part import Answer, Job
from services.schema import Candidate

#: What a part needs: the job, its candidates, and the bytes of the files or None.
Arguments = tuple[Job, Sequence[Candidate], Sequence[bytes] | None]


class Call:
    """Pickled, it becomes a call of :func:`embed`, made where it is unpickled.

    Given a function of ours, Dask would unpickle it before the task begins: on the scheduler, which need not have
    Imagescape, and on a remote worker that lacks it, which then ends without an error message.
    """

    def __init__(self, job: Job, candidates: Sequence[Candidate], data: Sequence[bytes] | None) -> None:
        self._arguments = job, candidates, data

    def __reduce__(self) -> tuple[Callable[..., Answer], Arguments]:
        return embed, self._arguments


def embed(job: Job, candidates: Sequence[Candidate], data: Sequence[bytes] | None) -> Answer:
    """Embed a part on the remote worker in which this runs."""
    from distributed import get_worker

    worker = get_worker()
    return part.embed(
        job, candidates, data, threads=worker.state.nthreads, scratch=worker.local_directory, name=worker.address
    )
