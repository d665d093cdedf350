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

from services import encoders
from services.decoding.image import DECODE_VERSION
from services.decoding.pool import Pool
from services.embedding import local
from services.embedding.keys import KERAS, decode_key, decode_options, feature_key
from services.embedding.local import Outcome, Outcomes
from services.embedding.state import Embedded, EmbeddingStopped, OnRows, Run
from services.embedding.storing import keep, key_of, wanted_of
from services.embedding.watched import Place
from services.encoders import Encoder
from services.library import Library
from services.progress import Listener
from services.schema import Candidate, Facts, Reason, Recipe, Skipped
from services.settings import Settings

__all__ = ["KERAS", "Embedded", "EmbeddingStopped", "OnRows", "Place", "decoders", "encoder_for", "feature_key", "run"]

#: Pictures in one transaction of the library. A kill -9 loses at most so many.
BATCH = 32
#: Times that files are tried which could not be read, though their folder is there and they can be read by now.
ROUNDS = 3
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
    place: Place | None = None,
) -> Embedded:
    """Make sure that every readable candidate has its feature in the library, all computed by the same.

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
    place : Place, optional
        The folder as it was before it was scanned: one that has gone away since is noticed.

    Raises
    ------
    EmbeddingStopped
        After the pictures embedded so far have been stored.
    SourceGone
        The folder went away; the same holds.
    """
    place = place or Place.of(source)
    if place.mark is not None:
        place.is_there()
        place.check()
    once = partial(
        _once,
        library,
        source,
        candidates,
        encoder=encoder,
        recipe=recipe,
        settings=settings,
        listener=listener,
        pool=pool,
        on_rows=on_rows,
        rehash=rehash,
        place=place,
    )
    try:
        return once(told=0)
    except _AnotherRuntime as other:
        # The model is loaded by now: nothing was stored under the key of what was expected to run it.
        return once(told=other.told)


class _AnotherRuntime(Exception):
    """Something else runs the model than was expected before it was loaded; ``told`` rows were said to be certain."""

    def __init__(self, told: int) -> None:
        super().__init__()
        self.told = told


def _once(
    library: Library,
    source: str,
    candidates: Sequence[Candidate],
    *,
    encoder: Encoder,
    recipe: Recipe,
    settings: Settings,
    listener: Listener,
    pool: Pool | None,
    on_rows: OnRows | None,
    rehash: bool,
    place: Place,
    told: int,
) -> Embedded:
    reading = decode_key(recipe, settings, encoder.side)
    known = {} if rehash else library.contents.known(source, candidates, decode_key=reading, read=DECODE_VERSION)
    key, ready = key_of(library, encoder, recipe, known, of=len(candidates))
    state = Run(outcome={p: o for p, o in known.items() if isinstance(o, Skipped) or o in ready}, ready=ready)
    unread = [c for c in candidates if c.path not in state.outcome]
    opened_before = encoder.opening

    def report() -> None:
        listener.counts(embedded=state.embedded, cached=len(state.ready) - state.embedded)
        state.go_on = listener.tick(len(state.outcome), len(candidates)) and state.go_on
        state.settle(candidates)
        if on_rows and state.go_on and unread and len(state.rows) >= told:
            on_rows(state.rows, state.hashes)

    report()
    streamed = partial(
        _stream, source, encoder=encoder, recipe=recipe, settings=settings, note=listener.note, pool=pool
    )
    wanted, left, rounds = wanted_of(library, state, key=key), unread, 0
    while left and state.go_on and rounds < ROUNDS:
        rounds += 1
        for outcome in streamed(left, wanted=wanted, go_on=lambda: state.go_on):
            if outcome is not None and not _to_be_read_again(outcome, state, place, last=rounds == ROUNDS):
                state.batch.append(outcome)
            if encoder.runtime == KERAS and not key.endswith(f"={KERAS}"):
                raise _AnotherRuntime(len(state.rows))
            if len(state.batch) >= BATCH or time.monotonic() - state.closed > CLOSE_AFTER or place.gone:
                keep(library, source, state, reading=reading, key=key)
                report()
                place.check()
        keep(library, source, state, reading=reading, key=key)
        left, state.again = state.again, []
    report()
    done = replace(state.result(), opening=encoder.opening - opened_before, key=key)
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
