"""Owns the way from files to features: decode ahead, embed in batches, never the same picture twice.

In: candidates in row order. Out: the rows that could be read, their content hashes, and what was skipped and why.
Features themselves stay in the library; nothing here holds n x d in memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from services import images
from services.decode import Pool
from services.errors import StoppedByUser
from services.library import Library
from services.schema import Candidate, Decoded, Facts, Recipe, Skipped, Tick
from services.settings import Settings

#: Pictures per library transaction: what a kill -9 can cost, and what one batch of inference holds.
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
    """Everything one pass accumulates; ``outcome`` maps a path to its content hash or to why it was skipped."""

    outcome: dict[str, str | Skipped]
    ready: set[str]
    embedded: int = 0
    seen: list[tuple[Candidate, Facts, bytes]] = field(default_factory=list)
    refused: list[tuple[Candidate, str]] = field(default_factory=list)
    pixels: dict[str, Any] = field(default_factory=dict)
    opened: float = field(default_factory=time.monotonic)


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

    Raises
    ------
    StoppedByUser
        After the pictures embedded so far have been stored.
    """
    reading = decode_key(recipe, settings, encoder.side)
    key = feature_key(encoder, recipe)
    known = library.known(source, candidates, decode_key=reading)
    ready = library.has_features({h for h in known.values() if isinstance(h, str)}, key=key)
    state = _Run(outcome={p: o for p, o in known.items() if isinstance(o, Skipped) or o in ready}, ready=set(ready))
    unread = [c for c in candidates if c.path not in state.outcome]
    before = len(candidates) - len(unread)

    def close_batch() -> None:
        _store(library, source, state, encoder=encoder, reading=reading, key=key)
        count(state.embedded, len(state.ready) - state.embedded)

    go_on = tick(before, len(candidates))
    if unread and go_on:
        with Pool(
            decoders=settings.decoders,
            side=encoder.side,
            decoding=recipe.decoding,
            max_pixels=settings.max_pixels,
            max_bytes=settings.max_file_mb * 1_000_000,
            seconds=settings.decode_seconds,
        ) as pool:
            for done, (candidate, result) in enumerate(pool.run(source, unread), start=before + 1):
                _take(state, candidate, result)
                if len(state.pixels) >= BATCH or time.monotonic() - state.opened > CLOSE_AFTER:
                    close_batch()
                    go_on = tick(done, len(candidates))
                if not go_on:
                    break
    close_batch()
    if not go_on or not tick(len(candidates), len(candidates)):
        raise StoppedByUser(f"Stopped after {state.embedded:,} pictures; they are kept, and the next start goes on from there.")
    return _in_order(candidates, state)


def _take(state: _Run, candidate: Candidate, result: Decoded | Skipped) -> None:
    if isinstance(result, Skipped):
        state.refused.append((candidate, result.reason))
        state.outcome[candidate.path] = result
        return
    state.outcome[candidate.path] = result.facts.hash
    state.seen.append((candidate, result.facts, result.thumbnail))
    # The same content under another name, in the library or in this very batch, is embedded once.
    if result.facts.hash not in state.ready:
        state.pixels.setdefault(result.facts.hash, result.pixels)


def _store(library: Library, source: str, state: _Run, *, encoder: Any, reading: str, key: str) -> None:
    if state.seen or state.refused:
        # Known by its content, though not by its name: in another folder, or renamed since.
        state.ready |= library.has_features(state.pixels, key=key)
        fresh = {content: pixels for content, pixels in state.pixels.items() if content not in state.ready}
        features = {}
        if fresh:
            vectors = encoder.embed(np.stack(list(fresh.values())))
            features = dict(zip(fresh, vectors, strict=True))
        state.embedded += library.keep(source, decode_key=reading, key=key, seen=state.seen, skipped=state.refused, features=features)
        state.ready.update(features)
    state.seen, state.refused, state.pixels = [], [], {}
    state.opened = time.monotonic()


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
