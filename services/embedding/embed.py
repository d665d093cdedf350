"""Owns the way from files to features. Decoding runs beside inference, and no picture is embedded twice.

In: candidates in row order. Out: the rows that could be read, their content hashes, and the skipped files with reasons.
The features go to the library batch by batch; nothing here holds n x d numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from services import encoders
from services.decoding.image import DECODE_VERSION
from services.decoding.pool import Pool
from services.embedding import local
from services.embedding.keys import decode_key, decode_options, feature_key, told_before
from services.embedding.local import Outcome, Outcomes
from services.embedding.state import Embedded, EmbeddingStopped, OnRows, Run
from services.embedding.watched import Place
from services.encoders import Encoder
from services.library import Library
from services.library.feature_keys import of_pixels
from services.progress import Listener
from services.schema import FIRST_PIXELS, Candidate, Facts, Reason, Recipe, Skipped
from services.settings import Settings

__all__ = ["Embedded", "EmbeddingStopped", "OnRows", "decoders", "encoder_for", "feature_key", "run"]

#: Pictures in one transaction of the library. A kill -9 loses at most so many.
BATCH = 32
#: Times that files are tried which could not be read, though their folder is there and they can be read by now.
ROUNDS = 3
#: Why a picture is skipped whose feature would end the process that lays it out.
NOT_FINITE = "the encoder's numbers for it are not finite"
#: Seconds after which a smaller batch is stored, so that progress moves with a slow encoder too.
CLOSE_AFTER = 0.7


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
    encoder: Encoder,
    recipe: Recipe,
    settings: Settings,
    listener: Listener,
    pool: Pool | None = None,
    on_rows: OnRows | None = None,
    rehash: bool = False,
) -> Embedded:
    """Make sure that every readable candidate has its feature in the library.

    Parameters
    ----------
    source : str
        Folder or URL the candidates' paths are relative to.
    candidates : sequence of Candidate
        In row order.
    encoder : Encoder
        Its model is loaded for the first picture without a feature; a folder that is fully known never loads it.
    listener : Listener
        Hears the counts of pictures done, embedded and cached. When it stops the run, what was embedded is kept.
    pool : Pool, optional
        Decoders that run already and go on running. Benchmarks give one, so that no start is counted.
    on_rows : OnRows, optional
        Called whenever more rows are certain, if there is any picture to be read.
    rehash : bool
        Read every file, also those that are by size, times and inode still what they were.

    Raises
    ------
    EmbeddingStopped
        After the pictures embedded so far have been stored.
    SourceGone
        The folder went away; the same holds.
    """
    reading = decode_key(recipe, settings, encoder.side)
    key = feature_key(encoder, recipe)
    place = Place.of(source)
    library.contents.adopt(key, told_before())
    known = {} if rehash else library.contents.known(source, candidates, decode_key=reading, read=DECODE_VERSION)
    ready = library.contents.has_current({h for h in known.values() if isinstance(h, str)}, key=key)
    state = Run(outcome={p: o for p, o in known.items() if isinstance(o, Skipped) or o in ready}, ready=set(ready))
    unread = [c for c in candidates if c.path not in state.outcome]
    opened_before = encoder.opening

    def report() -> None:
        listener.counts(embedded=state.embedded, cached=len(state.ready) - state.embedded)
        state.go_on = listener.tick(len(state.outcome), len(candidates)) and state.go_on
        state.settle(candidates)
        if on_rows and state.go_on and unread:
            on_rows(state.rows, state.hashes)

    report()
    streamed = partial(
        _stream, source, encoder=encoder, recipe=recipe, settings=settings, note=listener.note, pool=pool
    )
    wanted, left, rounds = _wanted(library, state, key=key), unread, 0
    while left and state.go_on and rounds < ROUNDS:
        rounds += 1
        for outcome in streamed(left, wanted=wanted, go_on=lambda: state.go_on):
            if outcome is not None and not _to_be_read_again(outcome, state, place, last=rounds == ROUNDS):
                state.batch.append(outcome)
            if len(state.batch) >= BATCH or time.monotonic() - state.closed > CLOSE_AFTER or place.gone:
                _store(library, source, state, reading=reading, key=key)
                report()
                place.check()
        _store(library, source, state, reading=reading, key=key)
        left, state.again = state.again, []
    report()
    done = replace(state.result(), opening=encoder.opening - opened_before)
    if not state.go_on:
        raise EmbeddingStopped(done)
    return done


def _to_be_read_again(outcome: Outcome, state: Run, place: Place, *, last: bool) -> bool:
    """Whether a file could not be read for a moment only, and is put back; notes where the whole folder is gone."""
    candidate, result = outcome
    if not isinstance(result, Skipped) or result.code is not Reason.UNREADABLE:
        return False
    again = place.is_there() and not last and place.reads(candidate.path)
    if again or place.gone:
        state.again.append(candidate)
    return again or place.gone


def _wanted(library: Library, state: Run, *, key: str) -> Callable[[Facts], bool]:
    """A function that says whether a content has no feature yet.

    It asks the library only if that has any feature of this key.
    """
    look_up: dict[str, bool] = {}

    def wanted(facts: Facts) -> bool:
        own = of_pixels(key, facts.pixels)
        if own not in look_up:
            look_up[own] = library.contents.any_feature(own)
        if facts.hash not in state.ready and look_up[own] and library.contents.has_features([facts.hash], key=own):
            state.ready.add(facts.hash)
        return facts.hash not in state.ready

    return wanted


def _stream(
    source: str,
    unread: Sequence[Candidate],
    *,
    encoder: Encoder,
    recipe: Recipe,
    settings: Settings,
    wanted: Callable[[Facts], bool],
    go_on: Callable[[], bool],
    note: Callable[[str], None],
    pool: Pool | None,
) -> Outcomes:
    """The outcome of each file, from this machine or from a cluster."""
    if settings.cluster:
        from services.embedding import remote

        yield from remote.embed(settings, source, unread, encoder=encoder, recipe=recipe, go_on=go_on, note=note)
        return
    with nullcontext(pool) if pool else decoders(settings, recipe, encoder.side) as running, encoder.flow() as flow:
        yield from local.embed(running, flow, source, unread, wanted=wanted, go_on=go_on)


def decoders(settings: Settings, recipe: Recipe, side: int) -> Pool:
    """The processes that read pictures by ``recipe`` at an encoder's ``side``, in pixels."""
    options = decode_options(recipe, settings, side)
    return Pool(options, decoders=settings.decoders, seconds=settings.decode_seconds)


def _store(library: Library, source: str, state: Run, *, reading: str, key: str) -> None:
    """Store the batch in one transaction, and begin another."""
    seen: list[tuple[Candidate, Facts, bytes]] = []
    skipped: list[tuple[Candidate, Skipped]] = []
    features: dict[str, NDArray[np.float32]] = {}
    for candidate, result in state.batch:
        if isinstance(result, Skipped):
            skipped.append((candidate, result))
            state.outcome[candidate.path] = result
            continue
        content = result.facts.hash
        if result.vector is not None and not np.isfinite(result.vector).all():
            state.bad.add(content)
        if content in state.bad:
            broken = Skipped(candidate.path, NOT_FINITE, Reason.NOT_FINITE)
            skipped.append((candidate, broken))
            state.outcome[candidate.path] = broken
            continue
        seen.append((candidate, result.facts, result.thumbnail))
        state.outcome[candidate.path] = content
        if result.vector is not None and content not in state.ready:
            features[content] = result.vector
    changed = [facts.hash for _, facts, _ in seen if facts.pixels > FIRST_PIXELS and facts.hash in features]
    state.anew += len(library.contents.has_features(changed, key=key))
    if state.batch:
        state.embedded += library.contents.keep(
            source, decode_key=reading, key=key, seen=seen, skipped=skipped, features=features
        )
        state.ready.update(features)
        state.batch.clear()
    state.closed = time.monotonic()
