"""Owns the way from files to features: decoding hidden behind inference, never the same picture twice.

In: candidates in row order. Out: the rows that could be read, their content hashes, and what was skipped and why.
Features themselves stay in the library; nothing here holds n x d in memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from services import encoders, provenance
from services.decoding.image import DECODE_VERSION
from services.decoding.pool import Pool
from services.decoding.process import Options
from services.embedding import local
from services.embedding.local import Outcome, Outcomes
from services.embedding.remote import link, part
from services.errors import StoppedByUser
from services.library import Library
from services.progress import Listener
from services.schema import Candidate, Facts, Recipe, Skipped
from services.settings import Settings

#: Pictures per library transaction: what a kill -9 can cost.
BATCH = 32
#: A batch is closed early after this many seconds, so that slow encoders still show movement.
CLOSE_AFTER = 0.7


@dataclass(frozen=True, slots=True)
class Embedded:
    """What came of the candidates, in row order: ``rows[i]`` has content ``hashes[i]``; ``settled`` candidates are
    accounted for.
    """

    rows: list[Candidate]
    hashes: list[str]
    skipped: list[Skipped]
    embedded: int
    cached: int
    settled: int


class Stopped(StoppedByUser):
    """Stopped on the way; ``done`` is what came of the first ``done.settled`` candidates."""

    def __init__(self, done: Embedded) -> None:
        super().__init__(
            f"Stopped after {done.embedded:,} pictures; they are kept, and the next start goes on from there."
        )
        self.done = done


#: Told the first rows and their content hashes, which will not change; both lists grow from call to call.
Grown = Callable[[Sequence[Candidate], Sequence[str]], None]


@dataclass
class _Run:
    """Everything one pass accumulates; ``outcome`` maps a path to its content hash or to why it was skipped."""

    outcome: dict[str, str | Skipped]
    ready: set[str]
    go_on: bool = True
    embedded: int = 0
    batch: list[Outcome] = field(default_factory=list)
    closed: float = field(default_factory=time.monotonic)
    rows: list[Candidate] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    settled: int = 0

    def settle(self, candidates: Sequence[Candidate]) -> None:
        """Rows are as certain as their place is: up to the first candidate of which nothing is known yet."""
        while self.settled < len(candidates):
            candidate = candidates[self.settled]
            outcome = self.outcome.get(candidate.path)
            if outcome is None:
                return
            if isinstance(outcome, Skipped):
                self.skipped.append(outcome)
            else:
                self.rows.append(candidate)
                self.hashes.append(outcome)
            self.settled += 1


def decode_key(recipe: Recipe, settings: Settings, side: int) -> str:
    """Everything that decides what the pixels of a file are, or whether it is skipped."""
    limits = f"{settings.max_pixels}|{settings.max_file_mb}|{settings.decode_seconds}"
    return f"{DECODE_VERSION}|{recipe.decoding}|{side}|{limits}"


def feature_key(encoder: Any, recipe: Recipe) -> str:
    """The cache key of a feature besides the content hash: encoder, weights, precision, decoding."""
    return f"{encoder.key}|{DECODE_VERSION}|{recipe.decoding}"


def encoder_for(
    library: Library, settings: Settings, recipe: Recipe, *, note: Callable[[str], None]
) -> encoders.Encoder:
    """The encoder of a recipe; see :func:`services.encoders.open_encoder`."""
    return encoders.open_encoder(
        recipe.encoder,
        weights=settings.weights,
        models=library.models,
        precision=recipe.precision,
        threads=settings.threads,
        note=note,
    )


def run(
    library: Library,
    source: str,
    candidates: Sequence[Candidate],
    *,
    encoder: Any,
    recipe: Recipe,
    settings: Settings,
    listener: Listener,
    pool: Pool | None = None,
    grown: Grown | None = None,
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
    listener : Listener
        Told pictures done, embedded and cached so far, and in words what is waited for; when it stops, what was
        embedded is kept.
    pool : Pool, optional
        Decoders that run already, and go on running; benchmarks that count no start have them.
    grown : Grown, optional
        Told of the rows that are certain, once there are pictures to be read, and whenever more have been stored.

    Raises
    ------
    Stopped
        After the pictures embedded so far have been stored.
    """
    reading = decode_key(recipe, settings, encoder.side)
    key = feature_key(encoder, recipe)
    known = library.contents.known(source, candidates, decode_key=reading)
    ready = library.contents.has_features({h for h in known.values() if isinstance(h, str)}, key=key)
    state = _Run(outcome={p: o for p, o in known.items() if isinstance(o, Skipped) or o in ready}, ready=set(ready))
    unread = [c for c in candidates if c.path not in state.outcome]

    def told() -> None:
        listener.counts(embedded=state.embedded, cached=len(state.ready) - state.embedded)
        state.go_on = listener.tick(len(state.outcome), len(candidates)) and state.go_on
        state.settle(candidates)
        if grown and state.go_on and unread:
            grown(state.rows, state.hashes)

    told()
    if unread and state.go_on:
        look_up = library.contents.any_feature(key)

        def wanted(content: str) -> bool:
            if content not in state.ready and look_up and library.contents.has_features([content], key=key):
                state.ready.add(content)
            return content not in state.ready

        stream = _stream(
            source,
            unread,
            encoder=encoder,
            recipe=recipe,
            settings=settings,
            wanted=wanted,
            go_on=lambda: state.go_on,
            note=listener.note,
            pool=pool,
        )
        for outcome in stream:
            if outcome is not None:
                state.batch.append(outcome)
            if len(state.batch) >= BATCH or time.monotonic() - state.closed > CLOSE_AFTER:
                _store(library, source, state, reading=reading, key=key)
                told()
        _store(library, source, state, reading=reading, key=key)
    told()
    cached = len(state.rows) - state.embedded
    done = Embedded(
        state.rows, state.hashes, state.skipped, embedded=state.embedded, cached=max(0, cached), settled=state.settled
    )
    if not state.go_on:
        raise Stopped(done)
    return done


def _stream(
    source: str,
    unread: Sequence[Candidate],
    *,
    encoder: Any,
    recipe: Recipe,
    settings: Settings,
    wanted: Callable[[str], bool],
    go_on: Callable[[], bool],
    note: Callable[[str], None],
    pool: Pool | None,
) -> Outcomes:
    """What becomes of each file, found out here or on a cluster."""
    if settings.cluster:
        options = Options(encoder.side, recipe.decoding, settings.max_pixels, settings.max_file_mb * 1_000_000)
        job = part.Job(
            source,
            recipe.encoder,
            recipe.precision,
            encoder.key,
            provenance.versions(),
            options,
            settings.decode_seconds,
        )
        yield from link.outcomes(settings.cluster, unread, job=job, go_on=go_on, note=note, warnings=encoder.warnings)
        return
    with nullcontext(pool) if pool else decoders(settings, recipe, encoder.side) as running, encoder.flow() as flow:
        yield from local.embed(running, flow, source, unread, wanted=wanted, go_on=go_on)


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


def _store(library: Library, source: str, state: _Run, *, reading: str, key: str) -> None:
    """Keep what has come since the last time, in one transaction."""
    seen: list[tuple[Candidate, Facts, bytes]] = []
    refused: list[tuple[Candidate, str]] = []
    features: dict[str, Any] = {}
    for candidate, result in state.batch:
        if isinstance(result, Skipped):
            refused.append((candidate, result.reason))
            state.outcome[candidate.path] = result
        else:
            seen.append((candidate, result.facts, result.thumbnail))
            state.outcome[candidate.path] = result.facts.hash
            if result.vector is not None and result.facts.hash not in state.ready:
                features[result.facts.hash] = result.vector
    if state.batch:
        state.embedded += library.contents.keep(
            source, decode_key=reading, key=key, seen=seen, skipped=refused, features=features
        )
        state.ready.update(features)
        state.batch.clear()
    state.closed = time.monotonic()
