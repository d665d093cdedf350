"""Owns the recipe's controls: sample, encoder, projection, dimensions, perplexity, iterations, seed; a sentence
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html

from components.ids import Ids
from services.encoders import ENCODERS, check
from services.errors import BadRequest
from services.projections import PROJECTIONS
from services.schema import Recipe, article_recipe

#: The controls in the order their values travel.
CONTROLS = (
    Ids.SAMPLE,
    Ids.ENCODER,
    Ids.CUSTOM,
    Ids.PROJECTION,
    Ids.DIMENSIONS,
    Ids.PERPLEXITY,
    Ids.ITERATIONS,
    Ids.SEED,
)
CUSTOM = "custom"
DEFAULT = Recipe()


def layout() -> list[Any]:
    """The four that matter in sight, the rest one click away."""
    return [
        html.Div(
            className="recipe-head",
            children=[
                html.H2("Recipe"),
                html.Button("Defaults", id=Ids.DEFAULTS, className="text-button"),
                html.Button(
                    "The article's",
                    id=Ids.ARTICLE,
                    className="text-button",
                    title="ResNet50, scikit-learn's t-SNE, 1,000 drawn",
                ),
            ],
        ),
        _number(
            Ids.SAMPLE,
            "Sample",
            DEFAULT.sample,
            "Pictures drawn at random; 0 maps them all.",
            low=0,
            high=2_000_000,
            step=500,
        ),
        dmc.Select(
            id=Ids.ENCODER,
            label="Encoder",
            description="Decides what counts as alike. The default needs no download.",
            data=[
                *[{"value": e.name, "label": e.title} for e in ENCODERS.values()],
                {"value": CUSTOM, "label": "My own model (.keras)"},
            ],
            value=DEFAULT.encoder,
            allowDeselect=False,
            size="sm",
        ),
        dmc.TextInput(
            id=Ids.CUSTOM,
            placeholder="Path of a .keras file",
            size="sm",
            style={"display": "none"},
            **{"aria-label": "Model file"},
        ),
        dmc.InputWrapper(
            dmc.SegmentedControl(
                id=Ids.DIMENSIONS,
                data=[{"value": "2", "label": "2-D"}, {"value": "3", "label": "3-D"}],
                value="2",
                fullWidth=True,
                size="sm",
            ),
            className="wrapped",
            label="Dimensions",
            description="2-D is easier to read; 3-D tears fewer neighbours apart.",
            size="sm",
        ),
        _number(
            Ids.PERPLEXITY,
            "Perplexity",
            DEFAULT.perplexity,
            "Neighbours each picture looks at. Lower for fine groups, higher for the broad view.",
            low=1,
            high=500,
        ),
        dmc.Accordion(
            variant="default",
            chevronPosition="left",
            className="recipe-more",
            children=dmc.AccordionItem(
                value="more",
                children=[dmc.AccordionControl("More"), dmc.AccordionPanel(_more())],
            ),
        ),
    ]


def _more() -> list[Any]:
    return [
        dmc.Select(
            id=Ids.PROJECTION,
            label="Projection",
            description="How features become a map.",
            data=[{"value": p.name, "label": p.title} for p in PROJECTIONS.values()],
            value=DEFAULT.projection,
            allowDeselect=False,
            size="sm",
        ),
        _number(
            Ids.ITERATIONS,
            "Iterations",
            DEFAULT.iterations,
            "Steps of the layout at most: it ends when it has settled.",
            low=10,
            high=20_000,
            step=50,
        ),
        _number(
            Ids.SEED,
            "Seed",
            DEFAULT.seed,
            "The same seed gives the same sample and the same map.",
            low=0,
            high=2**31 - 1,
        ),
    ]


def _number(id_: Ids, label: str, value: float, text: str, *, low: int, high: int, step: int = 1) -> dmc.NumberInput:
    return dmc.NumberInput(
        id=id_,
        label=label,
        description=text,
        value=value,
        min=low,
        max=high,
        step=step,
        allowDecimal=id_ == Ids.PERPLEXITY,
        thousandSeparator=",",
        # What is out of range is told when the map is asked for: no number becomes another in silence.
        clampBehavior="none",
        size="sm",
    )


def states() -> list[State]:
    """Every control as a State, in the order :func:`read` takes them."""
    return [State(control, "value") for control in CONTROLS]


def read(values: Sequence[Any]) -> Recipe:
    """The recipe the controls stand at.

    Raises
    ------
    BadRequest
        A field left empty or out of range, named.
    """
    given = dict(zip(CONTROLS, values, strict=True))
    encoder = given[Ids.ENCODER]
    if encoder == CUSTOM:
        encoder = f"custom:{(given[Ids.CUSTOM] or '').strip()}"
    check(encoder)
    wanted = Recipe(
        sample=_whole(given[Ids.SAMPLE], "Sample", 0, 2_000_000),
        encoder=encoder,
        projection=given[Ids.PROJECTION],
        dimensions=int(given[Ids.DIMENSIONS]),
        perplexity=float(_between(given[Ids.PERPLEXITY], "Perplexity", 1, 500)),
        iterations=_whole(given[Ids.ITERATIONS], "Iterations", 10, 20_000),
        seed=_whole(given[Ids.SEED], "Seed", 0, 2**31 - 1),
    )
    article = article_recipe(wanted.sample)
    # The article's own decoding belongs to the whole of its recipe and to nothing else.
    return article if wanted.with_(decoding=article.decoding) == article else wanted


def values(recipe: Recipe) -> list[Any]:
    """What every control stands at for a recipe, in the order of :data:`CONTROLS`."""
    own, _, path = recipe.encoder.partition(":")
    encoder = [CUSTOM, path] if own == CUSTOM else [recipe.encoder, ""]
    return [
        recipe.sample,
        *encoder,
        recipe.projection,
        str(recipe.dimensions),
        recipe.perplexity,
        recipe.iterations,
        recipe.seed,
    ]


def _between(value: Any, name: str, low: float, high: float) -> float:
    if not isinstance(value, int | float) or not low <= value <= high:
        raise BadRequest(f"{name} must be a number from {low:,} to {high:,}, and is {value!r}.")
    return value


def _whole(value: Any, name: str, low: int, high: int) -> int:
    number = _between(value, name, low, high)
    if number != int(number):
        raise BadRequest(f"{name} must be a whole number from {low:,} to {high:,}, and is {value!r}.")
    return int(number)


def register(app: Dash) -> None:
    """Two named recipes set all controls; the model's path shows only where it is asked for."""

    @app.callback(
        *[Output(control, "value") for control in CONTROLS],
        Input(Ids.DEFAULTS, "n_clicks"),
        Input(Ids.ARTICLE, "n_clicks"),
        prevent_initial_call=True,
    )
    def named(_defaults: Any, _article: Any) -> Any:
        return values(article_recipe() if ctx.triggered_id == Ids.ARTICLE else DEFAULT)

    @app.callback(Output(Ids.CUSTOM, "style"), Input(Ids.ENCODER, "value"))
    def show_path(encoder: str) -> dict[str, str]:
        return {} if encoder == CUSTOM else {"display": "none"}
