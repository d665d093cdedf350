"""Owns the life of one walker: a spawned process of low priority that runs one walk after another.

In, over a pipe: (task, arguments). Out: every report of ``task(*arguments)``, and :class:`Ended`.
"""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from services.errors import ImagescapeError

#: Niceness of a walker: the page comes before it, and a build, with 10, after it, since a user is waiting.
NICE = 5


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a walk. ``error`` says in words why it ended early, or is empty."""

    error: str = ""


def serve(pipe: Connection) -> None:
    """Run a walker. It ends when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    with contextlib.suppress(EOFError, OSError):
        while True:
            task, arguments = pipe.recv()
            ended = Ended()
            try:
                for report in task(*arguments):
                    pipe.send(report)
            except ImagescapeError as error:
                ended = Ended(str(error))
            pipe.send(ended)
