"""Owns the recipe's controls: sample, encoder, projection, dimensions, perplexity, iterations, seed, each with a
sentence.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, ctx, html

from components.ids import Ids
from components.source.recipe import CONTROLS, CUSTOM, DEFAULT, LABELS, LIMITS, values
from components.types import HIDDEN, Clicks, Element, Style, Value
from services import Services
from services.encoders import ENCODERS
from services.projections import PROJECTIONS
from services.schema import article_recipe


def layout() -> list[Element]:
    """The controls that decide most are in sight; a click unfolds the others."""
    return [
        _head(),
        _number(Ids.SAMPLE, DEFAULT.sample, "Pictures drawn at random; 0 maps them all.", step=500),
        _encoder(),
        _model_path(),
        _dimensions(),
        _number(
            Ids.PERPLEXITY,
            DEFAULT.perplexity,
            "Neighbours each picture looks at. Lower for fine groups, higher for the broad view.",
            decimal=True,
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


def register(app: Dash, services: Services) -> None:
    """Two buttons set all controls to a recipe; the model's path shows only where it is asked for."""

    @app.callback(
        *[Output(control, "value") for control in CONTROLS],
        Input(Ids.DEFAULTS, "n_clicks"),
        Input(Ids.ARTICLE, "n_clicks"),
        prevent_initial_call=True,
    )
    def set_controls(_defaults: Clicks, _article: Clicks) -> list[Value]:
        return values(article_recipe() if ctx.triggered_id == Ids.ARTICLE else DEFAULT)

    @app.callback(Output(Ids.CUSTOM, "style"), Input(Ids.ENCODER, "value"))
    def show_model_path(encoder: str) -> Style:
        return {} if encoder == CUSTOM else HIDDEN


def _head() -> html.Div:
    return html.Div(
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
    )


def _encoder() -> dmc.Select:
    own = {"value": CUSTOM, "label": "My own model (.keras)"}
    return dmc.Select(
        id=Ids.ENCODER,
        label="Encoder",
        description="Decides what counts as alike. The default needs no download.",
        data=[*[{"value": e.name, "label": e.title} for e in ENCODERS.values()], own],
        value=DEFAULT.encoder,
        allowDeselect=False,
        size="sm",
    )


def _model_path() -> dmc.TextInput:
    return dmc.TextInput(
        id=Ids.CUSTOM, placeholder="Path of a .keras file", size="sm", style=HIDDEN, **{"aria-label": "Model file"}
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
