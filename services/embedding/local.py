"""Owns what becomes of a file on its way to a feature, and how that is found out on this machine.

In: candidates in row order. Out: an :data:`Outcome` each, in the same order, none missing; and in between None, so that
whoever listens can store, tell and stop though nothing new has come. :mod:`services.embedding.remote.dispatch` does the
same over a cluster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.decoding.pool import Pool
from services.schema import Candidate, Facts, Skipped


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that was read; ``vector`` is its feature ``f4 (d,)``, or None where that is known already."""

    facts: Facts
    thumbnail: bytes
    vector: Any


Outcome = tuple[Candidate, Seen | Skipped]
Outcomes = Iterator[Outcome | None]


def embed(
    pool: Pool,
    flow: Any,
    source: str,
    candidates: Iterable[Candidate],
    *,
    wanted: Callable[[str], bool],
    go_on: Callable[[], bool],
) -> Outcomes:
    """Read and embed on this machine: decoding hidden behind inference.

    Parameters
    ----------
    pool : Pool
        Of decoders.
    flow : services.encoders.Flow
        Takes pixels, gives features as they are done.
    wanted : callable
        Told a content hash, answers whether its feature is still to be had. The same content is embedded once in a run.
    go_on : callable
        False ends the stream; what was begun still comes out.
    """
    waiting: deque[tuple[Candidate, Facts | None, bytes, str]] = deque()
    begun: set[str] = set()
    vectors: dict[str, Any] = {}

    def front(done: list[tuple[str, Any]]) -> Iterator[Outcome]:
        vectors.update(done)
        while waiting:
            candidate, facts, thumbnail, reason = waiting[0]
            if facts is None:
                yield candidate, Skipped(candidate.path, reason)
            elif facts.hash in vectors or facts.hash not in begun:
                begun.discard(facts.hash)
                yield candidate, Seen(facts, thumbnail, vectors.pop(facts.hash, None))
            else:
                return
            waiting.popleft()

    handed: set[str] = set()
    for candidate, result in pool.run(source, candidates):
        if isinstance(result, Skipped):
            waiting.append((candidate, None, b"", result.reason))
        else:
            content = result.facts.hash
            waiting.append((candidate, result.facts, result.thumbnail, ""))
            if content not in handed and wanted(content):
                handed.add(content)
                begun.add(content)
                flow.put(content, result.pixels)
        yield from front(flow.taken())
        if not go_on():
            break
        yield None
    yield from front(flow.finish())
