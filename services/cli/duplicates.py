"""Owns the command ``duplicates``: the files of a map that are the same."""

from __future__ import annotations

import json

import click

from services.cli.options import full_id, json_option, library_option, open_library
from services.pipeline import copies
from services.schema import visible

#: What makes the files of a group duplicates. Other kinds come later.
SAME_FILE = "same file"


@click.command("duplicates")
@click.argument("map_id", metavar="MAP")
@library_option
@json_option
def duplicates(map_id: str, library: str | None, as_json: bool) -> None:
    """List the files of MAP that are the same, byte for byte; those in several folders first."""
    opened = open_library(library)
    map_id = full_id(opened, map_id)
    columns = opened.maps.columns(map_id)
    found, paths = copies.of_columns(columns), columns.text("path")
    groups = [
        {
            "kind": SAME_FILE,
            "rows": rows.tolist(),
            "paths": [visible(path) for path in paths.take(rows).to_pylist()],
        }
        for rows in found.groups
    ]
    if as_json:
        click.echo(json.dumps({"map": map_id, "groups": groups}))
        return
    for group in groups:
        click.echo(f"{len(group['rows'])} times the same file")
        for row, path in zip(group["rows"], group["paths"], strict=True):
            click.echo(f"{row:>9,}  {path}")
    pictures = sum(len(group["rows"]) for group in groups)
    click.echo(f"{len(groups):,} groups of copies, {pictures:,} pictures; {found.across:,} groups in several folders.")
