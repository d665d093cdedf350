"""Owns what a run of embedding asks of the library, and stores there."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from services.embedding.keys import KERAS, feature_key, told_before
from services.embedding.state import Run
from services.encoders import Encoder
from services.library import Library
from services.library.feature_keys import of_pixels
from services.library.usable import usable
from services.schema import FIRST_PIXELS, Candidate, Facts, Reason, Recipe, Skipped

#: Why a picture is skipped whose feature cannot be compared.
NOT_FINITE = "the encoder's numbers for it are not finite, or too large or too small to be compared"


def key_of(
    library: Library, encoder: Encoder, recipe: Recipe, known: dict[str, str | Skipped], *, of: int
) -> tuple[str, set[str]]:
    """The key of a run's features, and the contents that have one.

    A folder that is fully known to have been embedded by Keras is so still: its model is not loaded to find that out.
    """
    contents = {content for content in known.values() if isinstance(content, str)}
    key = feature_key(encoder, recipe)
    library.contents.adopt(key, told_before())
    ready = library.contents.has_current(contents, key=key)
    if len(known) == of and len(ready) < len(contents) and not encoder.runtime:
        by_keras = feature_key(encoder, recipe, runtime=KERAS)
        there = library.contents.has_current(contents, key=by_keras)
        if len(there) == len(contents):
            return by_keras, set(there)
    return key, set(ready)


def wanted_of(library: Library, state: Run, *, key: str) -> Callable[[Facts], bool]:
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


def keep(library: Library, source: str, state: Run, *, reading: str, key: str) -> None:
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
        if result.vector is not None and not usable(result.vector[None])[0]:
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
