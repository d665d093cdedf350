"""Owns the recipe that the controls stand for: their order, their limits, and reading and setting them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import State

from components.ids import Ids
from components.types import Value
from services.encoders import ENCODERS, check
from services.errors import BadRequest
from services.neighbours.metric import named
from services.projections import PROJECTIONS
from services.schema import Recipe, article_recipe

#: The controls, in the order in which callbacks pass their values.
CONTROLS = (
    Ids.SAMPLE,
    Ids.ENCODER,
    Ids.CUSTOM,
    Ids.METRIC,
    Ids.PROJECTION,
    Ids.DIMENSIONS,
    Ids.PERPLEXITY,
    Ids.ITERATIONS,
    Ids.SEED,
)
#: The choice of a model of the user's own among the encoders.
CUSTOM = "custom"
DEFAULT = Recipe()
#: The least and the most that each number may be.
LIMITS = {
    Ids.SAMPLE: (0, 2_000_000),
    Ids.PERPLEXITY: (1, 500),
    Ids.ITERATIONS: (10, 20_000),
    Ids.SEED: (0, 2**31 - 1),
}
#: What each number is called.
LABELS = {
    Ids.SAMPLE: "Sample",
    Ids.PERPLEXITY: "Perplexity",
    Ids.ITERATIONS: "Iterations",
    Ids.SEED: "Seed",
}


def states() -> list[State]:
    """Every control as a State, in the order that :func:`read` takes."""
    return [State(control, "value") for control in CONTROLS]


def read(values: Sequence[Value]) -> Recipe:
    """The recipe that the controls stand for.

    Raises
    ------
    BadRequest
        A control that is empty or out of range; the message names it.
    """
    given = dict(zip(CONTROLS, values, strict=True))
    encoder = str(given[Ids.ENCODER])
    if encoder == CUSTOM:
        encoder = f"custom:{str(given[Ids.CUSTOM] or '').strip()}"
    check(encoder)
    wanted = Recipe(
        sample=_whole(given, Ids.SAMPLE),
        encoder=encoder,
        metric=named(str(given[Ids.METRIC])).name,
        projection=str(given[Ids.PROJECTION]),
        dimensions=int(str(given[Ids.DIMENSIONS])),
        perplexity=float(_number(given, Ids.PERPLEXITY)),
        iterations=_whole(given, Ids.ITERATIONS),
        seed=_whole(given, Ids.SEED),
    )
    article = article_recipe(wanted.sample)
    # The article's decoding goes with the article's whole recipe only.
    return article if wanted.with_(decoding=article.decoding) == article else wanted


def values(recipe: Recipe) -> list[Value]:
    """The value of every control for a recipe, in the order of :data:`CONTROLS`."""
    kind, _, path = recipe.encoder.partition(":")
    encoder = [CUSTOM, path] if kind == CUSTOM else [recipe.encoder, ""]
    return [
        recipe.sample,
        *encoder,
        recipe.metric,
        recipe.projection,
        str(recipe.dimensions),
        recipe.perplexity,
        recipe.iterations,
        recipe.seed,
    ]


def in_words(recipe: Recipe) -> str:
    """How a recipe judges which pictures are alike, in a sentence."""
    title = ENCODERS[recipe.encoder].title if recipe.encoder in ENCODERS else "your own model"
    drawn = f"{recipe.sample:,} pictures drawn at random" if recipe.sample else "all pictures"
    projection = PROJECTIONS[recipe.projection]
    parts = [
        f"By what is in the picture ({title})",
        f"compared {named(recipe.metric).words}",
        projection.title if recipe.projection != DEFAULT.projection else "",
        f"{recipe.perplexity:g} neighbours each (perplexity)" if projection.iterative else "",
        drawn,
        f"{recipe.dimensions}-D",
    ]
    return ", ".join(filter(None, parts)) + "."


def _number(given: dict[Ids, Value], control: Ids) -> float:
    value, (low, high) = given[control], LIMITS[control]
    if not isinstance(value, int | float) or not low <= value <= high:
        raise BadRequest(f"{LABELS[control]} must be a number from {low:,} to {high:,}, and is {value!r}.")
    return value


def _whole(given: dict[Ids, Value], control: Ids) -> int:
    value, (low, high) = _number(given, control), LIMITS[control]
    if value != int(value):
        raise BadRequest(f"{LABELS[control]} must be a whole number from {low:,} to {high:,}, and is {value!r}.")
    return int(value)
