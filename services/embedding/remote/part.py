"""Owns what a remote worker does with a part of the pictures: read, decode, embed. It knows nothing of the library.

In: candidates, with their bytes or without. Out: a :class:`Seen` or a :class:`Skipped` for each, or None for a file
that is not the same here as on the page's machine; its bytes are sent then.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from services import provenance, storage
from services.decoding import process
from services.embedding.local import Seen
from services.embedding.remote.opened import decoders, encoder_for
from services.encoders import Encoder
from services.errors import EncoderUnavailable
from services.schema import VERSION, Candidate, Decoded, Reason, Skipped
from services.versions import version

#: A file whose time differs by more is another file; disks and shares round times to two seconds.
SAME_TIME_NS = 2_000_000_000
#: Reasons to skip a file that may hold on this machine only.
HERE_ONLY = (Reason.UNREADABLE, Reason.OUTSIDE, Reason.GREW)


@dataclass(frozen=True, slots=True)
class Job:
    """What all parts of one run have in common.

    ``key`` (of the encoder) and ``versions`` are those of the machine that runs the job. ``seconds`` is the time limit
    of decoding one file.
    """

    source: str
    encoder: str
    precision: str
    key: str
    versions: dict[str, str]
    options: process.Options
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The results of a part, in its order, and warnings for the user. A result is None for a file that is not here."""

    results: list[Seen | Skipped | None]
    warnings: list[str]


def embed(
    job: Job, candidates: Sequence[Candidate], data: Sequence[bytes] | None, *, threads: int, scratch: str, name: str
) -> Answer:
    """Read, decode and embed a part.

    Parameters
    ----------
    data : sequence of bytes, optional
        The bytes of the files. Without them, the files are read here, from the same folder or URL.
    threads : int
        Threads of this remote worker. So many parts run at the same time.
    scratch : str
        Folder for the bytes of a part while decoders read them, and for converted models if the library's folder
        cannot be written.
    name : str
        Name of this remote worker in messages.

    Returns
    -------
    Answer

    Raises
    ------
    EncoderUnavailable
        This remote worker would compute other features than the machine that runs the job.
    """
    _same_versions(job, name)
    encoder = encoder_for(job, threads=threads, scratch=scratch, name=name)
    if data is None:
        results = _decode(job, job.source, _here(job.source, candidates))
        # These reasons may hold on this machine only. The machine that runs the job decides whether a file can be read.
        results = [None if isinstance(r, Skipped) and r.code in HERE_ONLY else r for r in results]
    else:
        with tempfile.TemporaryDirectory(prefix="imagescape-", dir=scratch) as folder:
            files = []
            for place, content in enumerate(data):
                (Path(folder) / str(place)).write_bytes(content)
                files.append(replace(candidates[place], path=str(place), size=len(content)))
            results = _decode(job, folder, list(files))
    return Answer(_with_vectors(encoder, candidates, results), list(encoder.warnings))


def _with_vectors(
    encoder: Encoder, candidates: Sequence[Candidate], results: list[Decoded | Skipped | None]
) -> list[Seen | Skipped | None]:
    import numpy as np

    pixels = {r.facts.hash: r.pixels for r in results if isinstance(r, Decoded)}
    vectors = {}
    if pixels:
        vectors = dict(zip(pixels, encoder.embed(np.stack(list(pixels.values()))), strict=True))
    answers: list[Seen | Skipped | None] = []
    for candidate, result in zip(candidates, results, strict=True):
        if isinstance(result, Decoded):
            answers.append(Seen(result.facts, result.thumbnail, vectors[result.facts.hash]))
        else:
            answers.append(replace(result, path=candidate.path) if result else None)
    return answers


def _decode(job: Job, source: str, candidates: Sequence[Candidate | None]) -> list[Decoded | Skipped | None]:
    here = [c for c in candidates if c is not None]
    with decoders(job.options, job.seconds) as pool:
        found = {c.path: result for c, result in pool.run(source, here)}
    return [found[c.path] if c else None for c in candidates]


def _here(source: str, candidates: Sequence[Candidate]) -> list[Candidate | None]:
    """Return the candidates, with None in place of files that are missing or different on this machine."""
    if storage.is_url(source):
        return list(candidates) if storage.reaches(source, candidates[0].path) else [None] * len(candidates)
    return [c if _is_here(source, c) else None for c in candidates]


def _is_here(source: str, candidate: Candidate) -> bool:
    try:
        facts = os.stat(os.path.join(source, candidate.path))
    except OSError:
        return False
    return facts.st_size == candidate.size and abs(facts.st_mtime_ns - candidate.mtime_ns) <= SAME_TIME_NS


def _same_versions(job: Job, name: str) -> None:
    mine = _versions()
    other = [
        f"{package} {mine.get(package, 'missing')} instead of {wanted}"
        for package, wanted in job.versions.items()
        if mine.get(package) != wanted
    ]
    if other:
        raise EncoderUnavailable(
            f"The cluster's worker {name} has {', '.join(other)}, so its features could be others. Install the same "
            "requirements.lock there as on "
            "the machine of the page, and start the worker again."
        )


@functools.cache
def _versions() -> dict[str, str]:
    found = {"imagescape": VERSION}
    for package in provenance.MATTERS:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
