"""Owns the command ``build``."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import click

from services.cli import files
from services.cli.options import export_options, json_option, library_option, rehash_option, source_of, weights_option
from services.errors import BadRequest
from services.schema import ARTICLE, COSINE, EUCLIDEAN, Recipe, article_recipe, name_of
from services.settings import Settings


@click.command("build")
@click.argument("folder")
@click.option(
    "--sample", type=click.IntRange(min=0), default=None, help="Draw so many pictures at random; 0 takes all (default)."
)
@click.option("--encoder", default=None, help="efficientnet-lite0 (default), resnet50, ... or custom:<file.keras>.")
@click.option(
    "--metric",
    type=click.Choice([COSINE, EUCLIDEAN]),
    default=None,
    help="How alike two pictures are by their features: cosine (default), or euclidean as in the article.",
)
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
    help="article: ResNet50, Euclidean distance, scikit-learn's t-SNE, 1,000 drawn.",
)
@click.option("--name", default=None, help="Name of the map in the list; default: the folder's.")
@rehash_option
@weights_option
@library_option
@export_options("Also write")
@json_option
def build(
    folder: str,
    named: str | None,
    name: str | None,
    rehash: bool,
    weights: str | None,
    library: str | None,
    targets: files.Targets,
    as_json: bool,
    **fields: Any,
) -> None:
    """Make the map of FOLDER (a folder, or an fsspec URL)."""
    from services.cli import summary, terminal
    from services.library import Library
    from services.sources import libraries, moved

    files.check(targets)
    settings = Settings.from_env(library=library, weights=weights)
    recipe = recipe_of(named, fields)
    source = source_of(folder)
    libraries.apart(source, settings.library_path)
    opened = Library(settings.library_path)
    built = terminal.run(
        opened, settings, source, recipe=recipe, name=name or name_of(source), quiet=as_json, rehash=rehash
    )
    files.write_all(opened, built.info.id, targets)
    behind = moved.left_behind(opened, built.info)
    click.echo(summary.text(built, library=library, as_json=as_json, behind=behind))
    if behind:
        click.echo(summary.left(built.info, behind, library=library), err=as_json)
    if built.info.stopped:
        raise SystemExit(4)


def recipe_of(named: str | None, fields: dict[str, Any]) -> Recipe:
    """The recipe called ``named``, or the default one, with those ``fields`` that are not None.

    Raises
    ------
    BadRequest
        No such encoder or projection, or a perplexity that is no number.
    """
    from services import encoders, projections

    given = {key: value for key, value in fields.items() if value is not None}
    if "dimensions" in given:
        given["dimensions"] = int(given["dimensions"])
    recipe = replace(article_recipe() if named else Recipe(), **given)
    if not math.isfinite(recipe.perplexity):
        raise BadRequest(f"Perplexity must be a number from 1 to 500, and is {recipe.perplexity}.")
    recipe = replace(recipe, encoder=encoders.full_name(recipe.encoder))
    if recipe.projection not in projections.PROJECTIONS:
        raise BadRequest(f"{recipe.projection!r} is no projection. Choose one of {', '.join(projections.PROJECTIONS)}.")
    return recipe
