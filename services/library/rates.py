"""Owns what this machine has measured: how fast it embedded, how long it laid out, and what another map may take.

The rule. Pictures a second are those of the newest :data:`NEWEST` maps of the same encoder and precision that embedded
at least :data:`LEAST` pictures: all their pictures by all their seconds. What comes after embedding is taken from the
finished map of the same projection and dimensions whose number of pictures n is nearest in ratio, times
n log n. Of the folder's pictures as many are embedded already as its largest map has with the same encoder, precision
and decoding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.library.info import MapInfo
from services.schema import Recipe

#: Fewest pictures that a map must have embedded for its speed to count. Of fewer, opening the encoder takes most.
LEAST = 100
#: Maps whose speed counts, the newest. Raise it where speeds vary from map to map; lower it where they drift.
NEWEST = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds until the first points are shown, and until the map is ready; and of how many pictures the features are
    there already.
    """

    first: float
    all: float
    known: int = 0


def estimate(
    infos: Sequence[MapInfo], *, pictures: int, recipe: Recipe, source: str = "", first_wave: int = 0
) -> Estimate | None:
    """Return how long a map may take, or None where too little was measured.

    Parameters
    ----------
    infos : sequence of MapInfo
        All maps, newest first.
    pictures : int
        That the map would have.
    recipe : Recipe
    source : str
        Folder or URL, as in :attr:`MapInfo.source`; of its pictures those that are embedded already take no time again.
    first_wave : int
        Pictures that the map begins with, if it is shown while it grows; 0 if it is not.
    """
    rate = speed(infos, encoder=recipe.encoder, precision=recipe.precision)
    near = _nearest(infos, pictures, recipe)
    if rate is None or near is None or pictures < 1:
        return None
    taken = near.seconds
    scan = taken.get("scan", 0.0) * pictures / max(near.found, 1)
    after = taken["total"] - taken.get("scan", 0.0) - taken.get("embed", 0.0)
    layout = max(after - taken["project"], 0.0) + taken["project"] * _iterations(near, recipe)
    known = min(_known(infos, recipe, source), pictures)
    embed = (pictures - known) / rate
    whole = scan + embed + layout * _growth(pictures, near.n)
    if 0 < first_wave < pictures:
        # The first wave is drawn from all: so large a part of it is known as of all.
        first = scan + first_wave / pictures * embed + layout * _growth(first_wave, near.n)
    else:
        first = scan + embed + taken.get("neighbours", 0.0) * _growth(pictures, near.n)
    return Estimate(first, whole, known)


def speed(infos: Iterable[MapInfo], *, encoder: str, precision: str) -> float | None:
    """Return the pictures a second that an encoder embedded here, or None where it embedded too few."""
    measured = [
        info
        for info in infos
        if info.recipe.encoder == encoder
        and info.recipe.precision == precision
        and info.embedded >= LEAST
        and info.images_per_second > 0
    ][:NEWEST]
    seconds = sum(info.embedded / info.images_per_second for info in measured)
    return sum(info.embedded for info in measured) / seconds if seconds else None


def _known(infos: Iterable[MapInfo], recipe: Recipe, source: str) -> int:
    """How many pictures of a source have the features that a recipe wants."""
    wanted = recipe.encoder, recipe.precision, recipe.decoding
    of_source = (info for info in infos if info.source == source)
    return max(
        (info.n for info in of_source if (info.recipe.encoder, info.recipe.precision, info.recipe.decoding) == wanted),
        default=0,
    )


def _nearest(infos: Sequence[MapInfo], pictures: int, recipe: Recipe) -> MapInfo | None:
    """The map whose layout is measured by: the nearest in size, and the newest of those."""
    measured = [
        info
        for info in infos
        if info.state == "ready"
        and not info.stopped
        # Adding to a map lays out only what was added.
        and not info.recipe.base
        and (info.recipe.projection, info.dimensions) == (recipe.projection, recipe.dimensions)
        and info.n > 1
        and "project" in info.seconds
        and "total" in info.seconds
    ]
    return min(measured, key=lambda info: abs(math.log(info.n / max(pictures, 1))), default=None)


def _growth(n: int, measured: int) -> float:
    """How many times as long a layout of n pictures takes as the measured one."""
    return n * math.log(n + 1) / (measured * math.log(measured + 1))


def _iterations(near: MapInfo, recipe: Recipe) -> float:
    """How many times as many iterations a recipe takes as a map did. A layout that settles ends by itself."""
    settled = near.iterations < near.recipe.iterations
    ratio = recipe.iterations / max(near.iterations, 1)
    return min(1.0, ratio) if settled else ratio
