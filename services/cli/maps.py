"""Owns the commands about maps as they are: ``list``, ``follow`` and ``delete``."""

from __future__ import annotations

import json

import click

from services.cli.options import full_id, json_option, library_option, open_library, source_of
from services.errors import NoSuchFolder
from services.library import MapInfo
from services.schema import shown, visible


@click.command("list")
@library_option
@json_option
def list_maps(library: str | None, as_json: bool) -> None:
    """List the maps in the library, newest first."""
    try:
        maps = [info for info in open_library(library).maps.all() if info.state == "ready"]
    except NoSuchFolder as missing:
        # No error: a script may ask before it builds.
        click.echo("[]" if as_json else str(missing))
        return
    if as_json:
        click.echo(json.dumps([_entry(info) for info in maps]))
    elif not maps:
        click.echo("No maps yet. Make one: python app.py build FOLDER")
    else:
        for info in maps:
            click.echo(_line(info))


def _entry(info: MapInfo) -> dict[str, str | int]:
    return {
        "map": info.id,
        "layout": info.layout,
        "name": info.name,
        "source": shown(info.source),
        "mapped": info.mapped,
        "created": info.created,
        "found": info.found,
        "skipped": info.skipped,
        "others": info.others,
    }


def _line(info: MapInfo) -> str:
    created = info.created[:16].replace("T", " ")
    count = f"{info.mapped:>9,} {'picture ' if info.mapped == 1 else 'pictures'}"
    stopped = "  (stopped early)" if info.stopped else ""
    return f"{info.id}  {created}  {count}  {info.name}{stopped}  {visible(info.source)}  layout {info.layout[:8]}"


@click.command("follow")
@click.argument("map_id", metavar="MAP")
@click.argument("folder")
@library_option
def follow(map_id: str, folder: str, library: str | None) -> None:
    """Let MAP follow its pictures to FOLDER, when they have moved there. MAP keeps its id and all that was given to it.

    Every picture is compared. A map of FOLDER with the same layout becomes part of MAP.
    """
    from services.pipeline import follow as following

    opened = open_library(library)
    info = opened.maps.get(full_id(opened, map_id))
    followed, joined = following.follow(opened, info.id, source_of(folder))
    click.echo(f"{followed.name} has followed its pictures from {visible(info.source)} to {visible(followed.source)}")
    if joined:
        click.echo(f"Map {joined.id}, which was made there, is part of it now, and its address leads to it")
    click.echo(f"Map {followed.id}")


@click.command("delete")
@click.argument("map_id", metavar="MAP")
@library_option
def delete(map_id: str, library: str | None) -> None:
    """Delete MAP; its pictures and their features stay."""
    opened = open_library(library)
    map_id = full_id(opened, map_id)
    name = opened.maps.get(map_id).name
    opened.cleanup.delete(map_id)
    click.echo(f"Deleted {name}")
