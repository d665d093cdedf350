"""Owns the command ``regions``: what belongs together on a map, and what it is called."""

from __future__ import annotations

import json

import click
import numpy as np

from services.cli import terminal
from services.cli.options import full_id, json_option, library_option, open_library, weights_option
from services.errors import BadRequest
from services.groups import stored
from services.groups.stored import KIND, Stored, Told
from services.library import Library
from services.schema import visible
from services.settings import Settings

#: Columns of the table, and how wide they are.
_WIDTHS = (4, 9, 6, 34)


@click.command("regions")
@click.argument("map_id", metavar="MAP")
@click.option("--level", type=click.IntRange(min=1), default=None, help="One level: 1 has the fewest regions.")
@library_option
@weights_option
@json_option
def regions(map_id: str, level: int | None, library: str | None, weights: str | None, as_json: bool) -> None:
    """List the regions of MAP, level by level; they are found first where the map has none yet."""
    opened = open_library(library)
    map_id = full_id(opened, map_id)
    here = _found(opened, map_id, Settings.from_env(library=library, weights=weights), quiet=as_json)
    if level is not None and level > len(here.levels):
        raise BadRequest(f"This map has {len(here.levels)} levels of regions; there is no level {level}.")
    shown = list(range(len(here.levels))) if level is None else [level - 1]
    if as_json:
        levels = [[_entry(here, region) for region in here.levels[number]] for number in shown]
        click.echo(json.dumps({"map": map_id, "levels": levels}))
    else:
        click.echo("\n".join(_table(opened, map_id, here, shown)))


def _found(library: Library, map_id: str, settings: Settings, *, quiet: bool) -> Stored:
    """The regions of a map, looked for now if that was not done yet."""
    here = stored.read(library.beside.found(map_id, KIND))
    if here is None:
        if library.maps.get(map_id).state != "ready":
            raise BadRequest("This map is still being made; it has regions when it is done.")
        terminal.complete(library, settings, map_id, quiet=quiet)
        here = stored.read(library.beside.found(map_id, KIND))
    if here is None:
        raise BadRequest("The regions of this map could not be found; the log says why.")
    return here


def _entry(here: Stored, region: Told) -> dict[str, object]:
    return {
        "id": region.id,
        "name": region.name,
        "source": region.source,
        "confidence": region.confidence,
        "n": region.n,
        "representative": region.representative,
        "rows": here.members(region).tolist(),
    }


def _table(library: Library, map_id: str, here: Stored, shown: list[int]) -> list[str]:
    if not here.levels:
        return ["This map has no regions: it has too few pictures, or nothing parts them."]
    folded = library.maps.columns(map_id).text("path")
    lines = []
    for number in shown:
        level = here.levels[number]
        lines.append(f"Level {number + 1} of {len(here.levels)}: {len(level)} regions")
        lines.append(_line("id", "pictures", "clear", "name", "where the name comes from; a typical picture"))
        for region in level:
            path = visible(folded[region.representative].as_py())
            why = "; ".join(part for part in (region.why, path) if part)
            lines.append(_line(str(region.id), f"{region.n:,}", f"{region.clear:.0%}", region.name or "-", why))
    nowhere = int(np.count_nonzero(here.rows == here.finest))
    lines.append(f"{nowhere:,} pictures are in no region.")
    return [*lines, here.reason] if here.reason else lines


def _line(number: str, pictures: str, clear: str, name: str, rest: str) -> str:
    cells = zip((number, pictures, clear), _WIDTHS, strict=False)
    return "  ".join([*(f"{cell:>{width}}" for cell, width in cells), f"{name:<{_WIDTHS[-1]}}", rest]).rstrip()
