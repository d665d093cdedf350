"""Owns the command ``add``."""

from __future__ import annotations

import click

from services.cli import files
from services.cli.options import (
    export_options,
    full_id,
    json_option,
    library_option,
    open_library,
    rehash_option,
    source_of,
    weights_option,
)
from services.settings import Settings


@click.command("add")
@click.argument("map_id", metavar="MAP")
@click.argument("folder")
@click.option(
    "--relayout",
    is_flag=True,
    help="Lay everything in FOLDER out anew instead, turned to fit MAP so that nothing spins.",
)
@click.option("--name", default=None, help="Name of the new map in the list; default: that of MAP.")
@rehash_option
@weights_option
@library_option
@export_options("Also write")
@json_option
def add(
    map_id: str,
    folder: str,
    relayout: bool,
    name: str | None,
    rehash: bool,
    weights: str | None,
    library: str | None,
    targets: files.Targets,
    as_json: bool,
) -> None:
    """Add the new pictures of FOLDER to MAP, whose points do not move. FOLDER is the one MAP was made of, one below it,
    or another.
    """
    from services.cli import summary, terminal
    from services.pipeline import extend

    files.check(targets)
    settings = Settings.from_env(library=library, weights=weights)
    opened = open_library(library)
    info = opened.maps.get(full_id(opened, map_id))
    recipe = extend.relayout_recipe(info) if relayout else extend.extend_recipe(info)
    built = terminal.run(
        opened, settings, source_of(folder), recipe=recipe, name=name or info.name, quiet=as_json, rehash=rehash
    )
    files.write_all(opened, built.info.id, targets)
    click.echo(summary.text(built, library=library, as_json=as_json))
    if built.info.stopped and not built.info.recipe.base:
        raise SystemExit(4)
