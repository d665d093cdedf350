"""Owns the command line: the same pipeline without the page, with progress bars on a terminal and JSON for scripts.

Exit status: 0 done; 2 wrong use or no such folder; 3 nothing in it can be mapped; 4 stopped by the user; 1 anything
else.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from services.errors import BadRequest, NoSuchFolder
from services.schema import ARTICLE, VERSION, Recipe, article_recipe, name_of, shown
from services.settings import Settings

Serve = Callable[[Settings, bool], None]

#: Digits of a map's id that are enough where no other begins so; of fewer a slip of the hand could be another map's.
SHORTEST = 6

_library = click.option(
    "--library",
    default=None,
    help="Folder for maps, features and thumbnails; default: the platform's user data folder.",
)
_json = click.option("--json", "as_json", is_flag=True, help="JSON on standard output, nothing else.")


def make(serve: Serve) -> click.Group:
    """The command line. ``serve(settings, open_browser)`` starts the page; it is handed in, as services know no
    page.
    """

    @click.group(
        invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
    )
    @click.version_option(VERSION, prog_name="imagescape")
    @click.pass_context
    def cli(context: click.Context) -> None:
        """Imagescape: all your pictures on one map, alike beside alike. Without a command it serves the page."""
        if context.invoked_subcommand is None:
            serve(Settings.from_env(), True)

    cli.add_command(_serve_command(serve))
    for command in (build, add, list_maps, export, delete):
        cli.add_command(command)
    return cli


def _serve_command(serve: Serve) -> click.Command:
    @click.command("serve")
    @click.option(
        "--host",
        default=None,
        help="Address to listen on (default 127.0.0.1). Any other asks visitors for an access token.",
    )
    @click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port (default 8050).")
    @_library
    @click.option("--root", "roots", multiple=True, help="Folder the page may read; may be given several times.")
    @click.option("--weights", default=None, help="Folder with encoder weights laid there by hand.")
    @click.option(
        "--cluster", default=None, help="Dask scheduler (tcp://...) whose workers read and embed the pictures."
    )
    @click.option("--no-browser", is_flag=True, help="Do not open a browser window.")
    def command(no_browser: bool, **flags: Any) -> None:
        """Serve the page at http://localhost:8050."""
        serve(Settings.from_env(**flags), not no_browser)

    return command


@click.command("build")
@click.argument("folder")
@click.option(
    "--sample", type=click.IntRange(min=0), default=None, help="Draw so many pictures at random; 0 takes all (default)."
)
@click.option("--encoder", default=None, help="efficientnet-lite0 (default), resnet50, ... or custom:<file.keras>.")
@click.option("--projection", default=None, help="tsne (default), tsne-exact, pca.")
@click.option("--dimensions", type=click.Choice(["2", "3"]), default=None, help="2 (default) or 3.")
@click.option(
    "--perplexity",
    type=click.FloatRange(min=1, max=500),
    default=None,
    help="Neighbours each picture attends to (default 20).",
)
@click.option(
    "--iterations",
    type=click.IntRange(1, 20_000),
    default=None,
    help="Steps of the layout at most; it ends when it has settled (default 750).",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=None,
    help="Decides sample, order and start of the layout (default 8).",
)
@click.option(
    "--precision",
    type=click.Choice(["f32", "bf16"]),
    default=None,
    help="bf16 is faster on some processors, and coarser.",
)
@click.option(
    "--recipe",
    "named",
    type=click.Choice([ARTICLE]),
    default=None,
    help="article: ResNet50, scikit-learn's t-SNE, 1,000 drawn.",
)
@click.option("--name", default=None, help="Name of the map in the list; default: the folder's.")
@click.option("--weights", default=None, help="Folder with encoder weights laid there by hand.")
@_library
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), default=None, help="Also write the CSV.")
@click.option("--parquet", "parquet_file", type=click.Path(dir_okay=False), default=None, help="Also write Parquet.")
@click.option(
    "--png", "png_file", type=click.Path(dir_okay=False), default=None, help="Also write a picture of the map."
)
@_json
def build(
    folder: str,
    library: str | None,
    weights: str | None,
    named: str | None,
    name: str | None,
    as_json: bool,
    **rest: Any,
) -> None:
    """Make the map of FOLDER (a folder, or an fsspec URL)."""
    from services.cli import terminal
    from services.library import Library

    files = {suffix: rest.pop(f"{suffix}_file") for suffix in ("csv", "parquet", "png")}
    _check_places(files)
    settings = Settings.from_env(library=library, weights=weights)
    recipe = _recipe(named, rest)
    source = terminal.local_source(folder)
    shelf = Library(settings.library_path)
    result = terminal.run(shelf, settings, source, recipe=recipe, name=name or name_of(source), quiet=as_json)
    for suffix, target in files.items():
        if target:
            _write(shelf, result.info.id, suffix, target, rows=None, features=True)
    click.echo(json.dumps(terminal.summary(result)) if as_json else terminal.told(result, library=library))
    if result.info.stopped:
        raise SystemExit(4)


@click.command("add")
@click.argument("map_id", metavar="MAP")
@click.argument("folder")
@click.option(
    "--relayout",
    is_flag=True,
    help="Lay everything in FOLDER out anew instead, turned to fit MAP so that nothing spins.",
)
@click.option("--name", default=None, help="Name of the new map in the list; default: that of MAP.")
@click.option("--weights", default=None, help="Folder with encoder weights laid there by hand.")
@_library
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), default=None, help="Also write the CSV.")
@click.option("--parquet", "parquet_file", type=click.Path(dir_okay=False), default=None, help="Also write Parquet.")
@click.option(
    "--png", "png_file", type=click.Path(dir_okay=False), default=None, help="Also write a picture of the map."
)
@_json
def add(
    map_id: str,
    folder: str,
    relayout: bool,
    name: str | None,
    weights: str | None,
    library: str | None,
    as_json: bool,
    **files: str | None,
) -> None:
    """Add the new pictures of FOLDER to MAP, whose points do not move. FOLDER is the one MAP was made of, one below it,
    or another.
    """
    from services.cli import terminal
    from services.pipeline import extend

    _check_places(files)
    settings = Settings.from_env(library=library, weights=weights)
    shelf = _shelf(library)
    info = shelf.maps.get(_whole(shelf, map_id))
    recipe = extend.relayout_recipe(info) if relayout else extend.extend_recipe(info)
    result = terminal.run(
        shelf, settings, terminal.local_source(folder), recipe=recipe, name=name or info.name, quiet=as_json
    )
    for suffix in ("csv", "parquet", "png"):
        if files[f"{suffix}_file"]:
            _write(shelf, result.info.id, suffix, str(files[f"{suffix}_file"]), rows=None, features=True)
    click.echo(json.dumps(terminal.summary(result)) if as_json else terminal.told(result, library=library))
    if result.info.stopped and not result.info.recipe.base:
        raise SystemExit(4)


def _whole(shelf: Any, given: str) -> str:
    """The id that begins so, as people copy but its beginning; what is given where none does."""
    begin = [info.id for info in shelf.maps.all() if len(given) >= SHORTEST and info.id.startswith(given)]
    if len(begin) > 1 and given not in begin:
        raise BadRequest(
            f"{len(begin)} maps have an id that begins with {given}. Give more of it; `list` shows them whole."
        )
    return begin[0] if len(begin) == 1 else given


def _check_places(files: Mapping[str, str | None]) -> None:
    """Before hours of work, not after."""
    for target in filter(None, files.values()):
        folder = Path(target).expanduser().absolute().parent
        if not folder.is_dir():
            raise BadRequest(
                f"{target} cannot be written: there is no folder {folder}. Make it, or choose another place."
            )


def _recipe(named: str | None, chosen: dict[str, Any]) -> Recipe:
    from services import encoders, projections

    given = {key: value for key, value in chosen.items() if value is not None}
    if "dimensions" in given:
        given["dimensions"] = int(given["dimensions"])
    recipe = replace(article_recipe() if named else Recipe(), **given)
    if not math.isfinite(recipe.perplexity):
        raise BadRequest(f"Perplexity must be a number from 1 to 500, and is {recipe.perplexity}.")
    encoders.check(recipe.encoder)
    if recipe.projection not in projections.PROJECTIONS:
        raise BadRequest(f"{recipe.projection!r} is no projection. Choose one of {', '.join(projections.PROJECTIONS)}.")
    return recipe


@click.command("list")
@_library
@_json
def list_maps(library: str | None, as_json: bool) -> None:
    """List the maps in the library, newest first."""
    try:
        maps = [m for m in _shelf(library).maps.all() if m.state == "ready"]
    except NoSuchFolder as missing:
        # No error: a script may ask before it builds.
        click.echo("[]" if as_json else str(missing))
        return
    if as_json:
        click.echo(
            json.dumps(
                [
                    {"map": m.id, "name": m.name, "source": shown(m.source), "mapped": m.mapped, "created": m.created}
                    for m in maps
                ]
            )
        )
    elif not maps:
        click.echo("No maps yet. Make one: python app.py build FOLDER")
    else:
        for m in maps:
            count = f"{m.mapped:>9,} {'picture ' if m.mapped == 1 else 'pictures'}"
            click.echo(
                f"{m.id}  {m.created[:16].replace('T', ' ')}  {count}  {m.name}{'  (stopped early)' if m.stopped else ''}"
            )


@click.command("export")
@click.argument("map_id", metavar="MAP")
@_library
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), default=None, help="Write the CSV.")
@click.option("--parquet", "parquet_file", type=click.Path(dir_okay=False), default=None, help="Write Parquet.")
@click.option("--png", "png_file", type=click.Path(dir_okay=False), default=None, help="Write a picture of the map.")
@click.option("--rows", default=None, help="Only these rows, separated by commas.")
@click.option("--no-features", is_flag=True, help="Leave the features out: a far smaller file.")
def export(map_id: str, library: str | None, rows: str | None, no_features: bool, **files: str | None) -> None:
    """Write MAP to files."""
    shelf = _shelf(library)
    wanted = {suffix: files[f"{suffix}_file"] for suffix in ("csv", "parquet", "png") if files[f"{suffix}_file"]}
    if not wanted:
        raise BadRequest("Say what to write: --csv FILE, --parquet FILE or --png FILE.")
    map_id = _whole(shelf, map_id)
    info = shelf.maps.get(map_id)
    if info.state != "ready":
        raise BadRequest(f"Map {info.name} is still being made; it can be exported when it is done.")
    chosen = _rows(rows, info.n)
    for suffix, target in wanted.items():
        _write(shelf, map_id, suffix, str(target), rows=chosen, features=not no_features)
        click.echo(f"Wrote {target}")


@click.command("delete")
@click.argument("map_id", metavar="MAP")
@_library
def delete(map_id: str, library: str | None) -> None:
    """Delete MAP; its pictures and their features stay."""
    shelf = _shelf(library)
    map_id = _whole(shelf, map_id)
    name = shelf.maps.get(map_id).name
    shelf.cleanup.delete(map_id)
    click.echo(f"Deleted {name}")


def _shelf(library: str | None) -> Any:
    """The library; one that was named and is not there is a slip of the hand, and is not made."""
    from services.library import Library

    folder = Settings.from_env(library=library).library_path
    if library and not folder.is_dir():
        raise NoSuchFolder(f"There is no library at {library}. Check the spelling; build makes one.")
    return Library(folder)


def _rows(text: str | None, n: int) -> Any:
    from services.exports import chosen

    return chosen(text, n)


def _write(shelf: Any, map_id: str, suffix: str, target: str, *, rows: Any, features: bool) -> None:
    from services.exports import EXPORTS
    from services.facts import colour

    options = {"features": features, "colouring": colour(shelf.maps.rows(map_id), "folder"), "marks": "dots"}
    chunks: Iterator[bytes] = EXPORTS[suffix].write(shelf, map_id, rows, options)
    aside = Path(f"{target}.part")
    try:
        with aside.open("wb") as out:
            out.writelines(chunks)
        aside.replace(target)
    except OSError as error:
        raise BadRequest(f"{target} cannot be written: {error.strerror}. Choose another place.") from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()
