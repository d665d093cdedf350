"""Owns the recipe's controls: encoder, metric, sample, dimensions, perplexity, projection, iterations, seed, each with
a sentence.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, ctx, html, no_update

from components.icons import icon
from components.ids import Ids
from components.source import recipe
from components.source.recipe import CONTROLS, CUSTOM, DEFAULT, LABELS, LIMITS, values
from components.types import HIDDEN, Clicks, Element, Style, Unchanged, Value
from services import Services
from services.encoders import ENCODERS
from services.errors import BadRequest
from services.neighbours.metric import METRICS
from services.projections import PROJECTIONS
from services.schema import article_recipe


def layout() -> list[Element]:
    """How alike is judged, in words; a click unfolds the controls."""
    return [
        html.H2("How alike is judged"),
        html.P(recipe.in_words(DEFAULT), id=Ids.RECIPE_WORDS, className="recipe-words"),
        html.Div(
            [
                html.Button(
                    "The article's recipe",
                    id=Ids.ARTICLE,
                    className="text-button",
                    title="ResNet50, scikit-learn's t-SNE, 1,000 drawn",
                ),
                html.Button("Defaults", id=Ids.DEFAULTS, className="text-button"),
            ],
            className="recipe-named",
        ),
        html.Details([html.Summary([icon("down", size=12), "Change it"]), *_controls()], className="recipe"),
    ]


def register(app: Dash, services: Services) -> None:
    """Two buttons set all controls to a recipe; words follow them; a model's path shows only where it is asked for."""

    @app.callback(
        *[Output(control, "value") for control in CONTROLS],
        Input(Ids.DEFAULTS, "n_clicks"),
        Input(Ids.ARTICLE, "n_clicks"),
        prevent_initial_call=True,
    )
    def set_controls(_defaults: Clicks, _article: Clicks) -> list[Value]:
        return values(article_recipe() if ctx.triggered_id == Ids.ARTICLE else DEFAULT)

    @app.callback(
        Output(Ids.RECIPE_WORDS, "children"),
        Output(Ids.CUSTOM, "style"),
        Output(Ids.PERPLEXITY, "disabled"),
        Output(Ids.ITERATIONS, "disabled"),
        *[Input(control, "value") for control in CONTROLS],
        prevent_initial_call=True,
    )
    def tell_recipe(*given: Value) -> tuple[str | Unchanged, Style, bool, bool]:
        style = {} if given[CONTROLS.index(Ids.ENCODER)] == CUSTOM else HIDDEN
        # A control that would change nothing cannot be changed.
        idle = not PROJECTIONS[str(given[CONTROLS.index(Ids.PROJECTION)])].iterative
        try:
            return recipe.in_words(recipe.read(given)), style, idle, idle
        except BadRequest:
            # The button tells it; while one types a number it would only be noise.
            return no_update, style, idle, idle

    app.clientside_callback(
        ClientsideFunction("imagescape", "tellRecipe"),
        *[Input(control, "value") for control in (Ids.ENCODER, Ids.SAMPLE, Ids.DIMENSIONS, Ids.PROJECTION)],
    )


def _controls() -> list[Element]:
    return [
        _encoder(),
        _model_path(),
        html.Div(id=Ids.ENCODER_FACTS, className="quiet"),
        _metric(),
        _number(Ids.SAMPLE, DEFAULT.sample, "Pictures drawn at random; 0 maps them all.", step=500),
        _dimensions(),
        _number(
            Ids.PERPLEXITY,
            DEFAULT.perplexity,
            "Neighbours each picture looks at. Lower for fine groups, higher for the broad view.",
            decimal=True,
        ),
        *_more(),
    ]


def _encoder() -> dmc.Select:
    own = {"value": CUSTOM, "label": "My own model (.keras)"}
    return dmc.Select(
        id=Ids.ENCODER,
        label="Encoder",
        description="Decides what counts as alike. The default needs no download.",
        data=[*[{"value": e.name, "label": e.title} for e in ENCODERS.values()], own],
        value=DEFAULT.encoder,
        allowDeselect=False,
        # The sheet lies on top of the page: a list outside of it could not be seen.
        comboboxProps={"withinPortal": False},
        size="sm",
    )


def _model_path() -> dmc.TextInput:
    return dmc.TextInput(
        id=Ids.CUSTOM, placeholder="Path of a .keras file", size="sm", style=HIDDEN, **{"aria-label": "Model file"}
    )


def _metric() -> dmc.InputWrapper:
    return dmc.InputWrapper(
        dmc.SegmentedControl(
            id=Ids.METRIC,
            data=[{"value": metric.name, "label": metric.title} for metric in METRICS.values()],
            value=DEFAULT.metric,
            fullWidth=True,
            size="sm",
        ),
        className="wrapped",
        label="Compared by",
        description=" ".join(f"{metric.title}: {metric.help}" for metric in METRICS.values()),
        size="sm",
    )


def _dimensions() -> dmc.InputWrapper:
    return dmc.InputWrapper(
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
    )


def _projection() -> dmc.Select:
    return dmc.Select(
        id=Ids.PROJECTION,
        label="Projection",
        description="How features become a map.",
        data=[{"value": p.name, "label": p.title} for p in PROJECTIONS.values()],
        value=DEFAULT.projection,
        allowDeselect=False,
        # The sheet lies on top of the page: a list outside of it could not be seen.
        comboboxProps={"withinPortal": False},
        size="sm",
    )


def _more() -> list[Element]:
    return [
        _projection(),
        _number(
            Ids.ITERATIONS,
            DEFAULT.iterations,
            "Steps of the layout at most: it ends when it has settled.",
            step=50,
        ),
        _number(Ids.SEED, DEFAULT.seed, "The same seed gives the same sample and the same map."),
    ]


def _number(control: Ids, value: float, description: str, *, step: int = 1, decimal: bool = False) -> dmc.NumberInput:
    low, high = LIMITS[control]
    return dmc.NumberInput(
        id=control,
        label=LABELS[control],
        description=description,
        value=value,
        min=low,
        max=high,
        step=step,
        allowDecimal=decimal,
        thousandSeparator=",",
        # A number out of range stays as typed and is refused when the map is asked for: it must not change unnoticed.
        clampBehavior="none",
        size="sm",
    )
