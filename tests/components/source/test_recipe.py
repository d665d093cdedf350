"""The recipe's controls: what they open with, what they allow, what they say when they are out of range."""

import pytest

from components.ids import Ids
from components.source import recipe
from services.encoders import ENCODERS
from services.errors import BadRequest
from services.projections import PROJECTIONS
from services.schema import Recipe, article_recipe

OPENED = {
    Ids.SAMPLE: 0,
    Ids.ENCODER: "efficientnet-lite0",
    Ids.CUSTOM: None,
    Ids.PROJECTION: "tsne",
    Ids.DIMENSIONS: "2",
    Ids.PERPLEXITY: 20,
    Ids.ITERATIONS: 750,
    Ids.SEED: 8,
}
ARTICLE = {Ids.SAMPLE: 1000, Ids.ENCODER: "resnet50", Ids.PROJECTION: "tsne-exact", Ids.ITERATIONS: 2000}
NUMBERS = {Ids.SAMPLE: "Sample", Ids.PERPLEXITY: "Perplexity", Ids.ITERATIONS: "Iterations", Ids.SEED: "Seed"}


def read(changes=None):
    values = {**OPENED, **(changes or {})}
    return recipe.read([values[control] for control in recipe.CONTROLS])


def test_the_page_opens_with_the_default_recipe(page):
    shown = {control: page.prop(control, "value") for control in recipe.CONTROLS}
    assert recipe.read([shown[control] for control in recipe.CONTROLS]) == Recipe()
    assert shown == {**OPENED, Ids.PERPLEXITY: 20.0}


def test_a_browsers_numbers_make_the_very_same_recipe_as_the_command_line():
    assert read({Ids.PERPLEXITY: 20, Ids.SAMPLE: 1000.0}).as_json() == Recipe(sample=1000).as_json()


def test_every_control_arrives():
    changes = {
        Ids.SAMPLE: 500,
        Ids.ENCODER: "resnet50",
        Ids.PROJECTION: "pca",
        Ids.DIMENSIONS: "3",
        Ids.PERPLEXITY: 7.5,
        Ids.ITERATIONS: 300,
        Ids.SEED: 4,
    }
    assert read(changes) == Recipe(
        sample=500, encoder="resnet50", projection="pca", dimensions=3, perplexity=7.5, iterations=300, seed=4
    )


@pytest.mark.parametrize("control", NUMBERS, ids=str)
def test_what_a_number_control_lets_through_is_what_is_allowed(page, control):
    low, high = page.prop(control, "min"), page.prop(control, "max")
    read({control: low})
    read({control: high})
    for beyond in (low - 1, high + 1, None, "", "many"):
        with pytest.raises(BadRequest) as refused:
            read({control: beyond})
        told = str(refused.value)
        assert told.startswith(NUMBERS[control])
        assert f"from {low:,} to {high:,}" in told
        assert repr(beyond) in told


@pytest.mark.parametrize("control", [c for c in NUMBERS if c != Ids.PERPLEXITY], ids=str)
def test_half_a_picture_is_refused_and_not_rounded_to_all_of_them(control):
    with pytest.raises(BadRequest, match=rf"^{NUMBERS[control]} must be a whole number .*10\.5"):
        read({control: 10.5})


def test_only_the_perplexity_can_be_typed_with_a_point(page):
    assert [control for control in NUMBERS if page.prop(control, "allowDecimal")] == [Ids.PERPLEXITY]


def test_an_encoder_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(BadRequest, match="resnet50"):
        read({Ids.ENCODER: "resnet51"})


def test_ones_own_model_is_named_by_its_path(tmp_path):
    model = tmp_path / "mine.keras"
    model.write_bytes(b"")
    assert read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: f" {model} "}).encoder == f"custom:{model}"
    with pytest.raises(BadRequest, match=r"gone\.keras"):
        read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: str(tmp_path / "gone.keras")})
    with pytest.raises(BadRequest):
        read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: None})


def test_the_articles_recipe_is_recognised_whole():
    assert read(ARTICLE) == article_recipe()
    assert read({**ARTICLE, Ids.SAMPLE: 50}) == article_recipe(50), (
        "how many are drawn is not what makes it the article's"
    )


@pytest.mark.parametrize(
    "change",
    [
        {Ids.SEED: 9},
        {Ids.PERPLEXITY: 21},
        {Ids.DIMENSIONS: "3"},
        {Ids.ITERATIONS: 1999},
        {Ids.ENCODER: "convnext-tiny"},
    ],
    ids=str,
)
def test_anything_else_is_not_the_articles_and_decoded_as_usual(change):
    assert read({**ARTICLE, **change}).decoding == "standard"


@pytest.mark.parametrize(("button", "wanted"), [(Ids.ARTICLE, article_recipe()), (Ids.DEFAULTS, Recipe())], ids=str)
def test_a_named_recipe_sets_every_control(page, button, wanted):
    answer = page.call("sample.value", f"{button}.n_clicks")
    values = {control: answer.get(f"{control}.value") for control in recipe.CONTROLS}
    assert recipe.read([values[control] for control in recipe.CONTROLS]) == wanted
    for control in (Ids.ENCODER, Ids.PROJECTION, Ids.DIMENSIONS):
        assert values[control] in [choice["value"] for choice in page.prop(control, "data")], (
            "or the control would stand empty"
        )


def test_the_box_for_a_model_shows_only_where_one_is_asked_for(page):
    assert page.call("custom-encoder.style", "encoder.value", {"encoder.value": "custom"}) == {
        "custom-encoder.style": {}
    }
    assert page.call("custom-encoder.style", "encoder.value", {"encoder.value": "resnet50"}) == {
        "custom-encoder.style": {"display": "none"}
    }
    assert page.prop("custom-encoder", "style") == {"display": "none"}


def test_every_encoder_and_projection_can_be_chosen(page):
    assert [choice["value"] for choice in page.prop("encoder", "data")] == [*ENCODERS, recipe.CUSTOM]
    assert [choice["value"] for choice in page.prop("projection", "data")] == [*PROJECTIONS]
    assert [choice["value"] for choice in page.prop("dimensions", "data")] == ["2", "3"]


def test_every_control_says_what_it_is_for(page):
    for control in (Ids.SAMPLE, Ids.ENCODER, Ids.PERPLEXITY, Ids.PROJECTION, Ids.ITERATIONS, Ids.SEED):
        assert page.prop(control, "label")
        assert page.prop(control, "description").endswith(".")
