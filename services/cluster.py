"""Owns the way to a Dask cluster: its scheduler, as a ``concurrent.futures.Executor``; only importer of distributed.

The job runs on one of the cluster's workers, which must see the library folder and the pictures under the same paths.
"""

from __future__ import annotations

from concurrent.futures import Executor

from services.errors import BadRequest


def executor(address: str) -> Executor:
    """An Executor whose tasks run on the cluster at ``address``.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    BadRequest
        Nothing answers there within 10 seconds.
    """
    from distributed import Client

    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadRequest(f"No Dask scheduler answers at {address}. Start one (dask scheduler), or leave out --cluster.") from error
    # retries=0: the library's lease decides who works on a job, so that two never do.
    made: Executor = client.get_executor(pure=False, retries=0)
    return made
