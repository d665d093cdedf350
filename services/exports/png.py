"""Owns the picture of the map: 1600 x 900, as the article's sheet was, with its counts and trust written below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized

import numpy as np

from services.decoding import draw_map
from services.exports.export import Chosen, Export, Options
from services.facts import Colouring
from services.library import Library, MapInfo

SIZE = (1600, 900)
#: Lines of the legend for the steps of a number.
STEPS = 9


def write(library: Library, map_id: str, rows: Chosen, options: Options) -> Iterator[bytes]:
    """One PNG. A selection is drawn in colour upon the rest in pale grey; 3-D is drawn along its third axis."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)
    colouring = options["colouring"]
    palette = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colouring.palette], dtype=np.uint8)
    colours = palette[np.asarray(colouring.codes)]
    if rows is not None:
        pale = np.ones(table.n, dtype=bool)
        pale[rows] = False
        colours[pale] = (222, 224, 227)
    legend = [(label, (int(c[1:3], 16), int(c[3:5], 16), int(c[5:7], 16))) for label, c, _ in _lines(colouring)]
    yield draw_map(
        table.positions[:, :2],
        colours,
        size=SIZE,
        marks=options.get("marks", "dots"),
        caption=caption(info, rows),
        legend=legend,
    )


def _lines(colouring: Colouring) -> Sequence[tuple[str, str, int]]:
    """The legend; of many steps of a number some, evenly spaced, the first and the last among them."""
    steps = colouring.axis.bins.count if colouring.axis else 0
    if steps <= STEPS:
        return colouring.legend
    chosen = np.linspace(0, steps - 1, STEPS).round().astype(int)
    return [*(colouring.legend[step] for step in chosen), *colouring.legend[steps:]]


def caption(info: MapInfo, rows: Sized | None = None) -> str:
    """The line below the picture: what the reader of a report must know to judge it."""
    recipe = info.recipe
    how = (
        f"{recipe.encoder}, {recipe.metric}, {recipe.projection}, perplexity {info.perplexity:g}, seed {recipe.seed}"
        if info.perplexity
        else f"{recipe.encoder}, {recipe.metric}, {recipe.projection}"
    )
    trust = f"trustworthiness {info.trust:.3f}" if info.trust is not None else "trust not measured"
    part = "" if rows is None else f"{len(rows):,} of {info.n:,} selected   "
    return f"{info.name}   {part}{info.counts}   {how}   {trust}   map {info.id[:12]}"


EXPORT = Export(
    "png",
    title="Picture of the map",
    short="PNG",
    mime="image/png",
    write=write,
    option="a picture of the map",
    help="1,600 × 900, for a report",
)
