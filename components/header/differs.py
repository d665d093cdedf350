"""Owns what tells maps of the same pictures apart: the parts of their recipes that are not the same in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.encoders import ENCODERS
from services.library import MapInfo
from services.neighbours.metric import METRICS
from services.projections import PROJECTIONS
from services.schema import ALL_WAVES, ARTICLE, visible


def encoder(info: MapInfo) -> str:
    """The title of a map's encoder; of a model of the user's own, its file name."""
    name = info.recipe.encoder
    return ENCODERS[name].title if name in ENCODERS else name.removeprefix("custom:").rpartition("/")[2]


def made(info: MapInfo) -> str:
    """When a map was made, to the minute, as this machine's clock has it."""
    return at(info.created)


def at(moment: str) -> str:
    """A moment in ISO 8601, to the minute, as this machine's clock has it."""
    from datetime import datetime

    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment[:16].replace("T", " ")


def place(info: MapInfo, maps: Sequence[MapInfo]) -> str:
    """The folder of a map, where another of ``maps`` has its name and lies elsewhere; else empty."""
    alike = (other for other in maps if other.name == info.name and other.source != info.source)
    return f"in {visible(info.source)}" if any(other.state == "ready" for other in alike) else ""


def sisters(info: MapInfo, maps: Sequence[MapInfo]) -> list[MapInfo]:
    """The other finished maps of the same folder, in the order given."""
    return [other for other in maps if other.id != info.id and other.state == "ready" and other.source == info.source]


def apart(info: MapInfo, maps: Sequence[MapInfo]) -> str:
    """What tells a map from its sisters among ``maps``; empty where it has none."""
    found = sisters(info, maps)
    return differs(info, [info, *found]) if found else ""


def _iterative(info: MapInfo) -> bool:
    """Whether perplexity and iterations mean anything to a map's projection."""
    projection = PROJECTIONS.get(info.recipe.projection)
    return projection is None or projection.iterative


#: What a map says of each part of how it was made, in the order to say it; empty where there is nothing to say, None
#: where the part means nothing to it: that is no difference.
PARTS: tuple[Callable[[MapInfo], str | None], ...] = (
    encoder,
    lambda info: METRICS[info.recipe.metric].words if info.recipe.metric in METRICS else info.recipe.metric,
    lambda info: f"{info.dimensions}-D",
    lambda info: PROJECTIONS[info.recipe.projection].title if info.recipe.projection in PROJECTIONS else "",
    lambda info: f"perplexity {info.recipe.perplexity:g}" if _iterative(info) else None,
    lambda info: f"{info.recipe.sample:,} drawn at random" if info.recipe.sample else "all pictures",
    lambda info: f"{info.added:,} added" if info.recipe.base else "",
    lambda info: "laid out anew" if info.recipe.align else "",
    lambda info: f"seed {info.recipe.seed}",
    lambda info: f"at most {info.recipe.iterations:,} steps" if _iterative(info) else None,
    lambda info: "the article's decoding" if info.recipe.decoding == ARTICLE else "",
    lambda info: info.recipe.precision if info.recipe.precision != "f32" else "",
    lambda info: "stopped" if info.stopped or info.recipe.waves != ALL_WAVES else "",
)


def differs(info: MapInfo, others: Sequence[MapInfo]) -> str:
    """What a map has that not all of ``others`` have; empty where it has no sisters.

    Where the recipes are the same it is the number of pictures, or else the time at which the map was made.
    """
    if not others:
        return ""
    told = [part(info) for part in PARTS if any(part(other) not in (part(info), None) for other in others)]
    counted = [f"{info.mapped:,} pictures"] if any(other.mapped != info.mapped for other in others) else []
    return ", ".join([text for text in told if text] or counted) or f"made {made(info)}"
