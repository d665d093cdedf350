"""Owns what is known of a map before it is laid out, and the result of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from services import provenance
from services.decoding import DECODE_VERSION
from services.embedding import embed
from services.encoders import Encoder
from services.library import Library, MapInfo, RowTable, feature_keys, machine
from services.schema import Recipe


@dataclass(frozen=True, slots=True)
class Built:
    """A finished map, and what this run did for it. ``reopened``: the map was there already.

    ``embedded`` and ``cached`` count pictures; ``seconds`` is wall time by step. ``shares`` is the map of another
    folder whose layout it took.
    """

    info: MapInfo
    embedded: int
    cached: int
    seconds: dict[str, float]
    reopened: bool
    shares: MapInfo | None = None


def draft(
    encoder: Encoder, *, map_id: str, recipe: Recipe, source: str, name: str, found: int, sampled_from: int
) -> MapInfo:
    """All that is known of a map before its pictures are; ``map_id`` is that of its preview."""
    return MapInfo(
        id=map_id,
        name=name,
        source=source,
        created=now(),
        state="building",
        recipe=recipe,
        n=0,
        dimensions=recipe.dimensions,
        found=found,
        mapped=0,
        skipped=0,
        sampled_from=sampled_from,
        embedded=0,
        cached=0,
        width=encoder.width,
        trust=None,
        trust_sampled=0,
        perplexity=None,
        iterations=0,
        stopped=False,
        seconds={},
        images_per_second=0.0,
        warnings=list(encoder.warnings),
        versions=provenance.versions(),
        # Of the newest pixels: which editions its pictures have is known when they are read.
        encoder_key=embed.feature_key(encoder, recipe, pixels=DECODE_VERSION),
        machine=dict(machine.here()),
    )


def of_any_runtime(info: MapInfo, encoder: Encoder) -> MapInfo:
    """The draft with the keys of whatever will run the model, which is known when it is loaded."""
    by_keras = embed.feature_key(encoder, info.recipe, pixels=DECODE_VERSION, runtime=embed.KERAS)
    return replace(info, encoder_key=f"{info.encoder_key}\n{by_keras}")


def with_rows(
    info: MapInfo,
    rows: RowTable,
    done: embed.Embedded,
    *,
    recipe: Recipe,
    seconds: dict[str, float],
    pixels: Iterable[int] = (),
) -> MapInfo:
    """What is known of a map when its rows are, but for its id (:func:`identified`).

    ``pixels`` are the editions of the pixels of its pictures. ``recipe`` differs from that of ``info`` where embedding
    was stopped; ``info``'s becomes the map's goal.
    """
    # The encoder is loaded once a run, whatever the number of pictures: it is no part of its speed.
    spent = seconds["embed"] - done.opening
    rate = done.embedded / spent if done.embedded and spent > 0 else 0.0
    return replace(
        info,
        encoder_key=feature_keys.newest(done.key or info.encoder_key, pixels),
        recipe=recipe,
        goal="" if recipe == info.recipe else info.recipe.as_json(),
        n=rows.n,
        mapped=rows.n,
        embedded=done.embedded,
        cached=done.cached,
        # The time after embedding: services/sources/changes.py takes files with a later time for new ones.
        created=now(),
        seconds=dict(seconds),
        images_per_second=round(rate, 1),
    )


def identified(library: Library, info: MapInfo, rows: RowTable) -> MapInfo:
    """The same with the layout that source and recipe make of ``rows``, and the id of the map of it.

    A finished map of this layout and source has the id that it was given, whichever version gave it.
    """
    recipe = info.recipe
    # A map's id differs from machine to machine; its layout does not.
    portable = recipe.with_(base=library.layouts.of_map(recipe.base), align=library.layouts.of_map(recipe.align))
    layout = provenance.layout_id(rows, portable, info.encoder_key)
    map_id = library.layouts.made(layout, info.source)
    if map_id is None:
        ids = (provenance.map_id(layout, info.source, attempt=attempt) for attempt in count())
        map_id = next(map_id for map_id in ids if not library.layouts.is_taken(map_id, info.source))
    return replace(info, id=map_id, layout=layout)


def now() -> str:
    """The time as a map stores it: UTC, whole seconds, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
