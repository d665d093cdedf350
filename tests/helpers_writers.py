"""Owns processes that write to a library at once with others, or are killed while they write. Spawned by tests."""

import time
from pathlib import Path

import numpy as np

from services.library import Library
from services.schema import Candidate, Facts


def batch(start, n):
    """Candidates, facts and features of n made-up contents."""
    names = [f"{i:06d}" for i in range(start, start + n)]
    seen = [
        (Candidate(f"{name}.jpg", 5, 6), Facts(name * 10, 4, 3, 5, "PNG", "RGB", ""), b"thumb" + name.encode())
        for name in names
    ]
    return seen, {name * 10: np.full(4, int(name), np.float32) for name in names}


def keep(library, start, n, source="/pictures"):
    seen, features = batch(start, n)
    return library.contents.keep(source, decode_key="d", key="e", seen=seen, skipped=[], features=features)


def write_batches(folder, start, batches, size, gate=None):
    """Open the library (all at one moment, if there is a gate) and write."""
    if gate is not None:
        gate.wait()
    library = Library(Path(folder))
    for i in range(batches):
        keep(library, start + i * size, size)


def die_holding(folder, pipe):
    """Store a batch, begin another, and wait in the middle of it to be killed."""
    library = Library(Path(folder))
    keep(library, 0, 32)
    with library.db.write() as db:
        db.execute("INSERT INTO encoders (key) VALUES ('half')")
        db.execute("INSERT INTO features VALUES (77, 'half', x'00')")
        pipe.send("in the middle")
        time.sleep(600)


def die_writing(folder, pipe):
    """Store batch after batch, telling of each once it is stored, until killed."""
    library = Library(Path(folder))
    for i in range(100_000):
        keep(library, i * 32, 32)
        pipe.send(i + 1)


def claim(folder, job_id, name, gate, answers):
    """Try to take a job at one moment with others."""
    library = Library(Path(folder))
    gate.wait()
    answers.put((name, library.jobs.claim(job_id, name) is not None))
