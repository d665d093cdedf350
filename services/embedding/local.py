"""Owns embedding on this machine: decoders read files while the model computes features.

In: candidates in row order. Out: an :data:`Outcome` for each, in the same order, none missing. In between the stream
yields None, so that the caller can store, report progress or stop while there is nothing new.
:mod:`services.embedding.remote` yields the same kind of stream from a cluster.
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

#: Takes the place of the pixels of a picture that was given to the model.
NO_PIXELS: NDArray[np.uint8] = np.empty((0, 0, 3), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that was read. ``vector`` is its feature ``f4 (d,)``, or None if the library has it already."""

    facts: Facts
    thumbnail: bytes
    vector: NDArray[np.float32] | None


#: A file and what came of it.
Outcome = tuple[Candidate, Seen | Skipped]
#: A stream of outcomes, with None in between.
Outcomes = Iterator[Outcome | None]


def embed(
    pool: Pool,
    flow: Flow,
    source: str,
    candidates: Iterable[Candidate],
    *,
    wanted: Callable[[Facts], bool],
    go_on: Callable[[], bool],
) -> Outcomes:
    """Read and embed on this machine. Decoding runs beside inference.

    Parameters
    ----------
    pool : Pool
        The decoders.
    flow : Flow
        Takes pixels, and returns features when they are computed.
    source : str
        Folder or URL of the candidates.
    candidates : iterable of Candidate
        In row order.
    wanted : callable
        Called with a content's facts. True means that the library has no feature of it yet. A content is embedded
        once in a run.
    go_on : callable
        False ends the stream. Pictures that were given to the model by then still come out.

    Yields
    ------
    Outcome or None
    """
    waiting: deque[tuple[Candidate, Decoded | Skipped]] = deque()
    begun: set[str] = set()
    vectors: dict[Token, Features] = {}

    def ready(done: Done) -> Iterator[Outcome]:
        """Yield the outcomes at the front of the queue whose features are finished."""
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
            if content not in asked and wanted(result.facts):
                asked.add(content)
                begun.add(content)
                flow.put(content, result.pixels)
            # The queue may be long, so it holds no pixels.
            waiting.append((candidate, Decoded(result.facts, result.thumbnail, NO_PIXELS)))
        yield from ready(flow.taken())
        if not go_on():
            break
        yield None
    yield from ready(flow.finish())
