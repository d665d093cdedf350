"""Owns the way from files to features: decoding hidden behind inference, never the same picture twice.

In: candidates in row order. Out: the rows that could be read, their content hashes, and what was skipped and why.
Features themselves stay in the library; nothing here holds n x d in memory.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services import images
from services.decode import Pool
from services.errors import StoppedByUser
from services.library import Library
from services.schema import Candidate, Decoded, Facts, Recipe, Skipped, Tick
from services.settings import Settings

#: Pictures per library transaction: what a kill -9 can cost.
BATCH = 32
#: A batch is closed early after this many seconds, so that slow encoders still show movement.
CLOSE_AFTER = 0.7


@dataclass(frozen=True, slots=True)
class Embedded:
    """What came of the candidates, in row order: ``rows[i]`` has content ``hashes[i]``."""

    rows: list[Candidate]
    hashes: list[str]
    skipped: list[Skipped]
    embedded: int
    cached: int


@dataclass
class _Run:
    """Everything one pass accumulates; ``outcome`` maps a path to its content hash or to why it was skipped.

    ``waiting`` are decoded pictures in order, stored from the front as soon as their features are there.
    """

    outcome: dict[str, str | Skipped]
    ready: set[str]
    look_up: bool
    embedded: int = 0
    waiting: deque[tuple[Candidate, Facts | None, bytes, str]] = field(default_factory=deque)
    begun: set[str] = field(default_factory=set)
    vectors: dict[str, Any] = field(default_factory=dict)
    closed: float = field(default_factory=time.monotonic)


def decode_key(recipe: Recipe, settings: Settings, side: int) -> str:
    """Everything that decides what the pixels of a file are, or whether it is skipped."""
    limits = f"{settings.max_pixels}|{settings.max_file_mb}|{settings.decode_seconds}"
    return f"{images.DECODE_VERSION}|{recipe.decoding}|{side}|{limits}"


def feature_key(encoder: Any, recipe: Recipe) -> str:
    """The cache key of a feature besides the content hash: encoder, weights, precision, decoding."""
    return f"{encoder.key}|{images.DECODE_VERSION}|{recipe.decoding}"


def run(
    library: Library,
    source: str,
    candidates: Sequence[Candidate],
    *,
    encoder: Any,
    recipe: Recipe,
    settings: Settings,
    tick: Tick,
    count: Callable[[int, int], None],
    pool: Pool | None = None,
) -> Embedded:
    """Make sure that every readable candidate has its feature in the library.

    Parameters
    ----------
    library : Library
    source : str
        Folder or URL the candidates' paths are relative to.
    candidates : sequence of Candidate
        In row order.
    encoder : services.encoders.Encoder
        Loaded on the first picture that needs it; a folder that is fully known never loads it.
    tick : Tick
        Told (pictures done, total); False stops, and what was embedded is kept.
    count : callable
        Told (embedded, cached) so far.
    pool : Pool, optional
        Decoders that run already, and go on running; benchmarks that count no start have them.

    Raises
    ------
    StoppedByUser
        After the pictures embedded so far have been stored.
    """
    reading = decode_key(recipe, settings, encoder.side)
    key = feature_key(encoder, recipe)
    known = library.known(source, candidates, decode_key=reading)
    ready = library.has_features({h for h in known.values() if isinstance(h, str)}, key=key)
    state = _Run(outcome={p: o for p, o in known.items() if isinstance(o, Skipped) or o in ready}, ready=set(ready), look_up=library.any_feature(key))
    unread = [c for c in candidates if c.path not in state.outcome]
    before = len(candidates) - len(unread)
    go_on = tick(before, len(candidates))

    def close_batch(flow: Any) -> bool:
        _store(library, source, state, done=flow.taken(), reading=reading, key=key)
        count(state.embedded, len(state.ready) - state.embedded)
        return tick(len(state.outcome), len(candidates))

    if unread and go_on:
        with contextlib.nullcontext(pool) if pool else decoders(settings, recipe, encoder.side) as running, encoder.flow() as flow:
            for candidate, result in running.run(source, unread):
                _take(library, state, candidate, result, flow=flow, key=key)
                if len(state.waiting) >= BATCH or time.monotonic() - state.closed > CLOSE_AFTER:
                    go_on = close_batch(flow)
                if not go_on:
                    break
            _store(library, source, state, done=flow.finish(), reading=reading, key=key)
    count(state.embedded, len(state.ready) - state.embedded)
    if not go_on or not tick(len(candidates), len(candidates)):
        raise StoppedByUser(f"Stopped after {state.embedded:,} pictures; they are kept, and the next start goes on from there.")
    return _in_order(candidates, state)


def decoders(settings: Settings, recipe: Recipe, side: int) -> Pool:
    """The processes that read pictures by ``recipe`` at an encoder's size."""
    return Pool(
        decoders=settings.decoders,
        side=side,
        decoding=recipe.decoding,
        max_pixels=settings.max_pixels,
        max_bytes=settings.max_file_mb * 1_000_000,
        seconds=settings.decode_seconds,
    )


def _take(library: Library, state: _Run, candidate: Candidate, result: Decoded | Skipped, *, flow: Any, key: str) -> None:
    if isinstance(result, Skipped):
        state.waiting.append((candidate, None, b"", result.reason))
        return
    content = result.facts.hash
    state.waiting.append((candidate, result.facts, result.thumbnail, ""))
    # The same content under another name, in the library or in this very run, is embedded once.
    if content in state.ready or content in state.begun:
        return
    if state.look_up and library.has_features([content], key=key):
        state.ready.add(content)
        return
    state.begun.add(content)
    flow.put(content, result.pixels)


def _store(library: Library, source: str, state: _Run, *, done: list[tuple[str, Any]], reading: str, key: str) -> None:
    """Keep, in one transaction, every picture from the front whose feature is known."""
    state.vectors.update(done)
    seen: list[tuple[Candidate, Facts, bytes]] = []
    refused: list[tuple[Candidate, str]] = []
    while state.waiting:
        candidate, facts, thumbnail, reason = state.waiting[0]
        if facts is None:
            refused.append((candidate, reason))
            state.outcome[candidate.path] = Skipped(candidate.path, reason)
        elif facts.hash in state.ready or facts.hash in state.vectors:
            seen.append((candidate, facts, thumbnail))
            state.outcome[candidate.path] = facts.hash
        else:
            break
        state.waiting.popleft()
    if seen or refused:
        features = {facts.hash: state.vectors[facts.hash] for _, facts, _ in seen if facts.hash in state.vectors}
        state.embedded += library.keep(source, decode_key=reading, key=key, seen=seen, skipped=refused, features=features)
        state.ready.update(features)
        for content in features:
            del state.vectors[content]
            state.begun.discard(content)
    state.closed = time.monotonic()


def _in_order(candidates: Sequence[Candidate], state: _Run) -> Embedded:
    rows: list[Candidate] = []
    hashes: list[str] = []
    skipped: list[Skipped] = []
    for candidate in candidates:
        outcome = state.outcome[candidate.path]
        if isinstance(outcome, Skipped):
            skipped.append(outcome)
        else:
            rows.append(candidate)
            hashes.append(outcome)
    return Embedded(rows, hashes, skipped, embedded=state.embedded, cached=len(rows) - state.embedded)
