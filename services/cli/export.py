"""Owns the command ``export``."""

from __future__ import annotations

import click

from services.cli import files
from services.cli.options import export_options, full_id, library_option, open_library
from services.errors import BadRequest
from services.exports import EXPORTS, chosen


@click.command("export")
@click.argument("map_id", metavar="MAP")
@library_option
@export_options("Write")
@click.option("--rows", default=None, help="Only these rows, separated by commas.")
@click.option("--no-features", is_flag=True, help="Leave the features out: a far smaller file.")
def export(map_id: str, library: str | None, targets: files.Targets, rows: str | None, no_features: bool) -> None:
    """Write MAP to files."""
    opened = open_library(library)
    if not targets:
        *others, last = (f"--{name} FILE" for name in EXPORTS)
        raise BadRequest(f"Say what to write: {', '.join(others)} or {last}.")
    map_id = full_id(opened, map_id)
    info = opened.maps.get(map_id)
    if info.state != "ready":
        raise BadRequest(f"Map {info.name} is still being made; it can be exported when it is done.")
    picked = chosen(rows, info.n)
    for name, target in targets.items():
        files.write(opened, map_id, name, target, rows=picked, features=not no_features)
        click.echo(f"Wrote {target}")
