"""Owns the way from files to features. Decoding runs beside inference, and no picture is embedded twice.

In: candidates in row order. Out: the rows that could be read, their content hashes, and the skipped files with reasons.
The features go to the library batch by batch; nothing here holds n x d numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services import encoders
from services.decoding.pool import Pool
from services.embedding import local
from services.embedding.keys import decode_key, decode_options, feature_key
from services.embedding.local import Outcomes
from services.embedding.state import Embedded, EmbeddingStopped, OnRows, Run
from services.encoders import Encoder
from services.library import Library
from services.progress import Listener
from services.schema import Candidate, Facts, Recipe, Skipped
from services.settings import Settings

__all__ = ["Embedded", "EmbeddingStopped", "OnRows", "decoders", "encoder_for", "feature_key", "run"]

#: Pictures in one transaction of the library. A kill -9 loses at most so many.
BATCH = 32
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

    Raises
    ------
    EmbeddingStopped
        After the pictures embedded so far have been stored.
    """
    reading = decode_key(recipe, settings, encoder.side)
    key = feature_key(encoder, recipe)
    known = library.contents.known(source, candidates, decode_key=reading)
    ready = library.contents.has_features({h for h in known.values() if isinstance(h, str)}, key=key)
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
    if unread and state.go_on:
        wanted = _wanted(library, state, key=key)
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
                report()
        _store(library, source, state, reading=reading, key=key)
    report()
    done = replace(state.result(), opening=encoder.opening - opened_before)
    if not state.go_on:
        raise EmbeddingStopped(done)
    return done


def _wanted(library: Library, state: Run, *, key: str) -> Callable[[str], bool]:
    """A function that says whether a content hash has no feature yet.

    It asks the library only if that has any feature of this key.
    """
    look_up = library.contents.any_feature(key)

    def wanted(content: str) -> bool:
        if content not in state.ready and look_up and library.contents.has_features([content], key=key):
            state.ready.add(content)
        return content not in state.ready

    return wanted


def _stream(
    source: str,
    unread: Sequence[Candidate],
    *,
    encoder: Encoder,
    recipe: Recipe,
    settings: Settings,
    wanted: Callable[[str], bool],
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
        else:
            seen.append((candidate, result.facts, result.thumbnail))
            state.outcome[candidate.path] = result.facts.hash
            if result.vector is not None and result.facts.hash not in state.ready:
                features[result.facts.hash] = result.vector
    if state.batch:
        state.embedded += library.contents.keep(
            source, decode_key=reading, key=key, seen=seen, skipped=skipped, features=features
        )
        state.ready.update(features)
        state.batch.clear()
    state.closed = time.monotonic()
