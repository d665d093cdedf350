"""Owns embedding on this machine: decoders read files while the model computes features.

In: candidates in row order. Out: an :data:`Outcome` for each, in the same order, none missing. In between comes None,
so that the caller can store, report progress and stop while nothing new has come. The stream of a cluster is the same
(:mod:`services.embedding.remote`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.decoding.pool import Pool
from services.encoders.encoder import Flow
from services.encoders.runtime import Done, Features, Token
from services.schema import Candidate, Decoded, Facts, Skipped

#: What stands for the pixels of a picture that the model has.
NO_PIXELS: NDArray[np.uint8] = np.empty((0, 0, 3), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that was read. ``vector`` is its feature ``f4 (d,)``, or None if the library has it already."""

    facts: Facts
    thumbnail: bytes
    vector: NDArray[np.float32] | None


Outcome = tuple[Candidate, Seen | Skipped]
Outcomes = Iterator[Outcome | None]


def embed(
    pool: Pool,
    flow: Flow,
    source: str,
    candidates: Iterable[Candidate],
    *,
    wanted: Callable[[str], bool],
    go_on: Callable[[], bool],
) -> Outcomes:
    """Read and embed on this machine. Decoding runs beside inference.

    Parameters
    ----------
    pool : Pool
        The decoders.
    flow : Flow
        Takes pixels, and gives features when they are computed.
    wanted : callable
        Called with a content hash; answers whether its feature is still missing. A content is embedded once in a run.
    go_on : callable
        False ends the stream. Pictures that were given to the model by then still come out.
    """
    waiting: deque[tuple[Candidate, Decoded | Skipped]] = deque()
    begun: set[str] = set()
    vectors: dict[Token, Features] = {}

    def ready(done: Done) -> Iterator[Outcome]:
        """The outcomes at the front of the queue whose features are there."""
        vectors.update(done)
        while waiting:
            candidate, result = waiting[0]
            if isinstance(result, Skipped):
                yield candidate, result
            elif result.facts.hash in vectors or result.facts.hash not in begun:
                begun.discard(result.facts.hash)
                yield candidate, Seen(result.facts, result.thumbnail, vectors.pop(result.facts.hash, None))
            else:
                return
            waiting.popleft()

    asked: set[str] = set()
    for candidate, result in pool.run(source, candidates):
        if isinstance(result, Skipped):
            waiting.append((candidate, result))
        else:
            content = result.facts.hash
            if content not in asked and wanted(content):
                asked.add(content)
                begun.add(content)
                flow.put(content, result.pixels)
            # Without its pixels: the queue may be long.
            waiting.append((candidate, Decoded(result.facts, result.thumbnail, NO_PIXELS)))
        yield from ready(flow.taken())
        if not go_on():
            break
        yield None
    yield from ready(flow.finish())
